import type { Span } from './lanes.ts';
import type { Trace, TraceLine } from './trace.ts';

/** One try to create an instance on one host. */
export interface Attempt {
  /** The host that tried; undefined where nova-compute wrote nothing. */
  readonly host: string | undefined;
  /** Indexes of its entries in the trace, in the order of time. */
  readonly entries: readonly number[];
}

/** A stage within one attempt. Times as `TraceLine.alignedTime`. */
export interface StageSpan extends Span {
  /** Index into the stages of the trace. */
  readonly stage: number;
  /** Index into the attempts. */
  readonly attempt: number;
}

/** How nova-compute gives the work back, and how the conductor then begins anew. */
const givenBack = /\bwas re-scheduled\b|\bError from last host\b/;

/** Parts the entries that lie on a stage of a creation into attempts: usually one. */
export function attemptsOf(trace: Trace): Attempt[] {
  const attempts: { host: string | undefined; entries: number[] }[] = [];
  let current: { host: string | undefined; entries: number[] } = { host: undefined, entries: [] };
  let hasComputed = false;
  for (const [index, line] of trace.entries.entries()) {
    if (line.stage === undefined) continue;
    if (attempts.length === 0) attempts.push(current);
    const isGivenBack = givenBack.test(line.text);
    // The conductor's entry is the first one of the next attempt.
    if (isGivenBack && hasComputed && line.service !== 'nova-compute') begin();
    current.entries.push(index);
    if (line.service === 'nova-compute') {
      current.host ??= line.host;
      hasComputed = true;
      if (isGivenBack) begin();
    }
  }
  return attempts.filter(({ entries }) => entries.length > 0);

  function begin(): void {
    current = { host: undefined, entries: [] };
    attempts.push(current);
    hasComputed = false;
  }
}

/** When each stage was worked on, attempt by attempt: as in `TracedStage`, from the end of the stages before it. */
export function stageSpans(trace: Trace, attempts: readonly Attempt[]): StageSpan[] {
  if (attempts.length < 2) {
    return trace.stages.flatMap(({ last, durationMs }, stage) =>
      last === undefined || durationMs === undefined ? [] : [{ stage, attempt: 0, from: last - durationMs, to: last }],
    );
  }
  return attempts.flatMap(({ entries }, attempt) => {
    const lines = entries.map(index => trace.entries[index]!);
    const begin = attempt === 0 ? undefined : timesOf(lines).from;
    return spansOfAttempt(trace, lines, attempt, begin);
  });
}

function spansOfAttempt(
  trace: Trace,
  lines: readonly TraceLine[],
  attempt: number,
  begin: number | undefined,
): StageSpan[] {
  const spans: StageSpan[] = [];
  let previousEnd = begin;
  for (const [stage, { id, first }] of trace.stages.entries()) {
    const own = timesOf(lines.filter(line => line.stage === id));
    if (own.to === undefined) continue;
    // The work of the first attempt may have begun before its first entry.
    const seen = attempt === 0 ? Math.min(first ?? own.from, own.from) : own.from;
    const from = previousEnd === undefined || previousEnd > own.to ? seen : Math.min(seen, previousEnd);
    spans.push({ stage, attempt, from, to: own.to });
    previousEnd = Math.max(previousEnd ?? own.to, own.to);
  }
  return spans;
}

function timesOf(lines: readonly TraceLine[]): Span | { from: undefined; to: undefined } {
  const times = lines.map(line => line.alignedTime).filter(time => time !== undefined);
  if (times.length === 0) return { from: undefined, to: undefined };
  return { from: Math.min(...times), to: Math.max(...times) };
}
