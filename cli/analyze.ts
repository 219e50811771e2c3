import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Analysis } from '../core/log/analysis.ts';
import type { Fetch } from '../core/log/fetched-logs.ts';
import { compileFormats } from '../core/log/format.ts';
import { analysisHtml } from '../core/log/output/html.ts';
import { analysisJson, type ProblemText } from '../core/log/output/json.ts';
import { analysisMarkdown } from '../core/log/output/markdown.ts';
import { analysisSarif } from '../core/log/output/sarif.ts';
import { analysisText } from '../core/log/output/text.ts';
import type { Severity } from '../core/log/signature.ts';
import { createSignatureMatcher } from '../core/log/signature-matcher.ts';
import { needsEnd, readWrittenTime, type WrittenTime } from '../core/log/time-window.ts';
import type { SignatureProblem } from '../core/log/user-signatures.ts';
import { visible } from '../core/text/layout.ts';
import { createRedactor } from '../core/text/redact.ts';
import { analyzePaths, type PathsAnalysis } from '../io/files/analyze-paths.ts';
import { isFailure } from '../io/files/problem.ts';
import { problemText } from '../io/files/problem-text.ts';
import { addUserSignatures } from '../io/files/user-signatures.ts';
import { readLogKnowledge } from '../io/knowledge.ts';
import type { Arguments } from './arguments.ts';
import { clusterOptions } from './cluster.ts';
import { type Command, exitStatus, type Surroundings } from './command.ts';
import { withFetchedLogs } from './fetch-logs.ts';
import { currentLanguage } from './language.ts';
import { createProgress } from './progress.ts';
import { standardInput } from './standard-input.ts';
import { terminalOf } from './terminal.ts';
import { UsageFailure } from './usage-failure.ts';
import { programVersion } from './version.ts';

export const analyzeCommand: Command = {
  options: {
    format: { type: 'string', choices: ['text', 'json', 'markdown', 'html', 'sarif'] },
    since: { type: 'string' },
    until: { type: 'string' },
    signatures: { type: 'strings' },
    'fail-on': { type: 'string', choices: ['error', 'warning', 'never'] },
    live: { type: 'boolean' },
    ...clusterOptions,
  },
  help,
  run,
};

function help(): string {
  return [
    l10n.t('nova-doctor analyze PATH…: find what is wrong in logs'),
    '',
    l10n.t(
      'PATH is a file, a folder with everything below it, or - for standard input. Files may be packed with gzip, zstd or xz; tar archives (a sosreport, a log volume) are looked into; rotated files are one log.',
    ),
    '',
    `  --format text|json|markdown|html|sarif   ${l10n.t('for people (the default), programs, a ticket, a browser, code scanning')}`,
    `  --since TIME, --until TIME               ${l10n.t('only entries between these times count')}`,
    `  --signatures DIR                         ${l10n.t('a folder with signatures of your own; may be given more than once')}`,
    `  --live                                   ${l10n.t('analyze the logs of the controllers, over there: only what matters travels')}`,
    `  --deployment FILE, --transport …         ${l10n.t('with --live, as in: nova-doctor controllers --help')}`,
    `  --fail-on error|warning|never            ${l10n.t('exit with 1 when an incident is at least this severe (default: error)')}`,
    '',
    l10n.t(
      'TIME is 2026-11-22T14:00:08.120Z, "2026-11-22 14:00", 14:00 (on the last day of the logs that has it) or 2h, 1h30m (so long before the end of the logs). Times without a zone are compared with what the logs show.',
    ),
    '',
    l10n.t('Secrets are replaced by [redacted-N] in everything that is printed.'),
  ].join('\n');
}

async function run(args: Arguments, surroundings: Surroundings): Promise<number> {
  const started = performance.now();
  const isLive = args.boolean('live');
  if (args.positionals.length === 0 && !isLive)
    throw new UsageFailure(l10n.t('analyze needs a file, a folder, or - for standard input.'));
  const knowledge = readLogKnowledge(join(surroundings.projectFolder, 'knowledge'), currentLanguage());
  const formats = compileFormats(knowledge.formats);
  const own = await addUserSignatures(args.strings('signatures'), { ...knowledge, formats, l10n });
  for (const problem of own.problems) surroundings.complain(`nova-doctor: ${visible(placedText(problem))}`);
  const window = readWindow(args);
  const progress = createProgress(surroundings.environment);
  const analyze = (fetch: Partial<Fetch>): Promise<PathsAnalysis> =>
    analyzePaths(args.positionals, {
      ...window,
      ...fetch,
      formats,
      signatures: own.signatures,
      matcher: createSignatureMatcher(own.signatures, own.compile),
      causes: knowledge.causes,
      systems: knowledge.systems,
      l10n,
      ...(args.positionals.includes('-') ? { standardInput: standardInput(surroundings.signal) } : {}),
      ...scanWorkerOf(surroundings.projectFolder),
      signal: surroundings.signal,
      onProgress: progress.show,
      onFirst: (signature, place) => {
        if (signature.severity === 'info') return;
        progress.say(l10n.t('found: {0} ({1}:{2})', l10n.t(signature.title), visible(place.path), place.line));
      },
    });
  let result: PathsAnalysis;
  try {
    result = isLive ? await withFetchedLogs(args, surroundings, { ...window, progress }, analyze) : await analyze({});
  } finally {
    progress.clear();
  }
  const problems = result.problems.map(problem => ({
    ...problem,
    message: problemText(problem, l10n),
    isFailure: isFailure(problem),
  }));
  for (const problem of problems) surroundings.complain(`nova-doctor: ${visible(problem.message)}`);
  await surroundings.print(
    output(args.string('format') ?? 'text', result, problems, performance.now() - started, surroundings),
  );
  if (result.problems.some(isFailure) || own.problems.some(({ isFatal }) => isFatal)) return exitStatus.unreadable;
  return isAtLeast(result.analysis, args.string('fail-on') ?? 'error') ? exitStatus.found : exitStatus.fine;
}

function placedText({ path, line, column, message }: SignatureProblem): string {
  return `${path}:${line}:${column}: ${message}`;
}

/** The second thread is a bundle; run from source, everything is read by one. */
function scanWorkerOf(projectFolder: string): { scanWorker?: string } {
  const scanWorker = join(projectFolder, 'dist/scan-ahead-worker.js');
  return existsSync(scanWorker) ? { scanWorker } : {};
}

function readWindow(args: Arguments): { since?: WrittenTime; until?: WrittenTime } {
  const window: { since?: WrittenTime; until?: WrittenTime } = {};
  for (const name of ['since', 'until'] as const) {
    const text = args.string(name);
    if (text === undefined) continue;
    const written = readWrittenTime(text);
    if (written === undefined) {
      throw new UsageFailure(
        l10n.t(
          '--{0} {1} is not a time. Write 2026-11-22T14:00, 14:00 or 2h (before the end of the logs).',
          name,
          text,
        ),
      );
    }
    if (needsEnd(written) && args.positionals.includes('-')) {
      throw new UsageFailure(
        l10n.t(
          '--{0} {1} counts from the end of the logs, which standard input does not tell in time. Write a full date and time.',
          name,
          text,
        ),
      );
    }
    window[name] = written;
  }
  return window;
}

function output(
  format: string,
  { analysis, passed }: PathsAnalysis,
  problems: readonly ReportedProblem[],
  elapsedMs: number,
  surroundings: Surroundings,
): string {
  const redactor = createRedactor();
  const version = programVersion(surroundings.projectFolder);
  if (format === 'json') {
    return `${JSON.stringify(analysisJson(analysis, { redactor, elapsedMs, problems, passed }), undefined, 2)}\n`;
  }
  if (format === 'sarif') {
    return `${JSON.stringify(analysisSarif(analysis, { redactor, version, problems }), undefined, 2)}\n`;
  }
  if (format === 'html') {
    return analysisHtml(analysis, { l10n, redactor, version, problems, language: currentLanguage() });
  }
  if (format === 'markdown') return analysisMarkdown(analysis, { l10n, redactor, version, problems });
  // Problems went to standard error already.
  return analysisText(analysis, {
    l10n,
    redactor,
    elapsedMs,
    problems: [],
    passed,
    ...terminalOf(surroundings.environment),
  });
}

/** A problem in words. */
type ReportedProblem = ProblemText & { readonly isFailure: boolean };

function isAtLeast(analysis: Analysis, failOn: string): boolean {
  if (failOn === 'never') return false;
  const severities: readonly Severity[] = failOn === 'warning' ? ['error', 'warning'] : ['error'];
  return analysis.incidents.some(incident => severities.includes(incident.severity));
}
