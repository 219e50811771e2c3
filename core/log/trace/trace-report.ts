import type { Translator } from '../../text/l10n.ts';
import { shorten, visibleLine } from '../../text/layout.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Level } from '../entry.ts';
import { isoTime } from '../time.ts';
import { layTrace, type TraceLanes } from './lanes.ts';
import { withPathLabels } from './path-labels.ts';
import type { OutcomeState, Trace, TraceLine } from './trace.ts';
import { displayTime, displayZone } from './trace-clock.ts';
import { answerLines, laneFacts, milliseconds, noteLines, stateWord } from './trace-words.ts';

/** What a page needs to show a trace: plain values, translated and redacted. */
export interface TraceReport {
  readonly state: OutcomeState | 'nothing';
  readonly headline: string;
  readonly facts: readonly ReportFact[];
  /** Corrected clocks, assumptions, what could not be read. */
  readonly notes: readonly string[];
  readonly stages: readonly ReportStage[];
  readonly operations: readonly ReportOperation[];
  readonly lanes: TraceLanes;
  /** The time that the clock showed at 0 of the lanes, as `displayTime` shows times. */
  readonly clockOrigin: number;
  readonly entries: readonly ReportEntry[];
}

export interface ReportFact {
  /** Empty where the fact goes on with the one before. */
  readonly label: string;
  readonly text: string;
  /** Index of the entry that shows it. */
  readonly entry?: number;
}

export interface ReportStage {
  readonly number: number;
  readonly title: string;
  readonly entries: number;
  /** Milliseconds, of all attempts together; undefined when it was not seen. */
  readonly ms: number | undefined;
  readonly took: string;
  readonly who: string;
  /** Index of its first error. */
  readonly error?: number;
}

export interface ReportOperation {
  readonly title: string;
  readonly state: OutcomeState;
  readonly outcome: string;
  readonly took: string;
  readonly clock: string;
  /** Index of its first entry. */
  readonly entry: number;
}

export interface ReportEntry {
  /** Corrected time of day, with the date where the trace has several. */
  readonly clock: string;
  readonly level: Level | undefined;
  readonly service: string;
  readonly host: string | undefined;
  readonly logger: string;
  readonly requestId: string | undefined;
  readonly text: string;
  /** `ctl1/nova-api.log:40`. */
  readonly place: string;
  /** Title of its stage. */
  readonly stage: string | undefined;
}

export interface TraceReportOptions {
  readonly l10n: Translator;
  readonly redactor: Redactor;
  readonly pathLabel: (path: string) => string;
  /** What could not be read, in sentences. */
  readonly problems: readonly string[];
}

const longestText = 1000;

/** Puts a trace into the words that its page shows. */
export function traceReport(traced: Trace, options: TraceReportOptions): TraceReport {
  const { l10n, redactor, problems } = options;
  const clean = (text: string) => visibleLine(redactor.redact(text));
  const trace = withPathLabels(traced, options.pathLabel);
  const laid = layTrace(trace);
  // What bars say comes from the log.
  const lanes = { ...laid, bars: laid.bars.map(bar => ({ ...bar, label: clean(bar.label) })) };
  const [headline = '', ...facts] = answerLines(trace, l10n, clean);
  const toClock = clockOf(trace);
  return {
    state: trace.entries.length === 0 ? 'nothing' : trace.outcome.state,
    headline,
    facts: [...facts.map(line => factOf(line, trace, l10n)), ...laneFacts(trace, lanes, l10n)],
    notes: [...noteLines(trace, l10n), ...problems.map(clean)],
    stages: trace.stages.map((stage, index) => {
      const spans = lanes.stages.filter(span => span.stage === index);
      const ms = spans.length === 0 ? undefined : spans.reduce((sum, { from, to }) => sum + to - from, 0);
      return {
        number: stage.number,
        title: l10n.t(stage.title),
        entries: stage.entries,
        ms,
        took: ms === undefined ? '' : milliseconds(ms, l10n),
        who: [...stage.services, ...stage.hosts].join(', '),
        ...(stage.error === undefined ? {} : { error: stage.error }),
      };
    }),
    operations: trace.operations.map(({ title, outcome, first }) => ({
      title: l10n.t(title),
      state: outcome.state,
      outcome: stateWord(outcome.state, l10n),
      took: outcome.tookMs === undefined ? '' : milliseconds(outcome.tookMs, l10n),
      clock: toClock(trace.entries[first]!),
      entry: first,
    })),
    lanes,
    clockOrigin: lanes.origin + displayZone(trace) * 60_000,
    entries: trace.entries.map(line => entryOf(line, trace, toClock, clean, l10n)),
  };
}

/** A line of the answer; the entry that shows where it broke can be gone to. */
function factOf(line: string, trace: Trace, l10n: Translator): ReportFact {
  const tab = line.indexOf('\t');
  const label = line.slice(0, Math.max(0, tab));
  const text = line.slice(tab + 1);
  const entry =
    label === l10n.t('broke at')
      ? trace.brokeAt?.entry
      : label === l10n.t('no answer')
        ? trace.unanswered[0]?.entry
        : label === l10n.t('last sign')
          ? trace.outcome.entry
          : undefined;
  return { label, text, ...(entry === undefined ? {} : { entry }) };
}

function clockOf(trace: Trace): (line: TraceLine) => string {
  const time = displayTime(trace);
  const days = new Set(trace.entries.map(line => Math.floor((time(line) ?? 0) / 86_400_000)));
  return line => {
    const value = time(line);
    if (value === undefined) return '';
    const written = isoTime(value, undefined).replace('T', ' ');
    return days.size > 1 ? written : written.slice(11);
  };
}

function entryOf(
  line: TraceLine,
  trace: Trace,
  toClock: (line: TraceLine) => string,
  clean: (text: string) => string,
  l10n: Translator,
): ReportEntry {
  const stage = trace.stages.find(({ id }) => id === line.stage)?.title;
  return {
    clock: toClock(line),
    level: line.level,
    service: line.service ?? line.logger.split('.')[0] ?? '',
    host: line.host,
    logger: line.logger,
    requestId: line.requestId,
    text: shorten(clean(line.text), longestText),
    place: `${visibleLine(line.path)}:${line.line}`,
    stage: stage === undefined ? undefined : l10n.t(stage),
  };
}
