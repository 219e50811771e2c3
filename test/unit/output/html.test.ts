import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Analysis } from '../../../core/log/analysis.ts';
import { analysisHtml } from '../../../core/log/output/html.ts';
import { english } from '../../../core/text/l10n.ts';
import { createRedactor } from '../../../core/text/redact.ts';
import { emptyAnalysis, sampleAnalysis } from './sample-analysis.ts';

const problems = [{ path: 'logs/x', kind: 'missing', message: 'logs/x: there is no such file or folder.' }];

function htmlOf(analysis: Analysis): string {
  return analysisHtml(analysis, {
    l10n: english,
    redactor: createRedactor(),
    version: '0.1.0',
    problems,
    language: 'en',
  });
}

const elements =
  'html head meta title style body main section h1 h2 h3 p span ul ol li strong br code pre div table thead tbody tr th td svg g text line rect';
const known = new Set(elements.split(' '));
const withoutEnd = new Set(['meta', 'br', 'line', 'rect']);

/** What is wrong with the elements of a page: unknown ones, unexpected attributes, missing ends. */
function faultsOf(html: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  const body = html.replace(/<style>[^<]*<\/style>/, '').replace('<!DOCTYPE html>', '');
  for (const [whole, end, name = '', attributes = ''] of body.matchAll(/<(\/?)([^\s>/]*)([^>]*)>?/g)) {
    if (!known.has(name)) faults.push(`unknown: ${whole}`);
    if (/\s(?:on\w+|href|src|style)\s*=/i.test(attributes)) faults.push(`attribute: ${whole}`);
    if (!whole.endsWith('>')) faults.push(`unfinished: ${whole}`);
    if (end === '/') {
      if (open.pop() !== name) faults.push(`end: ${whole}`);
    } else if (!withoutEnd.has(name)) open.push(name);
  }
  return [...faults, ...open.map(name => `open: ${name}`)];
}

describe('the report as HTML', () => {
  const html = htmlOf(sampleAnalysis);

  it('holds the incident, its evidence, what followed, what to do, and what was looked at', () => {
    for (const text of [
      '<title>The database process died or was killed, and came back or not</title>',
      'high confidence · 2026-11-22 14:17:02 to 14:18:16 (1 min 14 s)',
      '<li>1,068 connections were refused in 21 s</li>',
      '<code>logs/ctl1/nova-conductor.log:4</code>',
      '<strong>Stale pooled connection | found at *checkout*</strong>',
      '<code>nc -zv -w3 &#60;db_vip&#62; 3306</code>',
      '<li>find out why (OOM, disk, signal)</li>',
      '<li>logs/x: there is no such file or folder.</li>',
      'All clocks were taken to be in one zone.',
    ]) {
      assert.ok(html.includes(text), text);
    }
  });

  it('draws a time line with a row for each problem, the cause in its own colour', () => {
    const svg = /<svg[\s\S]*<\/svg>/.exec(html)?.[0] ?? '';
    assert.match(svg, /role="img" aria-label="Time line from 2026-11-22 14:17:02 to 2026-11-22 14:17:24"/);
    assert.equal(svg.match(/<g>/g)?.length, 2);
    assert.equal(svg.match(/<rect class="cause"/g)?.length, 4);
    assert.equal(svg.match(/<rect class="echo"/g)?.length, 4);
  });

  it('needs nothing but itself: no script, no address, well-formed', () => {
    assert.deepEqual(faultsOf(html), []);
    assert.doesNotMatch(html, /<script|https?:|url\(/i);
    assert.match(html, /default-src 'none'/);
  });

  it('says so when there is nothing', () => {
    const empty = htmlOf(emptyAnalysis);
    assert.match(empty, /No incident was found\./);
    assert.deepEqual(faultsOf(empty), []);
  });

  it('never shows a secret', () => {
    assert.ok(!html.includes('Tr0ub4dor'));
    assert.match(html, /\[redacted-1\]/);
  });

  it('property: no text of a log becomes an element', () => {
    const parts = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '</',
      '<img src=x onerror=a()>',
      '<script>',
      '-->',
      ']]>',
      'a',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), list => {
        const text = list.join('');
        const [finding, other] = sampleAnalysis.findings;
        const analysis: Analysis = {
          ...sampleAnalysis,
          findings: [
            { ...finding!, title: text, hosts: [text], samples: [{ path: text, line: 1, text }] },
            { ...other!, title: text },
          ],
          incidents: [
            {
              ...sampleAnalysis.incidents[0]!,
              title: text,
              because: [text],
              checks: [{ command: text, lookFor: text }],
            },
          ],
          unknown: [{ shape: text, count: 1, first: { path: text, line: 1 } }],
          assumptions: [text],
        };
        assert.deepEqual(faultsOf(htmlOf(analysis)), []);
      }),
      { numRuns: 200 },
    );
  });
});
