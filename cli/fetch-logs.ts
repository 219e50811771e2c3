import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Fetch } from '../core/log/fetched-logs.ts';
import type { WrittenTime } from '../core/log/time-window.ts';
import type { Arguments } from './arguments.ts';
import { withCluster } from './cluster.ts';
import type { Surroundings } from './command.ts';
import type { Progress } from './progress.ts';

/** Fetches the logs of the controllers that the arguments name, hands them to some work, and removes what came. */
export async function withFetchedLogs<Result>(
  args: Arguments,
  surroundings: Surroundings,
  options: { readonly since?: WrittenTime; readonly until?: WrittenTime; readonly progress: Progress },
  work: (fetch: Fetch) => Promise<Result>,
): Promise<Result> {
  const { progress, ...window } = options;
  const folder = await mkdtemp(join(tmpdir(), 'nova-doctor-'));
  try {
    const fetch = await withCluster(args, surroundings, async session => {
      const { fetchLogs } = await import('../io/cluster/door.ts');
      return fetchLogs(session, {
        ...window,
        folder,
        pathOf: (controller, path) => `${controller}${path}`,
        l10n,
        signal: surroundings.signal,
        onProgress: progress.show,
      });
    });
    return await work(fetch);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
