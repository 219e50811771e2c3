import * as vscode from 'vscode';
import { failureText, isFailure } from '../../core/cluster/failure.ts';
import { createLineMerger, mergeMilliseconds } from '../../core/cluster/follow.ts';
import { type FollowSource, followCommand, followName, followPrefix } from '../../core/cluster/follow-source.ts';
import { createFollowedText } from '../../core/cluster/followed-text.ts';
import { largestSentDocument } from '../../core/features/protocol.ts';
import type { WorkspaceCluster } from './workspace-cluster.ts';

/** What one service writes on one controller. */
export interface FollowedLog {
  readonly controller: string;
  readonly source: FollowSource;
}

/** Well below what is too large to be sent to the language server, which finds what is wrong in it. */
const mostCharacters = largestSentDocument - 1024 * 1024;
const keptLines = 5000;

/** *Follow Log Live*: an output channel in the language of nova's logs, so that findings appear while it runs. */
export function createLogFollower(context: vscode.ExtensionContext, cluster: WorkspaceCluster) {
  const running = new Map<string, { stop: () => void }>();
  /** Who follows the same again gets a channel that begins anew. */
  const channels = new Map<string, vscode.OutputChannel>();
  context.subscriptions.push({ dispose: stopAll });
  const tellMenus = () => void vscode.commands.executeCommand('setContext', 'novaDoctor.isFollowing', running.size > 0);

  function stopAll(): void {
    for (const { stop } of running.values()) stop();
  }

  async function follow(logs: readonly FollowedLog[]): Promise<void> {
    const session = await cluster.session();
    const [first] = logs;
    if (!session || !first) return;
    const hosts = [...new Set(logs.map(log => log.controller))];
    const title = `${followName(first.source)} (${hosts.join(', ')})`;
    running.get(title)?.stop();
    channels.get(title)?.dispose();
    const channel = vscode.window.createOutputChannel(title, 'nova-log');
    channels.set(title, channel);
    const cancelling = new AbortController();
    const merger = createLineMerger(Date.now, () => new TextDecoder(), logs.length > 1 ? prefix => prefix : () => '');
    const followed = createFollowedText(mostCharacters, keptLines);
    const append = (lines: readonly string[]) => {
      const change = followed.add(lines);
      if (change === undefined) return;
      if ('append' in change) channel.append(change.append);
      else channel.replace(change.replace);
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
      tellMenus();
    };
    running.set(title, { stop });
    tellMenus();
    channel.show(true);
    for (const log of logs) {
      const prefix = followPrefix(log.controller, log.source);
      const onOutput = (block: Uint8Array) => {
        merger.push(prefix, block);
        timer ??= setTimeout(drain, mergeMilliseconds);
      };
      session
        .run(log.controller, followCommand(log.source), { signal: cancelling.signal, onOutput, keptBytes: 4096 })
        .then(end => {
          append(merger.rest());
          if (cancelling.signal.aborted) return;
          const text = isFailure(end)
            ? failureText(end, vscode.l10n)
            : end.standardError.trim() || vscode.l10n.t('{0}: the log has ended.', log.controller);
          append([text]);
        });
    }
  }

  return { follow, stopAll };
}
