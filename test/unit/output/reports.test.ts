import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { Analysis } from '../../../core/log/analysis.ts';
import { analysisJson } from '../../../core/log/output/json.ts';
import { analysisMarkdown } from '../../../core/log/output/markdown.ts';
import { analysisSarif } from '../../../core/log/output/sarif.ts';
import { analysisText } from '../../../core/log/output/text.ts';
import { english } from '../../../core/text/l10n.ts';
import { columns } from '../../../core/text/layout.ts';
import { createRedactor } from '../../../core/text/redact.ts';
import { emptyAnalysis, sampleAnalysis } from './sample-analysis.ts';

const problems = [{ path: 'old.zip', kind: 'unsupported', message: 'old.zip: packed with zip.', isFailure: true }];

function textOf(analysis: Analysis, width = 100, color = false): string {
  return analysisText(analysis, {
    l10n: english,
    redactor: createRedactor(),
    width,
    color,
    elapsedMs: 812,
    problems,
    passed: 7,
  });
}

function markdownOf(analysis: Analysis): string {
  return analysisMarkdown(analysis, { l10n: english, redactor: createRedactor(), version: '1.2.3', problems });
}

function sarifOf(analysis: Analysis): Record<string, unknown> {
  return analysisSarif(analysis, { redactor: createRedactor(), version: '1.2.3', problems });
}

/** The checker of the schema that Microsoft's own test helper ships; its draft 4 is a part of what Ajv reads. */
function sarifChecker() {
  const file = new URL(
    '../../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
    import.meta.url,
  );
  const { $schema, id, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  assert.equal($schema, 'http://json-schema.org/draft-04/schema#');
  assert.match(String(id), /sarif-2\.1\.0/);
  return new Ajv({ strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false }).compile(schema);
}

describe('the report as text', () => {
  it('gives the answer first, then the evidence, then what was read', () => {
    assert.equal(
      textOf(sampleAnalysis),
      `ERROR  The database process died or was killed, and came back or not
       high confidence, 2026-11-22 14:17:02 to 14:18:16 (1 min 14 s), db-process-died
  Why
    • 1,068 connections were refused in 21 s
    • its URL was mysql://nova:[redacted-1]@db/nova
  Where
    logs/ctl1/nova-conductor.log:4  14:17:02  1,067× Database port refuses connections
    logs/ctl2/nova-api.log:90       14:17:23  1× Database port refuses connections
  What follows from it
    • 4× Stale pooled connection | found at *checkout*
  Check
    $ nc -zv -w3 <db_vip> 3306
      refused = nothing listening
  Do
    • find out why (OOM, disk, signal)
  Runbooks
    • conductor-safe-channel

Findings
  error    1,068×  db-connect-refused     Database port refuses connections
                                          logs/ctl1/nova-conductor.log:4
  warning      4×  oslodb-ping-reconnect  Stale pooled connection | found at *checkout*
                                          logs/ctl1/nova-conductor.log:4

Warnings and errors that no signature knows
  12×  WARNING nova.foo password=[redacted-1] * happened
       logs/x.log:9

Read 2 logs, 1,236 lines, 1.8 MB in 0.8 s.
They cover 2026-11-22 14:16:02 … 2026-11-22 14:18:22 (2 min 20 s).
logs/ctl1/nova-conductor.log: 3 lines were not understood.
Files in the folders that are not logs: 7.
All clocks were taken to be in one zone.
old.zip: packed with zip.
`,
    );
  });

  it('says so when nothing was found', () => {
    assert.match(textOf(emptyAnalysis), /^No incident was found\.\n\nRead 0 logs/);
  });

  it('shows the same with colours, apart from the colours', () => {
    const colored = textOf(sampleAnalysis, 100, true);
    assert.match(colored, /^\u001b\[1;31mERROR\u001b\[0m/);
    assert.equal(colored.replace(/\u001b\[[\d;]*m/g, ''), textOf(sampleAnalysis));
  });

  it('keeps to the width of the terminal, but breaks no path and no command', () => {
    for (const width of [60, 80, 132]) {
      const long = textOf(sampleAnalysis, width)
        .split('\n')
        .filter(line => columns(line) > width && !/[:$] ?\S+$|\$ /.test(line));
      assert.deepEqual(long, [], `${width} columns`);
    }
  });

  it('makes the control characters of logs and names harmless', () => {
    const evil = 'a\u001b[2Jb\u202ec\rd';
    const analysis: Analysis = {
      ...sampleAnalysis,
      unknown: [{ shape: evil, count: 1, first: { path: evil, line: 1 } }],
      incidents: [{ ...sampleAnalysis.incidents[0]!, because: [evil], title: evil }],
    };
    assert.doesNotMatch(textOf(analysis), /[\u001b\u202e\r]/);
    assert.doesNotMatch(markdownOf(analysis), /[\u001b\u202e\r]/);
  });
});

describe('the report as JSON', () => {
  const value = analysisJson(sampleAnalysis, { redactor: createRedactor(), elapsedMs: 811.7, problems, passed: 7 });
  const report = JSON.parse(JSON.stringify(value));

  it('has the shape that scripts lean on', () => {
    assert.deepEqual(Object.keys(report), [
      'version',
      'files',
      'findings',
      'incidents',
      'unknown',
      'assumptions',
      'problems',
      'passedFiles',
      'elapsedMs',
    ]);
    assert.equal(report.version, 1);
    assert.equal(report.elapsedMs, 812);
    assert.deepEqual(report.files[0], {
      path: 'logs/ctl1/nova-conductor.log',
      format: 'oslo',
      service: 'nova-conductor',
      host: 'ctl1',
      bytes: 1_812_345,
      lines: 1234,
      entries: 640,
      firstTime: '2026-11-22T14:16:02.466',
      lastTime: '2026-11-22T14:18:22.466',
      unreadLines: 3,
      parts: sampleAnalysis.files[0]?.parts,
    });
    assert.deepEqual(
      [report.files[1].service, report.files[1].host, report.files[1].firstTime, 'parts' in report.files[1]],
      [null, null, null, false],
    );
    assert.deepEqual(Object.keys(report.findings[0]), [
      'signature',
      'title',
      'severity',
      'count',
      'first',
      'last',
      'services',
      'hosts',
      'requests',
      'perFile',
      'samples',
      'timeline',
    ]);
    assert.deepEqual(report.findings[0].timeline[1], {
      host: 'ctl2',
      stepSeconds: 1,
      starts: ['2026-11-22T14:17:23.000'],
      counts: [1],
    });
    assert.deepEqual([report.findings[1].timeline[0].host, report.findings[1].timeline[0].stepSeconds], [null, 4]);
    assert.deepEqual(report.findings[0].first, {
      path: 'logs/ctl1/nova-conductor.log',
      line: 4,
      time: '2026-11-22T14:17:02.466',
    });
    const { because, evidence, ...incident } = report.incidents[0];
    assert.deepEqual(because[1], 'its URL was mysql://nova:[redacted-1]@db/nova');
    assert.deepEqual(evidence[0], {
      path: 'logs/ctl1/nova-conductor.log',
      line: 4,
      time: '2026-11-22T14:17:02.466',
      signature: 'db-connect-refused',
      count: 1067,
    });
    assert.deepEqual(incident, {
      id: 'i1',
      rootCause: 'db-process-died',
      signature: 'db-connect-refused',
      title: 'The database process died or was killed, and came back or not',
      severity: 'error',
      confidence: 'high',
      start: '2026-11-22T14:17:02.466',
      end: '2026-11-22T14:18:16.466',
      findings: [0],
      echoes: [1],
      checks: [{ command: 'nc -zv -w3 <db_vip> 3306', lookFor: 'refused = nothing listening' }],
      remedies: ['find out why (OOM, disk, signal)'],
      runbooks: ['conductor-safe-channel'],
    });
    assert.deepEqual(report.unknown, [
      {
        shape: 'WARNING nova.foo password=[redacted-1] * happened',
        count: 12,
        first: { path: 'logs/x.log', line: 9, time: '2026-11-22T14:17:03.466' },
      },
    ]);
  });

  it('writes a zone only where the log names one', () => {
    const [file] = sampleAnalysis.files;
    const zoned = (zoneMinutes: number): Analysis => ({ ...emptyAnalysis, files: [{ ...file!, zoneMinutes }] });
    const timeOf = (zone: number) => {
      const json = analysisJson(zoned(zone), { redactor: createRedactor(), elapsedMs: 1, problems: [], passed: 0 });
      return (json.files as { firstTime: string }[])[0]?.firstTime;
    };
    assert.equal(timeOf(0), '2026-11-22T14:16:02.466Z');
    assert.equal(timeOf(480), '2026-11-22T14:16:02.466+08:00');
  });
});

describe('the report as Markdown', () => {
  const markdown = markdownOf(sampleAnalysis);

  it('holds the incident, its evidence with an excerpt, what to do and what was looked at', () => {
    for (const part of [
      '## The database process died or was killed, and came back or not',
      '- **Confidence**: high',
      '- **Time**: 2026-11-22 14:17:02 to 14:18:16 (1 min 14 s)',
      '- **Root cause**: `db-process-died`',
      '| `logs/ctl1/nova-conductor.log:4` | 2026-11-22 14:17:02 | 1067× Database port refuses connections |',
      "````text\nDBConnectionError: (2003, 'refused') mysql+pymysql://nova:[redacted-1]@db/nova\n```\n<b>x</b>\n````",
      '- `nc -zv -w3 <db_vip> 3306`: refused = nothing listening',
      '| warning | 4 | `oslodb-ping-reconnect` | Stale pooled connection \\| found at \\*checkout\\* |',
      '| `logs/ctl1/nova-conductor.log` | nova-conductor | ctl1 | 1,234 | 1.8 MB |',
      'Made by Nova Doctor 1.2.3',
    ]) {
      assert.ok(markdown.includes(part), `${part}\n\nis not in\n\n${markdown}`);
    }
  });

  it('has rows of equal width in all of its tables', () => {
    const cellsOf = (row: string) => row.replace(/\\\|/g, '').split('|').length;
    let width = 0;
    for (const line of markdown.split('\n')) {
      if (!line.startsWith('|')) width = 0;
      else if (width === 0) width = cellsOf(line);
      else assert.equal(cellsOf(line), width, line);
    }
  });
});

describe('the report as SARIF', () => {
  const check = sarifChecker();

  it('follows the schema of SARIF 2.1.0', () => {
    for (const analysis of [sampleAnalysis, emptyAnalysis]) {
      const valid = check(JSON.parse(JSON.stringify(sarifOf(analysis))));
      assert.deepEqual(check.errors ?? [], []);
      assert.equal(valid, true);
    }
  });

  it('is refused by the schema when it is broken', () => {
    const sarif = JSON.parse(JSON.stringify(sarifOf(sampleAnalysis)));
    sarif.runs[0].results[0].level = 'fatal';
    assert.equal(check(sarif), false);
  });

  it('gives a result for each incident and for each finding in each file', () => {
    const sarif = JSON.parse(JSON.stringify(sarifOf(sampleAnalysis)));
    const { results, tool, invocations } = sarif.runs[0];
    assert.deepEqual(
      results.map((result: { ruleId: string; level: string }) => [result.ruleId, result.level]),
      [
        ['db-process-died', 'error'],
        ['db-connect-refused', 'error'],
        ['db-connect-refused', 'error'],
        ['oslodb-ping-reconnect', 'warning'],
      ],
    );
    for (const result of results) assert.equal(tool.driver.rules[result.ruleIndex].id, result.ruleId);
    assert.deepEqual(results[1].locations[0].physicalLocation, {
      artifactLocation: { uri: 'logs/ctl1/nova-conductor.log' },
      region: { startLine: 4 },
    });
    assert.equal(results[1].occurrenceCount, 1067);
    assert.equal(invocations[0].executionSuccessful, false);
  });

  it('writes paths as URIs', () => {
    const uriOf = (path: string) => {
      const [finding] = sampleAnalysis.findings;
      const file = { ...finding!.perFile[0]!, path, first: { path, line: 1 } };
      const sarif = sarifOf({ ...emptyAnalysis, findings: [{ ...finding!, perFile: [file] }] });
      return JSON.parse(JSON.stringify(sarif)).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri;
    };
    assert.equal(uriOf('a b/ü#1.log'), 'a%20b/%C3%BC%231.log');
    assert.equal(uriOf('/var/log/x.log'), 'file:///var/log/x.log');
    assert.equal(uriOf('C:\\logs\\x y.log'), 'file:///C:/logs/x%20y.log');
    assert.equal(uriOf('\\\\server\\share\\x.log'), 'file://server/share/x.log');
    assert.equal(uriOf('-'), 'stdin');
  });
});

describe('all reports', () => {
  it('never show a secret', () => {
    for (const report of [
      textOf(sampleAnalysis),
      markdownOf(sampleAnalysis),
      JSON.stringify(sarifOf(sampleAnalysis)),
      JSON.stringify(analysisJson(sampleAnalysis, { redactor: createRedactor(), elapsedMs: 1, problems, passed: 0 })),
    ]) {
      assert.ok(!report.includes('Tr0ub4dor'));
    }
  });

  it('property: any text in any place gives a report', () => {
    const check = sarifChecker();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.integer({ min: 60, max: 200 }), (text, width) => {
        const [finding] = sampleAnalysis.findings;
        const analysis: Analysis = {
          ...sampleAnalysis,
          findings: [{ ...finding!, title: text, samples: [{ path: text, line: 1, text }] }],
          incidents: [{ ...sampleAnalysis.incidents[0]!, title: text, because: [text], echoes: [7] }],
          unknown: [{ shape: text, count: 1, first: { path: text, line: 1 } }],
          assumptions: [text],
        };
        assert.ok(textOf(analysis, width, true).length > 0);
        assert.ok(markdownOf(analysis).length > 0);
        assert.equal(check(JSON.parse(JSON.stringify(sarifOf(analysis)))), true);
      }),
      { numRuns: 200 },
    );
  });
});
