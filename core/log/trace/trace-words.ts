import type { Translator } from '../../text/l10n.ts';
import { durationText, numberText } from '../output/words.ts';
import type { LaneGap, TraceLanes } from './lanes.ts';
import type { Assumption, ClockSkew, OutcomeState, Trace, TraceKind } from './trace.ts';

/** A duration for people: `88 ms`, `1.28 s`, `3 min 4 s`. */
export function milliseconds(value: number, l10n: Translator): string {
  if (value < 1000) return l10n.t('{0} ms', Math.round(value));
  if (value < 60_000) return l10n.t('{0} s', (value / 1000).toFixed(value < 10_000 ? 2 : 1));
  return durationText(value, l10n);
}

/**
 * The answer: what it was and how it ended, then facts as `label`, a tab and `text`.
 * @param clean makes text of logs fit to be shown.
 */
export function answerLines(trace: Trace, l10n: Translator, clean: (text: string) => string): string[] {
  if (trace.entries.length === 0) return [l10n.t('No entry names {0}.', clean(trace.id))];
  const lines = [headline(trace, l10n)];
  const add = (label: string, text: string) => lines.push(`${label}\t${text}`);
  add(kindText(trace.kind, l10n), clean(trace.id));
  if (trace.instance !== undefined && trace.kind !== 'instance') add(l10n.t('instance'), instanceText(trace, l10n));
  const related = trace.requests.filter(({ role, id }) => id !== trace.id && (role === 'parent' || role === 'related'));
  if (related.length > 0)
    add(
      l10n.t('requests'),
      shortList(
        related.map(request => request.id),
        l10n,
      ),
    );
  const children = trace.requests.filter(request => request.role === 'child');
  if (children.length > 0) {
    const services = [...new Set(children.flatMap(request => request.services))].sort().join(', ');
    const count = numberText(children.length);
    const text =
      children.length === 1
        ? l10n.t('one request was made for it to: {0}', services)
        : l10n.t('{0} requests were made for it to: {1}', count, services);
    add('', text);
  }
  addEnd(trace, l10n, clean, add);
  return lines;
}

function addEnd(
  trace: Trace,
  l10n: Translator,
  clean: (text: string) => string,
  add: (label: string, text: string) => void,
): void {
  const { brokeAt, outcome } = trace;
  if (brokeAt !== undefined) {
    const line = trace.entries[brokeAt.entry]!;
    const stage = trace.stages.find(({ id }) => id === brokeAt.stage);
    const where = [
      stage === undefined ? '' : l10n.t('stage {0} ({1})', stage.number, l10n.t(stage.title)),
      brokeAt.service ?? '',
      brokeAt.host ?? '',
      `${clean(line.path)}:${line.line}`,
    ];
    add(l10n.t('broke at'), where.filter(part => part !== '').join(', '));
    add('', clean(brokeAt.text));
  }
  const silent = [...new Set(trace.unanswered.map(({ service }) => service))];
  if (silent.length > 0) add(l10n.t('no answer'), shortList(silent, l10n));
  if (outcome.state === 'unfinished' && outcome.entry !== undefined) {
    const last = trace.entries[outcome.entry]!;
    add(l10n.t('last sign'), `${clean(last.path)}:${last.line}  ${clean(last.text)}`);
  }
  if (outcome.state === 'success' && outcome.errorsOnTheWay > 0) {
    add('', l10n.t('errors or failures on the way: {0}', numberText(outcome.errorsOnTheWay)));
  }
}

function headline(trace: Trace, l10n: Translator): string {
  if (trace.call !== undefined) return callText(trace, l10n);
  const { state, tookMs } = trace.outcome;
  const title = trace.operation === undefined ? l10n.t('an operation of unknown kind') : l10n.t(trace.operation.title);
  const took = tookMs === undefined ? undefined : milliseconds(tookMs, l10n);
  if (trace.operation === undefined && (trace.kind === 'text' || trace.kind === 'uuid')) {
    return l10n.t('Named by {0} entries.', numberText(trace.entries.length));
  }
  if (state === 'success')
    return took === undefined ? l10n.t('Done: {0}', title) : l10n.t('Done in {1}: {0}', title, took);
  if (state === 'failed')
    return took === undefined ? l10n.t('Failed: {0}', title) : l10n.t('Failed after {1}: {0}', title, took);
  return took === undefined ? l10n.t('No end seen: {0}', title) : l10n.t('No end seen within {1}: {0}', title, took);
}

function callText(trace: Trace, l10n: Translator): string {
  const { topic, answer, lateByMs } = trace.call!;
  const call = topic === undefined ? l10n.t('A call over the message queue') : l10n.t('A call to the queue {0}', topic);
  if (answer === 'in-time') return l10n.t('{0}: answered', call);
  if (answer === 'lost') return l10n.t('{0}: the answer could not be delivered', call);
  if (answer === 'none-seen') return l10n.t('{0}: timed out, no answer was seen', call);
  if (answer === 'unknown') return l10n.t('{0}: nothing says whether an answer came', call);
  if (lateByMs === undefined) return l10n.t('{0}: the answer came when nobody waited for it any more', call);
  return l10n.t('{0}: timed out, the answer came {1} too late', call, milliseconds(Math.max(0, lateByMs), l10n));
}

function kindText(kind: TraceKind, l10n: Translator): string {
  switch (kind) {
    case 'request':
      return l10n.t('request');
    case 'global-request':
      return l10n.t('global request');
    case 'instance':
      return l10n.t('instance');
    case 'message':
      return l10n.t('message');
    case 'uuid':
      return l10n.t('UUID');
    case 'text':
      return l10n.t('text');
  }
}

function instanceText(trace: Trace, l10n: Translator): string {
  const more = trace.instances.length - 1;
  return more === 0 ? trace.instance! : l10n.t('{0} and {1} more', trace.instance!, numberText(more));
}

function shortList(values: readonly string[], l10n: Translator): string {
  const most = 4;
  if (values.length <= most) return values.join(' ');
  return l10n.t('{0} and {1} more', values.slice(0, most).join(' '), numberText(values.length - most));
}

export function stateWord(state: OutcomeState, l10n: Translator): string {
  if (state === 'success') return l10n.t('done');
  return state === 'failed' ? l10n.t('failed') : l10n.t('no end seen');
}

/** What the picture shows and the answer does not say: hosts that were tried in vain, and the longest silence. */
export function laneFacts(
  trace: Trace,
  { attempts, gaps }: TraceLanes,
  l10n: Translator,
): { label: string; text: string; entry?: number }[] {
  const facts: { label: string; text: string; entry?: number }[] = [];
  if (attempts.length > 1) {
    const hosts = attempts.map(host => host ?? l10n.t('unknown')).join(' → ');
    facts.push({ label: l10n.t('hosts tried'), text: hosts });
  }
  const [gap] = gaps;
  if (gap !== undefined) {
    facts.push({ label: l10n.t('longest silence'), text: gapText(gap, trace, l10n), entry: gap.before });
  }
  return facts;
}

/** `17.9 s between nova-api on ctl1 and nova-conductor on ctl2`. */
function gapText({ from, to, before, behind }: LaneGap, trace: Trace, l10n: Translator): string {
  const nameOf = (index: number) => {
    const { service, logger, host } = trace.entries[index]!;
    const name = service ?? logger;
    return host === undefined ? name : l10n.t('{0} on {1}', name, host);
  };
  const duration = milliseconds(to - from, l10n);
  const [first, second] = [nameOf(before), nameOf(behind)];
  return first === second
    ? l10n.t('{0} within {1}', duration, first)
    : l10n.t('{0} between {1} and {2}', duration, first, second);
}

/** What a reader has to know about the entries: corrected clocks, what was taken for granted, what is missing. */
export function noteLines(trace: Trace, l10n: Translator): string[] {
  return [
    ...trace.skew.map(skew => skewText(skew, trace, l10n)),
    ...trace.assumptions.map(assumption => assumptionText(assumption, l10n)),
    ...(trace.leftOut > 0
      ? [l10n.t('{0} further places name an id of this trace and are not shown.', numberText(trace.leftOut))]
      : []),
  ];
}

function skewText(skew: ClockSkew, trace: Trace, l10n: Translator): string {
  const size = milliseconds(Math.abs(skew.correctionMs), l10n);
  const isBehind = skew.correctionMs > 0;
  if (skew.by === 'zone') {
    return isBehind
      ? l10n.t(
          'The clock of {0} shows about {1} less than that of {2}: taken for another time zone.',
          skew.host,
          size,
          skew.against,
        )
      : l10n.t(
          'The clock of {0} shows about {1} more than that of {2}: taken for another time zone.',
          skew.host,
          size,
          skew.against,
        );
  }
  const text = isBehind
    ? l10n.t(
        'The clock of {0} is at least {1} behind that of {2}; its entries were moved.',
        skew.host,
        size,
        skew.against,
      )
    : l10n.t(
        'The clock of {0} is at least {1} ahead of that of {2}; its entries were moved.',
        skew.host,
        size,
        skew.against,
      );
  const cause = skew.cause === undefined ? undefined : trace.entries[skew.cause];
  const effect = skew.effect === undefined ? undefined : trace.entries[skew.effect];
  if (cause === undefined || effect === undefined) return text;
  const because = l10n.t(
    '{0}:{1} shows an earlier time than {2}:{3}, which came before it.',
    effect.path,
    effect.line,
    cause.path,
    cause.line,
  );
  return `${text} ${because}`;
}

function assumptionText(assumption: Assumption, l10n: Translator): string {
  switch (assumption.kind) {
    case 'clocks-equal':
      return l10n.t(
        'The clocks of these hosts are taken as equal, nothing shows otherwise: {0}.',
        assumption.hosts.join(', '),
      );
    case 'clocks-contradict':
      return l10n.t(
        'The clocks contradict each other whatever is added to them (one may have jumped); the order is a guess.',
      );
    case 'zone-unknown':
      return l10n.t('Some logs name no time zone; their times were compared as if they were in UTC.');
    case 'windowed':
      return l10n.t(
        'Entries of related ids were looked for around the times of those that name the id, not in whole large files.',
      );
    case 'read-once':
      return l10n.t(
        'Could be read only once, so entries of related ids before those that name the id may be missing: {0}.',
        assumption.paths.join(', '),
      );
    case 'ids-left-out':
      return l10n.t('{0} further related ids were not followed.', numberText(assumption.count));
  }
}
