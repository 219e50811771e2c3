import type { Burst, Diagnosis, Evidence, SymptomEvent } from './evidence.ts';
import { burstsOf, clockOf, countOf, listed, secondsBetween, servicesOf, spanOf, within } from './evidence.ts';

const echoKinds = [
  'rpc-timeout',
  'rpc-late-reply',
  'conductor-lost',
  'report-late',
  'report-failed',
  'report-recovered',
  'no-valid-host',
  'cell-silent',
  'unhandled-critical',
] as const;

/** A process without file descriptors: what it then says about database and broker is not about them. */
export function detectOpenFilesLimit(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const signs = evidence.events('open-files');
  if (signs.length === 0) return [];
  const span = spanOf(signs);
  const local = signs.filter(event => !event.remote);
  const names = servicesOf(local.length > 0 ? local : signs);
  const elsewhere = within(evidence.allEvents('db-refused', 'mq-refused'), span, 5000, 5000);
  const because = [
    l10n.t(
      '{0} times “[Errno 24] Too many open files” between {1} and {2}, in {3}',
      countOf(signs),
      clockOf(span.start),
      clockOf(span.end),
      listed(names),
    ),
  ];
  if (elsewhere.length === 0) because.push(l10n.t('nobody was refused by the database or the broker: both were well'));
  return [
    {
      cause: 'open-files-limit',
      severity: 'error',
      confidence: 'high',
      because,
      direct: signs,
      echoes: within(
        evidence.events(
          'db-unreachable',
          'db-lost-idle',
          'db-lost-statement',
          'db-lost-reset',
          'mq-unreachable-other',
          'mq-reconnected',
          'rpc-timeout',
          'report-failed',
          'report-late',
          'conductor-lost',
          'db-retries-exhausted',
        ),
        span,
        10_000,
        60_000,
      ),
    },
  ];
}

/** Workers that a signal ended. An orderly stop uses SIGTERM (15) and is no incident. */
export function detectWorkersKilled(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const killed = evidence.events('worker-killed').filter(event => event.value !== '15');
  if (killed.length === 0) return [];
  const span = spanOf(killed);
  const signals = [...new Set(killed.map(event => event.value ?? '?'))];
  return [
    {
      cause: 'workers-killed',
      severity: 'error',
      confidence: 'high',
      because: [
        l10n.t(
          '{0} workers of {1} were killed by signal {2} between {3} and {4}, and started again',
          countOf(killed),
          listed(servicesOf(killed)),
          listed(signals),
          clockOf(span.start),
          clockOf(span.end),
        ),
      ],
      direct: killed,
      echoes: within(evidence.events(...echoKinds, 'mq-acknowledge-failed'), span, 5000, 90_000),
    },
  ];
}

/** Calls that nobody answered, when broker and database are well: the one who should answer was not there. */
export function detectUnansweredCalls(evidence: Evidence): Diagnosis[] {
  const found: Diagnosis[] = [];
  const calls = evidence.events('rpc-timeout', 'conductor-lost');
  for (const burst of burstsOf(calls, 90_000)) {
    const scheduling = burst.events.filter(event => event.value === 'scheduler');
    // What nova-conductor itself could not reach is never nova-conductor.
    const others = burst.events.filter(event => event.value === 'conductor' || !/conductor/.test(event.service));
    const absence = absenceOf(evidence, /conductor/, burst);
    // One unanswered call is no incident unless something says why; services that are just starting make such calls.
    if (burst.events.length < 2 && absence.because.length === 0) continue;
    if (scheduling.length > 0 && scheduling.length >= others.length)
      found.push(schedulerDiagnosis(evidence, burst, scheduling));
    else found.push(conductorDiagnosis(evidence, burst, absence));
  }
  return found;
}

function schedulerDiagnosis(evidence: Evidence, burst: Burst, calls: readonly SymptomEvent[]): Diagnosis {
  const { l10n } = evidence;
  const because = [
    l10n.t(
      '{0} calls to nova-scheduler (select_destinations) were not answered, {1} to {2}',
      countOf(calls),
      clockOf(burst.start),
      clockOf(burst.end),
    ),
  ];
  const absence = absenceOf(evidence, /scheduler/, burst);
  because.push(...absence.because);
  return {
    cause: 'scheduler-not-running',
    severity: 'error',
    confidence: absence.because.length > 0 ? 'high' : 'medium',
    because,
    direct: [...burst.events, ...absence.events],
    echoes: within(evidence.events(...echoKinds), burst, 60_000, 60_000),
  };
}

function conductorDiagnosis(evidence: Evidence, burst: Burst, absence: Absence): Diagnosis {
  const { l10n } = evidence;
  const count = countOf(burst.events);
  const because = [
    l10n.t(
      '{0} calls were not answered between {1} and {2}, according to {3}',
      count,
      clockOf(burst.start),
      clockOf(burst.end),
      listed(servicesOf(burst.events)),
    ),
  ];
  const echoes = within(evidence.events(...echoKinds), burst, 60_000, 90_000);
  if (absence.because.length > 0) {
    return {
      cause: 'conductor-not-running',
      severity: 'error',
      confidence: 'high',
      because: [...because, ...absence.because],
      direct: [...burst.events, ...absence.events],
      echoes,
    };
  }
  const late = within(evidence.events('rpc-late-reply', 'mq-acknowledge-failed'), burst, 5000, 60_000);
  if (late.length > 0) {
    because.push(
      l10n.t('{0} answers came after their callers had given up: the service had stood still', countOf(late)),
    );
    return {
      cause: 'service-frozen',
      severity: 'error',
      confidence: 'medium',
      because,
      direct: [...burst.events, ...late],
      echoes,
    };
  }
  const conductor = evidence.files.filter(file => /conductor/.test(file.service));
  // A conductor that was there all the time, and calls lost at one moment: their messages were taken from the queue.
  if (conductor.length > 0 && burst.end - burst.start < 20_000) {
    because.push(
      l10n.t(
        'nova-conductor ran all the time, and calls before and after were answered: the waiting messages were lost at one moment',
      ),
    );
    return { cause: 'queue-purged', severity: 'error', confidence: 'low', because, direct: burst.events, echoes };
  }
  because.push(
    conductor.length === 0
      ? l10n.t('no log of nova-conductor is here to tell why')
      : l10n.t('nova-conductor wrote nothing about it'),
  );
  return {
    cause: 'conductor-not-running',
    severity: 'error',
    confidence: 'low',
    because,
    direct: burst.events,
    echoes,
  };
}

interface Absence {
  readonly because: string[];
  readonly events: SymptomEvent[];
}

/**
 * Whether a service that had been stopped was there again for the calls of a burst: when it was back a minute before the
 * first of them gave up, or when those who called started after it.
 */
function wasBackInTime(evidence: Evidence, start: SymptomEvent, burst: Burst): boolean {
  if (start.time < burst.start - 60_000) return true;
  const callers = new Set(burst.events.map(event => event.service));
  return evidence
    .allEvents('service-started')
    .some(event => callers.has(event.service) && event.time >= start.time - 5000 && event.time < burst.start);
}

/** What says that a service was not there when the calls of a burst were made. */
function absenceOf(evidence: Evidence, service: RegExp, burst: Burst): Absence {
  const { l10n } = evidence;
  const stops = evidence
    .allEvents('service-stopping')
    .filter(event => service.test(event.service) && event.time <= burst.end);
  const starts = evidence
    .allEvents('service-started')
    .filter(event => service.test(event.service) || service.test(event.value ?? ''));
  const stop = stops.filter(event => event.time >= burst.start - 180_000).pop();
  if (stop) {
    const next = starts.find(event => event.time > stop.time);
    const isBack = next !== undefined && wasBackInTime(evidence, next, burst);
    const gap = next === undefined ? undefined : secondsBetween(stop.time, next.time);
    if (isBack) return { because: [], events: [] };
    if (gap === undefined)
      return {
        because: [l10n.t('it was stopped at {0} and is not seen to start again', clockOf(stop.time))],
        events: [stop],
      };
    if (gap >= 5)
      return {
        because: [
          l10n.t(
            'it was stopped at {0} and started again at {1} ({2} s later)',
            clockOf(stop.time),
            clockOf(next!.time),
            gap,
          ),
        ],
        events: [stop],
      };
  }
  const files = evidence.files.filter(file => service.test(file.service));
  const last = Math.max(...files.map(file => file.lastTime).filter(time => !Number.isNaN(time)));
  if (files.length > 0 && last < burst.start - 5000) {
    return { because: [l10n.t('its log ends at {0}, before the calls went unanswered', clockOf(last))], events: [] };
  }
  const restart = starts.find(event => event.time >= burst.start - 60_000 && event.time <= burst.end + 60_000);
  const before = starts.filter(event => event.time < (restart?.time ?? 0) - 5000).pop();
  const isOrderly = stops.some(event => event.time > (before?.time ?? 0));
  if (restart && before && !isOrderly) {
    return {
      because: [l10n.t('it was started again at {0}, and no stop was logged before', clockOf(restart.time))],
      events: [],
    };
  }
  return { because: [], events: [] };
}
