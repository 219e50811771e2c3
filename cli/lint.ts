import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { unreadDatabaseText } from '../core/cluster/unread-database-text.ts';
import { capacityOf } from '../core/config/capacity.ts';
import type { ConfigFinding } from '../core/config/finding.ts';
import { lintDeployment, sortFindings, textsOf } from '../core/config/lint.ts';
import type { Release } from '../core/config/option.ts';
import { lintJson } from '../core/config/output/lint-json.ts';
import type { LintReport } from '../core/config/output/lint-report.ts';
import { lintSarif, type RuleText } from '../core/config/output/lint-sarif.ts';
import { lintText } from '../core/config/output/lint-text.ts';
import { nearestRelease, releaseNamed } from '../core/config/release-names.ts';
import { configRules } from '../core/config/rules/rules.ts';
import { visible } from '../core/text/layout.ts';
import { createRedactor } from '../core/text/redact.ts';
import { sentences } from '../core/text/sentences.ts';
import type { LiveConfiguration } from '../io/cluster/live-configuration.ts';
import { type ReadDeployment, readDeployment } from '../io/config/read-deployment.ts';
import { requirementsNear } from '../io/config/requirements.ts';
import { isFailure } from '../io/files/problem.ts';
import { problemText } from '../io/files/problem-text.ts';
import { readLogKnowledge } from '../io/knowledge.ts';
import { type OptionKnowledge, readOptionKnowledge } from '../io/option-knowledge.ts';
import type { Arguments } from './arguments.ts';
import { clusterOptions, withCluster } from './cluster.ts';
import { type Command, exitStatus, type Surroundings } from './command.ts';
import { standardInput } from './standard-input.ts';
import { terminalOf } from './terminal.ts';
import { UsageFailure } from './usage-failure.ts';
import { programVersion } from './version.ts';

export const lintCommand: Command = {
  options: {
    release: { type: 'string' },
    format: { type: 'string', choices: ['text', 'json', 'sarif'] },
    'fail-on': { type: 'string', choices: ['error', 'warning', 'never'] },
    live: { type: 'boolean' },
    ...clusterOptions,
  },
  help,
  run,
};

function help(): string {
  return [
    l10n.t('nova-doctor lint PATH…: judge configuration before it causes incidents'),
    '',
    l10n.t(
      'PATH is a file, a folder with everything below it (such as /etc), or - for standard input. Judged are nova.conf and its neighbours (nova.conf.d, kolla overrides, placement.conf), my.cnf, haproxy.cfg, server.xml and schema.xml of Mycat, proxysql.cnf, and Python that uses SQLAlchemy. Files that are given together are judged together.',
    ),
    '',
    `  --deployment FILE             ${l10n.t('the .nova-doctor.yaml of the deployment; found beside the files when left out')}`,
    `  --release 2025.1              ${l10n.t('the OpenStack release to judge by; told by the deployment, globals.yml or a log when left out')}`,
    `  --format text|json|sarif      ${l10n.t('for people (the default), programs, code scanning')}`,
    `  --live                        ${l10n.t('judge what the controllers of the deployment have now, read over SSH, instead of files here')}`,
    `  --transport …, --ssh-config … ${l10n.t('with --live, as in: nova-doctor controllers --help')}`,
    `  --fail-on error|warning|never ${l10n.t('exit with 1 when a finding is at least this severe (default: error)')}`,
    '',
    l10n.t('A comment “nova-doctor: ignore OD008” on the line, or alone on the line above, silences a rule there.'),
  ].join('\n');
}

async function run(args: Arguments, surroundings: Surroundings): Promise<number> {
  if (args.positionals.length === 0 && !args.boolean('live'))
    throw new UsageFailure(l10n.t('lint needs a file, a folder, or - for standard input.'));
  const knowledge = readOptionKnowledge(join(surroundings.projectFolder, 'knowledge'));
  const release = readRelease(args.string('release'), knowledge);
  const read = await readDeployment(args.positionals, {
    knowledge,
    deploymentFile: args.string('deployment'),
    release,
    standardInput: args.positionals.includes('-') ? standardInput(surroundings.signal) : undefined,
    signal: surroundings.signal,
    logKnowledge: () => readLogKnowledge(join(surroundings.projectFolder, 'knowledge')),
    l10n,
    live: args.boolean('live') ? await readLive(args, knowledge, surroundings) : undefined,
  });
  const report = reportOf(read, read.python.length === 0 ? [] : await pythonFindings(read));
  for (const { message } of report.problems) surroundings.complain(`nova-doctor: ${visible(message)}`);
  await surroundings.print(await output(args.string('format') ?? 'text', report, surroundings));
  if (report.problems.some(problem => problem.isFailure)) return exitStatus.unreadable;
  return isAtLeast(report.findings, args.string('fail-on') ?? 'error') ? exitStatus.found : exitStatus.fine;
}

/** What the controllers have now; says which of them told nothing. */
async function readLive(
  args: Arguments,
  { releases }: OptionKnowledge,
  surroundings: Surroundings,
): Promise<LiveConfiguration> {
  return withCluster(args, surroundings, async session => {
    const { readLiveConfiguration } = await import('../io/cluster/door.ts');
    const live = await readLiveConfiguration(session, releases, surroundings.signal);
    for (const name of live.silent)
      surroundings.complain(`nova-doctor: ${l10n.t('{0}: no configuration could be read.', name)}`);
    if (live.unreadDatabase) surroundings.complain(`nova-doctor: ${unreadDatabaseText(live.unreadDatabase, l10n)}`);
    return live;
  });
}

function readRelease(word: string | undefined, { releases }: OptionKnowledge): Release | undefined {
  if (word === undefined || word === 'auto') return undefined;
  const release = releaseNamed(word, releases);
  if (release !== undefined) return release;
  const near = nearestRelease(word, releases);
  const text = l10n.t('There are no options of the release {0}. Known: {1}.', word, releases.join(', '));
  throw new UsageFailure(near === undefined ? text : sentences(text, l10n.t('Did you mean {0}?', near)));
}

function reportOf(read: ReadDeployment, inPython: readonly ConfigFinding[]): LintReport {
  const { deployment, release, python } = read;
  const texts = new Map([...textsOf(deployment), ...python.map(file => [file.path, file.text] as const)]);
  const findings = [...lintDeployment(deployment, configRules, { severities: {} }, l10n), ...inPython];
  const ofWorkspace = read.workspaceProblems.map(({ path, line, column, message }) => ({
    path,
    message: `${path}:${line}:${column}: ${message}`,
    isFailure: true,
  }));
  return {
    release: release.release,
    releaseOrigin: release.origin,
    releasePath: release.path,
    releaseNearestTo: release.nearestTo,
    findings: sortFindings(findings),
    capacity: capacityOf(deployment),
    files: [...texts.keys()].filter(path => path !== deployment.facts.path).toSorted(),
    problems: [
      ...read.problems.map(problem => ({
        path: problem.path,
        message: problemText(problem, l10n),
        isFailure: isFailure(problem),
      })),
      ...ofWorkspace,
    ],
    texts,
    redactor: createRedactor(),
  };
}

/** The linter for Python, with its parser: it is loaded only where there is something for it. */
function loadPythonLinter() {
  return import('../core/python/lint.ts');
}

async function pythonFindings({ python, release }: ReadDeployment): Promise<ConfigFinding[]> {
  const { lintPython } = await loadPythonLinter();
  const known = release.origin === 'assumed' ? {} : { release: release.release };
  return python.flatMap(({ path, text }) => {
    const requirements = requirementsNear(path);
    return lintPython(path, text, { ...known, ...(requirements === undefined ? {} : { requirements }) }, l10n);
  });
}

async function output(
  format: string,
  report: LintReport,
  { environment, projectFolder }: Surroundings,
): Promise<string> {
  if (format === 'json') return `${JSON.stringify(lintJson(report), undefined, 2)}\n`;
  if (format === 'text') return lintText(report, { l10n, ...terminalOf(environment) });
  const { pythonRules } = await loadPythonLinter();
  const rules: RuleText[] = [...configRules, ...pythonRules].map(rule => ({
    id: rule.id,
    severity: rule.severity,
    title: rule.title(l10n),
    why: rule.why(l10n),
    remedy: rule.remedy(l10n),
  }));
  return `${JSON.stringify(lintSarif(report, { version: programVersion(projectFolder), rules }), undefined, 2)}\n`;
}

function isAtLeast(findings: readonly ConfigFinding[], failOn: string): boolean {
  if (failOn === 'never') return false;
  return findings.some(({ severity }) => severity === 'error' || (failOn === 'warning' && severity === 'warning'));
}
