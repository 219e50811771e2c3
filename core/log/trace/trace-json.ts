import type { Redactor } from '../../text/redact.ts';
import { isoTime } from '../time.ts';
import type { Outcome, Trace, TracedOperation, TraceLine } from './trace.ts';
import { alignedZone } from './trace-clock.ts';

export interface TraceJsonOptions {
  readonly redactor: Redactor;
  readonly elapsedMs: number;
  /** What could not be read, in words. */
  readonly problems: readonly { readonly path: string; readonly kind: string; readonly message: string }[];
}

/**
 * The value that `trace --format json` prints (version 1; scripts depend on it: add to it, never rename).
 *
 * Times are ISO 8601 as the writers' clocks showed them, with a zone only where the log names one; `alignedTime`, and the
 * times of stages, have the corrections of `skew`, in UTC where all zones are known. What is not known is null.
 */
export function traceJson(trace: Trace, options: TraceJsonOptions): Record<string, unknown> {
  const { redactor } = options;
  const zone = alignedZone(trace);
  const aligned = (time: number | undefined) => (time === undefined ? null : isoTime(time, zone));
  const place = (index: number | undefined) => (index === undefined ? null : placeOf(trace.entries[index]!, redactor));
  return {
    version: 1,
    id: trace.id,
    kind: trace.kind,
    operation: trace.operation === undefined ? null : operationJson(trace.operation, trace, redactor),
    operations: trace.operations.map(operation => operationJson(operation, trace, redactor)),
    requests: trace.requests.map(request => ({ ...request, globalId: request.globalId ?? null })),
    instance: trace.instance ?? null,
    instances: trace.instances,
    call: trace.call === undefined ? null : nulls(trace.call),
    stages: trace.stages.map(stage => ({
      stage: stage.id,
      number: stage.number,
      title: stage.title,
      first: aligned(stage.first),
      last: aligned(stage.last),
      durationMs: stage.durationMs ?? null,
      entries: stage.entries,
      services: stage.services,
      hosts: stage.hosts,
      ...(stage.error === undefined ? {} : { error: place(stage.error) }),
    })),
    lastStage: trace.lastStage ?? null,
    outcome: outcomeJson(trace.outcome, trace, redactor),
    brokeAt:
      trace.brokeAt === undefined
        ? null
        : { ...nulls({ ...trace.brokeAt, text: redactor.redact(trace.brokeAt.text) }), ...place(trace.brokeAt.entry) },
    unanswered: trace.unanswered.map(({ entry, service, by }) => ({ service, by, ...place(entry) })),
    entries: trace.entries.map(line => ({
      path: line.path,
      line: line.line,
      time: line.time === undefined ? null : isoTime(line.time, line.zoneMinutes),
      alignedTime: aligned(line.alignedTime),
      host: line.host ?? null,
      service: line.service ?? null,
      level: line.level ?? null,
      logger: line.logger,
      requestId: line.requestId ?? null,
      globalRequestId: line.globalRequestId ?? null,
      instance: line.instance ?? null,
      text: redactor.redact(line.text),
      relation: line.relation,
      stage: line.stage ?? null,
    })),
    leftOut: trace.leftOut,
    skew: trace.skew.map(nulls),
    assumptions: trace.assumptions,
    problems: options.problems,
    elapsedMs: Math.round(options.elapsedMs),
  };
}

function operationJson(operation: TracedOperation, trace: Trace, redactor: Redactor): Record<string, unknown> {
  return {
    id: operation.id,
    title: operation.title,
    requestId: operation.requestId ?? null,
    first: operation.first,
    outcome: outcomeJson(operation.outcome, trace, redactor),
  };
}

function outcomeJson(outcome: Outcome, trace: Trace, redactor: Redactor): Record<string, unknown> {
  const line = outcome.entry === undefined ? undefined : trace.entries[outcome.entry];
  return {
    state: outcome.state,
    tookMs: outcome.tookMs ?? null,
    errorsOnTheWay: outcome.errorsOnTheWay,
    entry: outcome.entry ?? null,
    ...(line === undefined ? {} : placeOf(line, redactor)),
  };
}

function placeOf(line: TraceLine, redactor: Redactor): Record<string, unknown> {
  return {
    path: line.path,
    line: line.line,
    time: line.time === undefined ? null : isoTime(line.time, line.zoneMinutes),
    text: redactor.redact(line.text),
  };
}

/** The same value with null for what is not known, so that every field is there. */
function nulls(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, field ?? null]));
}
