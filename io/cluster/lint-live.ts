import type { ConfigFinding } from '../../core/config/finding.ts';
import { lintDeployment } from '../../core/config/lint.ts';
import { configRules } from '../../core/config/rules/rules.ts';
import type { Translator } from '../../core/text/l10n.ts';
import { readDeployment } from '../config/read-deployment.ts';
import { readOptionKnowledge } from '../option-knowledge.ts';
import type { ClusterSession } from './cluster-session.ts';
import { type LiveConfiguration, readLiveConfiguration } from './live-configuration.ts';

/** What was found in the configuration that the controllers have now. */
export interface LiveFindings {
  readonly findings: readonly ConfigFinding[];
  /** Texts by path; a path begins with its controller: `ctl1/etc/nova/nova.conf`. */
  readonly texts: ReadonlyMap<string, string>;
  readonly silent: readonly string[];
  readonly unreadDatabase: LiveConfiguration['unreadDatabase'];
  readonly release: string;
}

/** Judges the live configuration of a cluster by the rules that judge files. */
export async function lintLive(
  session: ClusterSession,
  options: { readonly knowledgeFolder: string; readonly l10n: Translator; readonly signal?: AbortSignal },
): Promise<LiveFindings> {
  const { knowledgeFolder, l10n, signal } = options;
  const knowledge = readOptionKnowledge(knowledgeFolder);
  const live = await readLiveConfiguration(session, knowledge.releases, signal);
  const { deployment, release } = await readDeployment([], {
    knowledge,
    deploymentFile: session.cluster.file.path,
    l10n,
    live,
    signal,
  });
  return {
    findings: lintDeployment(deployment, configRules, { severities: {} }, l10n),
    texts: new Map(live.files.map(({ path, text }) => [path, text])),
    silent: live.silent,
    unreadDatabase: live.unreadDatabase,
    release: release.release,
  };
}
