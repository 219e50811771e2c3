import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { clusterProblemText } from '../core/cluster/problem-text.ts';
import { visible } from '../core/text/layout.ts';
import type { ClusterSession } from '../io/cluster/cluster-session.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';
import type { Surroundings } from './command.ts';
import { terminalQuestions } from './terminal-questions.ts';
import { UsageFailure } from './usage-failure.ts';

const workspaceFile = '.nova-doctor.yaml';

/** Options of every command that reaches controllers. */
export const clusterOptions: OptionSpecs = {
  deployment: { type: 'string' },
  transport: { type: 'string', choices: ['auto', 'ssh2', 'openssh'] },
  'ssh-config': { type: 'string' },
};

export function clusterHelp(): string[] {
  return [
    `  --deployment FILE               ${l10n.t('the workspace file; the nearest .nova-doctor.yaml above this folder when left out')}`,
    `  --transport auto|ssh2|openssh   ${l10n.t('how controllers are reached: by what each needs (the default), the built-in SSH, or your ssh program')}`,
    `  --ssh-config FILE               ${l10n.t('an ssh_config instead of yours and the system’s, as with ssh -F')}`,
  ];
}

/**
 * Opens the cluster that the arguments name, hands it to some work, and closes its connections.
 * @throws UsageFailure when there is no workspace file or it names no controllers.
 */
export async function withCluster<Result>(
  args: Arguments,
  { complain, signal }: Surroundings,
  work: (session: ClusterSession) => Promise<Result>,
): Promise<Result> {
  const path = args.string('deployment') ?? nearestWorkspaceFile();
  if (path === undefined) {
    throw new UsageFailure(l10n.t('There is no {0} here or above: name one with --deployment.', workspaceFile));
  }
  const { createClusterSession, createConnections, readCluster, thisSide } = await import('../io/cluster/door.ts');
  const cluster = await readCluster(resolve(path));
  if ('unreadable' in cluster) throw new UsageFailure(l10n.t('{0} cannot be read: {1}', path, cluster.unreadable));
  for (const problem of cluster.problems) complain(`nova-doctor: ${visible(clusterProblemText(problem, l10n))}`);
  if (cluster.hosts.length === 0)
    throw new UsageFailure(l10n.t('{0} names no controllers that could be reached.', path));
  const configurationFile = sshConfigurationOf(args);
  const connections = createConnections({
    local: thisSide(configurationFile),
    ...(configurationFile === undefined ? {} : { openSsh: { configurationFile } }),
    questions: terminalQuestions(signal),
    transport: (args.string('transport') ?? 'auto') as 'auto' | 'ssh2' | 'openssh',
  });
  try {
    return await work(createClusterSession(cluster, connections));
  } finally {
    await connections.close();
  }
}

/** @throws UsageFailure when the file is not there: ssh would take a missing one for an empty one. */
function sshConfigurationOf(args: Arguments): string | undefined {
  const named = args.string('ssh-config');
  if (named === undefined) return undefined;
  if (!existsSync(named)) throw new UsageFailure(l10n.t('There is no {0}.', named));
  return resolve(named);
}

/** The workspace file that commands mean where none is named. */
export function nearestWorkspaceFile(): string | undefined {
  let folder = process.cwd();
  while (true) {
    const path = join(folder, workspaceFile);
    if (existsSync(path)) return path;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}
