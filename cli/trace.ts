import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Trace } from '../core/log/trace/trace.ts';
import { readTraceId, type TraceId } from '../core/log/trace/trace-id.ts';
import { idProblemText } from '../core/log/trace/trace-id-words.ts';
import { traceJson } from '../core/log/trace/trace-json.ts';
import { traceText } from '../core/log/trace/trace-text.ts';
import { visible } from '../core/text/layout.ts';
import { createRedactor } from '../core/text/redact.ts';
import { type InputProblem, isFailure } from '../io/files/problem.ts';
import { problemText } from '../io/files/problem-text.ts';
import { tracePaths } from '../io/files/trace-paths.ts';
import { readTraceKnowledge } from '../io/knowledge.ts';
import type { Arguments } from './arguments.ts';
import { type Command, exitStatus, type Surroundings } from './command.ts';
import { createProgress } from './progress.ts';
import { standardInput } from './standard-input.ts';
import { terminalOf } from './terminal.ts';
import { UsageFailure } from './usage-failure.ts';

export const traceCommand: Command = {
  options: { format: { type: 'string', choices: ['text', 'json'] } },
  help,
  run,
};

function help(): string {
  return [
    l10n.t('nova-doctor trace ID PATH…: follow one request, instance or message through the logs of all hosts'),
    '',
    l10n.t(
      'ID is a request id (req-…), a global request id, the UUID of an instance, a message id (32 hexadecimal digits, as in "Timed out waiting for a reply to message ID …"), or any other text of at least 8 characters, which is searched for as it is.',
    ),
    l10n.t(
      'PATH is a file, a folder with everything below it, or - for standard input. Files may be packed with gzip, zstd or xz; tar archives (a sosreport, a log volume) are looked into; rotated files are one log.',
    ),
    '',
    `  --format text|json   ${l10n.t('for people (the default) or programs')}`,
    '',
    l10n.t(
      'It shows which operation it was, how it ended, the stages of an instance creation with the time each took, where it broke, and the entries of all files in the order of time.',
    ),
    l10n.t(
      'Exit status: 0 done or no end seen, 1 it failed or no entry names the ID, 2 bad usage or unreadable input.',
    ),
  ].join('\n');
}

async function run(args: Arguments, surroundings: Surroundings): Promise<number> {
  const started = performance.now();
  const [written, ...paths] = args.positionals;
  if (written === undefined || paths.length === 0) {
    throw new UsageFailure(l10n.t('trace needs an id, and a file, a folder or - for standard input.'));
  }
  const read = readTraceId(written);
  if ('problem' in read) throw new UsageFailure(idProblemText(read.problem, written, l10n));
  const { trace, problems } = await traceThrough(read.id, paths, surroundings);
  const reported = problems.map(problem => ({ ...problem, message: problemText(problem, l10n) }));
  for (const { message } of reported) surroundings.complain(`nova-doctor: ${visible(message)}`);
  const redactor = createRedactor();
  if (args.string('format') === 'json') {
    const elapsedMs = performance.now() - started;
    const value = traceJson(trace, { redactor, elapsedMs, problems: reported });
    await surroundings.print(`${JSON.stringify(value, undefined, 2)}\n`);
  } else {
    await surroundings.print(traceText(trace, { l10n, redactor, ...terminalOf(surroundings.environment) }));
  }
  if (problems.some(isFailure)) return exitStatus.unreadable;
  return trace.entries.length === 0 || trace.outcome.state === 'failed' ? exitStatus.found : exitStatus.fine;
}

async function traceThrough(
  id: TraceId,
  paths: readonly string[],
  surroundings: Surroundings,
): Promise<{ trace: Trace; problems: readonly InputProblem[] }> {
  const progress = createProgress(surroundings.environment);
  try {
    return await tracePaths(id, paths, {
      knowledge: readTraceKnowledge(join(surroundings.projectFolder, 'knowledge')),
      ...(paths.includes('-') ? { standardInput: standardInput(surroundings.signal) } : {}),
      signal: surroundings.signal,
      onProgress: progress.show,
    });
  } finally {
    progress.clear();
  }
}
