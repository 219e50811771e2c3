import type { ClusterState } from '../../core/cluster/cluster-state.ts';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { isReached } from '../../core/cluster/controller.ts';
import { failureText, isFailure } from '../../core/cluster/failure.ts';
import { followCommand, followSourceOf } from '../../core/cluster/follow-source.ts';
import { isProbeFailure } from '../../core/cluster/probe.ts';
import { createEntryReader } from '../../core/log/entry-reader.ts';
import { type CompiledFormat, compileFormats } from '../../core/log/format.ts';
import type { Signature } from '../../core/log/signature.ts';
import { createSignatureMatcher } from '../../core/log/signature-matcher.ts';
import type { Verdict } from '../../core/runbook/run-ports.ts';
import type { Translator } from '../../core/text/l10n.ts';
import { createRedactor, withoutSecrets } from '../../core/text/redact.ts';
import { sentences } from '../../core/text/sentences.ts';
import type { ClusterSession } from '../cluster/cluster-session.ts';
import { decodeUtf8 } from '../files/decode.ts';
import type { LogKnowledge } from '../knowledge.ts';
import type { RunClock } from './run-clock.ts';

/** A watch with its values filled in. */
export interface LogWatch {
  readonly service: string;
  /** Milliseconds in which nothing may come. */
  readonly quiet: number;
  /** Milliseconds after which it is given up. */
  readonly within: number;
  /** Patterns of ids of signatures with `*`; empty for all. */
  readonly signatures: readonly string[];
}

export interface WatchSurroundings {
  readonly session: Pick<ClusterSession, 'run'>;
  readonly knowledge: LogKnowledge;
  readonly l10n: Translator;
  readonly clock: RunClock;
  readonly signal: AbortSignal;
  /** Is told of every line that speaks against quiet. */
  readonly onNoise?: (controller: string, text: string) => void;
}

/** A log that is gone after this long without news is read to its last entry. */
const flushMilliseconds = 300;

/**
 * Follows the log of a service on some controllers until no known failure came for a while.
 * @param state with logs; where a service has no log file, its container or unit is listened to.
 */
export async function watchLogs(
  watch: LogWatch,
  state: ClusterState,
  controllers: readonly string[],
  surroundings: WatchSurroundings,
): Promise<Verdict> {
  const { session, l10n, signal } = surroundings;
  const sources: { controller: string; command: Command<CommandOutput> }[] = [];
  for (const controller of controllers) {
    const commands = sourcesOf(watch.service, controller, state);
    if (commands.length === 0) {
      return { holds: false, seen: l10n.t('{0} has no log on {1} that could be followed.', watch.service, controller) };
    }
    sources.push(...commands.map(command => ({ controller, command })));
  }
  const ending = new AbortController();
  const followed = AbortSignal.any([signal, ending.signal]);
  const listener = createListener(watch, surroundings);
  const broken = sources.map(async ({ controller, command }) => {
    const reader = listener.readerOf(controller);
    const end = await session.run(controller, command, { signal: followed, onOutput: reader.push, keptBytes: 4096 });
    reader.stop();
    const said = isFailure(end)
      ? failureText(end, l10n)
      : withoutSecrets(end.standardError.trim()) || l10n.t('the log has ended');
    return l10n.t('The log of {0} on {1} could not be followed: {2}', watch.service, controller, said);
  });
  const outcome = await Promise.race([listener.listen(followed), ...broken]);
  ending.abort();
  await Promise.all(broken);
  if (signal.aborted) return { holds: false, seen: l10n.t('Cancelled.'), isFinal: true };
  return typeof outcome === 'string' ? { holds: false, seen: outcome } : outcome;
}

function sourcesOf(service: string, controller: string, state: ClusterState): Command<CommandOutput>[] {
  const logs = state.logs.get(controller);
  const files = logs === undefined || isProbeFailure(logs) ? [] : logs;
  const host = state.controllers.find(one => one.controller.name === controller);
  const instances = host && isReached(host) ? host.services.filter(instance => instance.service === service) : [];
  const sources = instances.flatMap(instance => followSourceOf(instance, files) ?? []);
  return sources.map(source => followCommand(source, 0));
}

function createListener(watch: LogWatch, { knowledge, l10n, clock, onNoise }: WatchSurroundings) {
  const formats = compileFormats(knowledge.formats);
  const matcher = createSignatureMatcher(knowledge.signatures.filter(signature => isWatched(signature, watch)));
  const readers: ReturnType<typeof readerOfSource>[] = [];
  const counts = new Map<string, number>();
  const seconds = (milliseconds: number) => String(Math.round(milliseconds / 1000));
  const start = clock.now();
  let lastNoise = start;
  let last = '';

  function gaveUp(): Verdict {
    const texts = [...counts].map(([id, count]) => `${count} × ${id}`).join(', ');
    const text = l10n.t(
      'The log of {0} did not become quiet within {1} s: {2}.',
      watch.service,
      seconds(watch.within),
      texts,
    );
    return { holds: false, seen: sentences(text, l10n.t('Last: {0}', last)) };
  }

  /** Settles when nothing came for long enough, or nothing can come of it in the time that is left. */
  async function listen(signal: AbortSignal): Promise<Verdict> {
    while (!signal.aborted) {
      const now = clock.now();
      if (now - lastNoise >= watch.quiet) {
        return {
          holds: true,
          seen: l10n.t('The log of {0} was quiet for {1} s.', watch.service, seconds(watch.quiet)),
        };
      }
      if (counts.size > 0 && lastNoise + watch.quiet > start + watch.within) return gaveUp();
      await clock.wait(lastNoise + watch.quiet - now, [signal]);
      for (const reader of readers) reader.flush();
    }
    return { holds: false, seen: '' };
  }

  return {
    listen,
    readerOf(controller: string) {
      const reader = readerOfSource(formats, matcher, (ids, text) => {
        for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
        last = `${controller}: ${text}`;
        lastNoise = clock.now();
        onNoise?.(controller, text);
      });
      readers.push(reader);
      return reader;
    },
  };
}

function readerOfSource(
  formats: readonly CompiledFormat[],
  matcher: ReturnType<typeof createSignatureMatcher>,
  onHit: (ids: readonly string[], text: string) => void,
) {
  let flushing: NodeJS.Timeout | undefined;
  const { redact } = createRedactor();
  const reader = createEntryReader({
    formats,
    decode: decodeUtf8,
    wantedLogger: matcher.wantsLogger,
    onEntry: entry => {
      const ids = matcher.match(entry).map(index => matcher.signatures[index]!.id);
      if (ids.length > 0) onHit(ids, redact(entry.message.split('\n')[0] ?? '').slice(0, 300));
    },
  });
  return {
    push(block: Uint8Array, from: 'output' | 'error') {
      if (from !== 'output') return;
      reader.push(block);
      clearTimeout(flushing);
      flushing = setTimeout(() => reader.flush(), flushMilliseconds);
    },
    flush: () => reader.flush(),
    stop: () => clearTimeout(flushing),
  };
}

/** What heals by itself, and what only tells of starts and stops, does not speak against quiet. */
function isWatched({ id, severity }: Signature, { signatures }: LogWatch): boolean {
  if (severity === 'info') return false;
  return signatures.length === 0 || signatures.some(pattern => matchesPattern(id, pattern));
}

function matchesPattern(id: string, pattern: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  if (parts.length === 1) return id === pattern;
  const end = parts.at(-1) ?? '';
  if (!id.startsWith(first) || !id.endsWith(end) || id.length < first.length + end.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = id.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= id.length - end.length;
}
