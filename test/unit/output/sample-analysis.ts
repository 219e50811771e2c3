import type { Analysis, Finding, Incident, Place } from '../../../core/log/analysis.ts';

const start = Date.UTC(2026, 10, 22, 14, 17, 2, 466);

function place(path: string, line: number, seconds: number): Place {
  return { path, line, time: start + seconds * 1000 };
}

const refused: Finding = {
  signature: 'db-connect-refused',
  title: 'Database port refuses connections',
  severity: 'error',
  count: 1068,
  first: place('logs/ctl1/nova-conductor.log', 4, 0),
  last: place('logs/ctl2/nova-api.log', 90, 21),
  services: ['nova-conductor', 'nova-api'],
  hosts: ['ctl1', 'ctl2'],
  requests: ['req-5e40c324-9aa9-49aa-bec6-b1bb87771ebd'],
  perFile: [
    {
      path: 'logs/ctl1/nova-conductor.log',
      count: 1067,
      first: place('logs/ctl1/nova-conductor.log', 4, 0),
      last: place('logs/ctl1/nova-conductor.log', 400, 20),
    },
    {
      path: 'logs/ctl2/nova-api.log',
      count: 1,
      first: place('logs/ctl2/nova-api.log', 90, 21),
      last: place('logs/ctl2/nova-api.log', 90, 21),
    },
  ],
  samples: [
    {
      ...place('logs/ctl1/nova-conductor.log', 4, 0),
      text: "DBConnectionError: (2003, 'refused') mysql+pymysql://nova:Tr0ub4dor@db/nova\n```\n<b>x</b>",
    },
  ],
  timeline: [
    {
      host: 'ctl1',
      step: 1000,
      starts: [0, 1, 20].map(seconds => Date.UTC(2026, 10, 22, 14, 17, 2 + seconds)),
      counts: [600, 400, 67],
    },
    { host: 'ctl2', step: 1000, starts: [Date.UTC(2026, 10, 22, 14, 17, 23)], counts: [1] },
  ],
};

const pings: Finding = {
  ...refused,
  signature: 'oslodb-ping-reconnect',
  title: 'Stale pooled connection | found at *checkout*',
  severity: 'warning',
  count: 4,
  perFile: [{ ...refused.perFile[1]!, count: 4 }],
  samples: [],
  timeline: [{ host: '', step: 4000, starts: [Date.UTC(2026, 10, 22, 14, 17, 20)], counts: [4] }],
};

const incident: Incident = {
  id: 'i1',
  rootCause: 'db-process-died',
  signature: 'db-connect-refused',
  title: 'The database process died or was killed, and came back or not',
  severity: 'error',
  confidence: 'high',
  because: ['1,068 connections were refused in 21 s', 'its URL was mysql://nova:Tr0ub4dor@db/nova'],
  start,
  end: start + 74_000,
  evidence: [
    { ...place('logs/ctl1/nova-conductor.log', 4, 0), signature: 'db-connect-refused', count: 1067 },
    { ...place('logs/ctl2/nova-api.log', 90, 21), signature: 'db-connect-refused', count: 1 },
  ],
  findings: [0],
  echoes: [1],
  checks: [{ command: 'nc -zv -w3 <db_vip> 3306', lookFor: 'refused = nothing listening' }],
  remedies: ['find out why (OOM, disk, signal)'],
  runbooks: ['conductor-safe-channel'],
};

/** One incident of two findings, with a secret in everything that comes from a log. */
export const sampleAnalysis: Analysis = {
  files: [
    {
      path: 'logs/ctl1/nova-conductor.log',
      parts: [
        { path: 'logs/ctl1/nova-conductor.log.1', lines: 1200 },
        { path: 'logs/ctl1/nova-conductor.log', lines: 34 },
      ],
      format: 'oslo',
      service: 'nova-conductor',
      host: 'ctl1',
      bytes: 1_812_345,
      lines: 1234,
      entries: 640,
      firstTime: start - 60_000,
      lastTime: start + 80_000,
      zoneMinutes: undefined,
      unreadLines: 3,
    },
    {
      path: 'logs/ctl2/nova-api.log',
      format: 'oslo-json',
      service: undefined,
      host: undefined,
      bytes: 512,
      lines: 2,
      entries: 0,
      firstTime: undefined,
      lastTime: undefined,
      zoneMinutes: undefined,
      unreadLines: 0,
    },
  ],
  findings: [refused, pings],
  incidents: [incident],
  unknown: [{ shape: 'WARNING nova.foo password=Tr0ub4dor * happened', count: 12, first: place('logs/x.log', 9, 1) }],
  assumptions: ['All clocks were taken to be in one zone.'],
};

export const emptyAnalysis: Analysis = { files: [], findings: [], incidents: [], unknown: [], assumptions: [] };
