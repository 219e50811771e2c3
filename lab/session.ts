import type { ServerChannel } from 'ssh2';
import { type EndlessReply, failed, notFound, type Reply } from './reply.ts';
import { isShellLine, readWire, type WireRequest } from './wire.ts';

type Answer = (request: WireRequest, isLight: boolean) => Reply | EndlessReply;

/** Statuses of a shell: for what it cannot read, and for what a SIGTERM has ended. */
const unreadableStatus = 2;
const endedStatus = 143;

/** Serves one command: what the login shell is given, and then what comes on standard input until its end. */
export function serveCommand(stream: ServerChannel, line: string, answer: Answer): void {
  if (!isShellLine(line)) {
    end(stream, notFound(line.trim().split(/\s+/)[0] ?? ''));
    return;
  }
  let input = '';
  /** Set when the command is understood: takes what comes after it. */
  let running: Running | undefined;
  stream.on('error', () => running?.stop());
  stream.on('close', () => running?.stop());
  stream.setEncoding('utf8');
  stream.on('data', (block: string) => {
    if (running) {
      running.take(block);
      return;
    }
    input += block;
    const read = readWire(line, input);
    if (read === 'incomplete') return;
    if (read === 'not-ours') {
      running = idle;
      end(stream, notFound(/^\s*([^\s;|&(){}]+)/.exec(input)?.[1] ?? 'sh'));
    } else running = read.isKept ? runKept(stream, read, answer) : runOnce(stream, read, answer);
  });
  stream.on('end', () => {
    if (running === idle) return;
    running?.stop();
    // Without a whole command the shell complains; else the end of the input ends what runs.
    const syntaxError = failed(unreadableStatus, '/bin/sh: 1: Syntax error: end of file unexpected (expecting "}")\n');
    end(stream, running ? failed(endedStatus, '') : syntaxError);
  });
}

interface Running {
  take(block: string): void;
  stop(): void;
}

/** A command that has ended. */
const idle: Running = { take: () => undefined, stop: () => undefined };

function end(stream: ServerChannel, { status, output, error }: Reply): void {
  if (error !== '') stream.stderr.write(error);
  if (output.length > 0) stream.write(output);
  stream.exit(status);
  stream.end();
}

function runOnce(stream: ServerChannel, request: WireRequest, answer: Answer): Running {
  const reply = answer(request, false);
  stream.stderr.write(`${request.mark}\n`);
  stream.write(`${request.mark}\n`);
  if ('start' in reply) return { take: () => undefined, stop: reply.start(block => void stream.write(block)) };
  end(stream, reply);
  return idle;
}

/** Runs a script, and again for each line `WORD` or `WORD light`. */
function runKept(stream: ServerChannel, request: WireRequest, answer: Answer): Running {
  let rest = '';
  const run = (word: string, isLight: boolean) => {
    const reply = answer(request, isLight);
    const { status, output, error } = 'start' in reply ? failed(unreadableStatus, '') : reply;
    const end = `\n${word}-error\n${error.replace(/\n+$/, '')}\n${word}-end ${status}\n`;
    stream.write(Buffer.concat([Buffer.from(`${word}\n`), Buffer.from(output), Buffer.from(end)]));
  };
  stream.stderr.write(`${request.mark}\n`);
  run(request.mark, false);
  return {
    take(block) {
      const lines = (rest + block).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) run(line.split(' ')[0] ?? '', line.split(' ')[1] === 'light');
    },
    stop: () => undefined,
  };
}
