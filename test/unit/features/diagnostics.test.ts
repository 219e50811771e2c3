import assert from 'node:assert/strict';
import { logDiagnostics, mostDiagnostics } from '../../../core/features/diagnostics.ts';
import type { Analysis, EvidencePlace, Finding, Incident } from '../../../core/log/analysis.ts';
import type { Severity } from '../../../core/log/signature.ts';
import { english } from '../../../core/text/l10n.ts';
import { createRedactor } from '../../../core/text/redact.ts';
import { analyze, createSampleService, documentOf, sampleText } from './sample-service.ts';

const path = '/var/log/nova/nova-conductor.log';
const clock = (text: string) => Date.parse(`2024-08-02T${text}Z`);

interface Occurrence {
  readonly count?: number;
  readonly lines?: readonly [number, number];
  readonly clocks?: readonly [string, string];
  readonly severity?: Severity;
}

function findingOf(signature: string, occurrence: Occurrence = {}): Finding {
  const { count = 1, lines = [1, 1], clocks, severity = 'error' } = occurrence;
  const places = lines.map((line, index) =>
    clocks ? { path, line, time: clock(clocks[index] ?? '') } : { path, line },
  ) as [{ path: string; line: number }, { path: string; line: number }];
  const [first, last] = places;
  return {
    signature,
    title: `Title of ${signature}`,
    severity,
    count,
    first,
    last,
    services: [],
    hosts: [],
    requests: [],
    perFile: [{ path, count, first, last }],
    samples: [],
    timeline: [],
  };
}

function incidentOf(
  signature: string,
  findings: readonly number[],
  echoes: readonly number[],
  evidence: readonly EvidencePlace[] = [{ signature, path, line: 1, count: 1 }],
): Incident {
  return {
    id: 'i1',
    rootCause: 'some-cause',
    signature,
    title: 'Something broke (or seemed to)',
    severity: 'error',
    confidence: 'high',
    because: ['one reason', 'another reason'],
    evidence,
    findings,
    echoes,
    checks: [],
    remedies: [],
    runbooks: [],
  };
}

function analysisOf(findings: readonly Finding[], incidents: readonly Incident[] = []): Analysis {
  return { files: [], findings, incidents, unknown: [], assumptions: [] };
}

const redactor = createRedactor();
const document = documentOf(path, '  first line  \nsecond line\nthird line\n');

describe('diagnostics of a log', () => {
  it('state how often a problem occurred, and when', () => {
    const messages = [
      findingOf('a'),
      findingOf('b', { clocks: ['09:39:40', '09:39:40'] }),
      findingOf('c', { count: 30 }),
      findingOf('d', { count: 30, lines: [2, 3], clocks: ['09:39:40', '09:39:41'] }),
      findingOf('e', { count: 2, lines: [2, 3], clocks: ['09:39:40', '09:39:40'] }),
    ].map(finding => logDiagnostics(analysisOf([finding]), document, english, redactor)[0]?.message);
    assert.deepEqual(messages, [
      'Title of a (once)',
      'Title of b (once, at 09:39:40)',
      'Title of c (30 times)',
      'Title of d (30 times, 09:39:40–09:39:41)',
      'Title of e (2 times, 09:39:40)',
    ]);
  });

  it('write the dates when a problem lasted over midnight', () => {
    const finding = findingOf('a', { count: 2 });
    const last = { path, line: 3, time: clock('23:59:59') + 2000 };
    const first = { path, line: 1, time: clock('23:59:59') };
    const analysis = analysisOf([{ ...finding, perFile: [{ path, count: 2, first, last }] }]);
    assert.equal(
      logDiagnostics(analysis, document, english, redactor)[0]?.message,
      'Title of a (2 times, 2024-08-02 23:59:59 – 2024-08-03 00:00:01)',
    );
  });

  it('mark the text of the first line, and lead to the first and the last', () => {
    const [diagnostic] = logDiagnostics(
      analysisOf([findingOf('a', { count: 3, lines: [1, 3] })]),
      document,
      english,
      redactor,
    );
    assert.deepEqual(diagnostic?.range, { line: 1, startCharacter: 2, endCharacter: 12 });
    assert.deepEqual(diagnostic?.related, [
      { path, line: 1, message: 'the first of 3' },
      { path, line: 3, message: 'the last of 3' },
    ]);
  });

  it('mark a whole line when the text is not at hand', () => {
    const [diagnostic] = logDiagnostics(
      analysisOf([findingOf('a', { lines: [7, 7] })]),
      { path, lineCount: 0, lineAt: () => undefined },
      english,
      redactor,
    );
    assert.deepEqual(diagnostic?.range, { line: 7, startCharacter: 0, endCharacter: 10_000 });
  });

  it('name the root cause with its reasons, and tell echoes and evidence from it', () => {
    const findings = [
      findingOf('echo', { lines: [3, 3] }),
      findingOf('evidence', { lines: [2, 2], severity: 'warning' }),
      findingOf('root', { severity: 'warning' }),
      findingOf('other', { severity: 'info' }),
    ];
    const diagnostics = logDiagnostics(
      analysisOf(findings, [incidentOf('root', [2, 1], [0])]),
      document,
      english,
      redactor,
    );
    assert.deepEqual(
      diagnostics.map(({ code, severity, message }) => [code, severity, message]),
      [
        ['root', 'error', 'Root cause: Something broke (once)\none reason\nanother reason'],
        ['echo', 'error', 'Title of echo (once): an echo of the root cause: Something broke'],
        ['evidence', 'warning', 'Title of evidence (once): evidence of the root cause: Something broke'],
        ['other', 'hint', 'Title of other (once)'],
      ],
    );
    assert.deepEqual(diagnostics[1]?.related, [{ path, line: 1, message: 'the root cause' }]);
  });

  it('state each incident at its own place, though the same signature shows both', () => {
    const finding = findingOf('root', { count: 5, lines: [1, 3], clocks: ['09:00:00', '12:00:00'] });
    const placeOf = (line: number, time: string, count: number): EvidencePlace[] => [
      { signature: 'root', path, line, count, time: clock(time) },
    ];
    const one = { ...incidentOf('root', [0], [], placeOf(1, '09:00:00', 2)), because: [], title: 'One cause' };
    const other = { ...incidentOf('root', [0], [], placeOf(3, '12:00:00', 3)), because: [], title: 'Another cause' };
    const stated = (analysis: Analysis) =>
      logDiagnostics(analysis, document, english, redactor).map(({ range, message }) => [range.line, message]);
    assert.deepEqual(stated(analysisOf([finding], [one, other])), [
      [1, 'Root cause: One cause (2 times from 09:00:00 on)'],
      [3, 'Root cause: Another cause (3 times from 12:00:00 on)'],
    ]);
    assert.deepEqual(
      stated(analysisOf([finding], [other])),
      [
        [3, 'Root cause: Another cause (3 times from 12:00:00 on)'],
        [1, 'Title of root (5 times, 09:00:00–12:00:00)'],
      ],
      'what no incident explains is told besides',
    );
  });

  it('leave out findings of other files, and lead to a root cause that lies in one', () => {
    const elsewhere = { path: '/other.log', line: 9 };
    const root: Finding = {
      ...findingOf('root'),
      first: elsewhere,
      perFile: [{ path: '/other.log', count: 1, first: elsewhere, last: elsewhere }],
    };
    const evidence = [{ ...elsewhere, signature: 'root', count: 1 }];
    const analysis = analysisOf([root, findingOf('echo')], [incidentOf('root', [0], [1], evidence)]);
    const diagnostics = logDiagnostics(analysis, document, english, redactor);
    assert.deepEqual(
      diagnostics.map(({ code, related }) => ({ code, related })),
      [{ code: 'echo', related: [{ ...elsewhere, message: 'the root cause' }] }],
    );
  });

  it('name no problem in a healthy log', async () => {
    const text = [
      '2026-11-22 14:35:55.001 21372 WARNING oslo_messaging.rpc.client [-] Using RPCClient manually to instantiate client. Please use get_rpc_client to obtain an RPC client instance.',
      '2026-11-22 14:35:55.412 21390 INFO nova.service [-] Starting conductor node (version 26.2.2)',
      '',
    ].join('\n');
    const service = createSampleService();
    const diagnostics = service.diagnostics(await analyze(service, path, text), documentOf(path, text));
    assert.ok(diagnostics.length > 0, 'life signs are marked');
    assert.deepEqual(
      diagnostics.filter(({ severity }) => severity !== 'hint'),
      [],
    );
  });

  it('say who wrote the log, where a reason needs it', async () => {
    const text = sampleText('ctl1/nova-api.log');
    const apiPath = '/var/log/nova/nova-api.log';
    const service = createSampleService();
    const [first] = service.diagnostics(await analyze(service, apiPath, text), documentOf(apiPath, text));
    assert.match(first?.message ?? '', /^Possible root cause: nova-conductor does not run or does not consume/);
    assert.match(first?.message ?? '', /according to nova-api$/m);
  });

  it('say how sure they are', () => {
    const messages = (['high', 'medium', 'low'] as const).map(confidence => {
      const incident = { ...incidentOf('root', [0], []), because: [], confidence };
      return logDiagnostics(analysisOf([findingOf('root')], [incident]), document, english, redactor)[0]?.message;
    });
    assert.deepEqual(messages, [
      'Root cause: Something broke (once)',
      'Likely root cause: Something broke (once)',
      'Possible root cause: Something broke (once)',
    ]);
  });

  it('show no secret that a reason quotes', () => {
    const incident = {
      ...incidentOf('root', [0], []),
      because: ['it used mysql+pymysql://nova:s3cr3t-word@10.77.0.10/nova'],
    };
    const [diagnostic] = logDiagnostics(analysisOf([findingOf('root')], [incident]), document, english, redactor);
    assert.match(diagnostic?.message ?? '', /mysql\+pymysql:\/\/nova:\[redacted-1\]@10\.77\.0\.10\/nova/);
  });

  it('are at most so many', () => {
    const findings = Array.from({ length: mostDiagnostics + 50 }, (_, index) => findingOf(`s${index}`));
    assert.equal(logDiagnostics(analysisOf(findings), document, english, redactor).length, mostDiagnostics);
  });

  it('name the transaction that was interrupted behind Mycat in the sample', async () => {
    const service = createSampleService();
    const text = sampleText('ctl1/nova-conductor.log');
    const diagnostics = service.diagnostics(await analyze(service, path, text), documentOf(path, text));
    const [root, ...others] = diagnostics;
    assert.equal(root?.code, 'mycat-1003-tx-interrupted');
    assert.equal(root?.range.line, 2);
    assert.equal(root?.severity, 'error');
    assert.match(root?.message ?? '', /^Root cause: A database proxy \(Mycat, ProxySQL\) closed a connection/);
    assert.match(root?.message ?? '', /986 s/);
    assert.deepEqual(
      others.map(({ code, range }) => [code, range.line]).sort(),
      [
        ['mycat-1105-backend-closed', 4],
        ['sa-reset-failed', 4],
      ],
      'one for each kind of problem, none for the lines of the traceback',
    );
    for (const { message } of others) assert.match(message, /(?:an echo|evidence) of the root cause: A database proxy/);
  });
});
