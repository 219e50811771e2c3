import { programs } from './programs/programs.ts';
import { type EndlessReply, failed, type Host, notFound, type Reply } from './reply.ts';
import { scripts } from './scripts.ts';
import { programWordsOf, type WireRequest } from './wire.ts';
import type { World } from './world.ts';

/** A part of a combined command, as `combinedCommand` of core writes it. A light run leaves some of them out. */
const part =
  /(if \[ -z "\$NOVA_DOCTOR_LIGHT" \]; then\n)?echo '(nova-doctor-part [\w-]+)'; echo '\2' >&2\n\(\n([\s\S]*?)\n\) <\/dev\/null; echo; echo "nova-doctor-part-end \$\?"(?:\nfi)?(?:\n|$)/y;

/**
 * Answers a command as a controller would. Scripts are those that the product sends, to the letter; of programs it knows
 * what the product calls. Everything else is answered as a shell answers to what it does not find.
 * @param isLight whether a kept script is asked to leave out what rarely changes.
 */
export function interpret(
  world: World,
  controller: string,
  request: WireRequest,
  isLight = false,
): Reply | EndlessReply {
  const host: Host = { world, controller, parameters: request.parameters };
  const words = programWordsOf(request.text);
  if (words) return runProgram(host, words);
  const parts = partsOf(request.text);
  return parts ? runParts(host, parts, isLight) : runScript(host, request.text);
}

/** Runs a program with its arguments. */
function runProgram(host: Host, words: readonly string[]): Reply {
  const [program = '', ...args] = words[0] === 'sudo' && words[1] === '-n' ? words.slice(2) : words;
  return programs[program]?.(host, args) ?? notFound(program);
}

function runScript(host: Host, script: string): Reply | EndlessReply {
  const answer = scripts.get(script);
  return answer ? answer(host) : notFound(firstWord(script));
}

function firstWord(script: string): string {
  return /[^\s;|&(){}]+/.exec(script)?.[0] ?? 'sh';
}

interface Part {
  readonly mark: string;
  readonly script: string;
  readonly isLeftOut: boolean;
}

function partsOf(script: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  part.lastIndex = 0;
  let end = 0;
  for (let found = part.exec(script); found; found = part.exec(script)) {
    parts.push({ mark: found[2] ?? '', script: found[3] ?? '', isLeftOut: found[1] !== undefined });
    end = part.lastIndex;
  }
  return parts.length > 0 && end === script.length ? parts : undefined;
}

function runParts(host: Host, parts: readonly Part[], isLight: boolean): Reply {
  let output = '';
  let error = '';
  for (const { mark, script, isLeftOut } of parts) {
    if (isLight && isLeftOut) continue;
    const reply = runScript(host, script);
    if ('start' in reply) return failed(2, `/bin/sh: 1: ${mark} never ends\n`);
    output += `${mark}\n${reply.output}\nnova-doctor-part-end ${reply.status}\n`;
    error += `${mark}\n${reply.error}`;
  }
  return { status: 0, output, error };
}
