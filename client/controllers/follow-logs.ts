import * as vscode from 'vscode';
import { failureText, isFailure } from '../../core/cluster/failure.ts';
import { createLineMerger, followFileCommand, mergeMilliseconds } from '../../core/cluster/follow.ts';
import type { WorkspaceCluster } from './workspace-cluster.ts';

/** One log on one controller. */
export interface FollowedLog {
  readonly controller: string;
  readonly path: string;
}

/** An output channel keeps everything that was written to it, so it is cut from time to time. */
const mostCharacters = 20 * 1024 * 1024;
const keptLines = 20_000;

/** *Follow Log Live*: an output channel in the language of nova's logs, so that findings appear while it runs. */
export function createLogFollower(context: vscode.ExtensionContext, cluster: WorkspaceCluster) {
  const running = new Map<string, { stop: () => void }>();
  context.subscriptions.push({ dispose: stopAll });

  function stopAll(): void {
    for (const { stop } of running.values()) stop();
  }

  async function follow(logs: readonly FollowedLog[]): Promise<void> {
    const session = await cluster.session();
    const [first] = logs;
    if (!session || !first) return;
    const hosts = [...new Set(logs.map(log => log.controller))];
    const title = `${first.path.split('/').at(-1)} (${hosts.join(', ')})`;
    running.get(title)?.stop();
    const channel = vscode.window.createOutputChannel(title, 'nova-log');
    const cancelling = new AbortController();
    const merger = createLineMerger(
      Date.now,
      () => new TextDecoder(),
      hosts.length > 1 ? source => `${source} | ` : () => '',
    );
    let written = 0;
    let tail: string[] = [];
    const append = (lines: readonly string[]) => {
      if (lines.length === 0) return;
      const text = `${lines.join('\n')}\n`;
      written += text.length;
      tail = [...tail, ...lines].slice(-keptLines);
      if (written < mostCharacters) return channel.append(text);
      const kept = `${tail.join('\n')}\n`;
      written = kept.length;
      channel.replace(kept);
    };
    let timer: NodeJS.Timeout | undefined;
    const drain = () => {
      timer = undefined;
      append(merger.take(Date.now()));
      if (merger.isWaiting()) timer = setTimeout(drain, mergeMilliseconds);
    };
    const stop = () => {
      cancelling.abort();
      clearTimeout(timer);
      append(merger.rest());
      running.delete(title);
    };
    running.set(title, { stop });
    channel.show(true);
    for (const log of logs) {
      const onOutput = (block: Uint8Array) => {
        merger.push(log.controller, block);
        timer ??= setTimeout(drain, mergeMilliseconds);
      };
      session
        .run(log.controller, followFileCommand(log.path), { signal: cancelling.signal, onOutput, keptBytes: 4096 })
        .then(end => {
          append(merger.rest());
          if (cancelling.signal.aborted) return;
          const text = isFailure(end)
            ? failureText(end, vscode.l10n)
            : end.standardError.trim() || vscode.l10n.t('{0}: the log has ended.', log.controller);
          channel.appendLine(text);
        });
    }
  }

  return { follow, stopAll };
}
