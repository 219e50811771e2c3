import assert from 'node:assert/strict';
import { type IncidentNode, incidentTree } from '../../../core/features/incident-tree.ts';
import { english } from '../../../core/text/l10n.ts';
import { emptyAnalysis, sampleAnalysis } from '../output/sample-analysis.ts';

const options = { l10n: english, shorten: (path: string) => path.replace(/^logs\//, ''), problems: [] };

/** The rows as an indented text: kind, label, description. */
function drawn(rows: readonly IncidentNode[], indent = ''): string[] {
  return rows.flatMap(row => [
    `${indent}${row.kind}: ${row.label}${row.description === undefined ? '' : ` | ${row.description}`}`,
    ...drawn(row.children ?? [], `${indent}  `),
  ]);
}

function all(rows: readonly IncidentNode[]): IncidentNode[] {
  return rows.flatMap(row => [row, ...all(row.children ?? [])]);
}

describe('the rows of the Incidents view', () => {
  it('are incidents with all that is known of them, then what belongs to none', () => {
    assert.deepEqual(drawn(incidentTree(sampleAnalysis, options)), [
      'incident: The database process died or was killed, and came back or not | 2026-11-22 14:17:02 to 14:18:16 (1 min 14 s) · ctl1, ctl2',
      '  reasons: Why | 2',
      '    reason: 1,068 connections were refused in 21 s',
      '    reason: its URL was mysql://nova:Tr0ub4dor@db/nova',
      '  evidence: Evidence | 2',
      '    place: Database port refuses connections | 1,067× · 14:17:02 · ctl1/nova-conductor.log:4',
      '    place: Database port refuses connections | 1× · 14:17:23 · ctl2/nova-api.log:90',
      '  echoes: What follows from it | 1',
      '    finding: Stale pooled connection | found at *checkout* | 4× · 14:17:02 · ctl1/nova-conductor.log:4',
      '  checks: Check | 1',
      '    check: nc -zv -w3 <db_vip> 3306 | refused = nothing listening',
      '  remedies: Do | 1',
      '    remedy: find out why (OOM, disk, signal)',
      'unknown: Warnings and errors that no signature knows | 1',
      '  place: WARNING nova.foo password=Tr0ub4dor * happened | 12× · 14:17:03 · x.log:9',
    ]);
  });

  it('lead to lines, and say what can be followed and run', () => {
    const [incident] = incidentTree(sampleAnalysis, options);
    assert.deepEqual(incident?.requests, ['req-5e40c324-9aa9-49aa-bec6-b1bb87771ebd']);
    assert.deepEqual(incident.runbooks, ['conductor-safe-channel']);
    assert.equal(incident.isOpen, true);
    const [evidence] = all([incident]).filter(row => row.kind === 'place');
    assert.deepEqual(evidence?.place, { path: 'logs/ctl1/nova-conductor.log', line: 4 });
  });

  it('have ids of their own, the same for the same thing in the next analysis', () => {
    const twice = { ...sampleAnalysis, incidents: [...sampleAnalysis.incidents, ...sampleAnalysis.incidents] };
    const ids = all(incidentTree(twice, options)).map(row => row.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      all(incidentTree(sampleAnalysis, options)).filter(row => !ids.includes(row.id)),
      [],
    );
  });

  it('list findings that no incident explains, with their files', () => {
    const rows = incidentTree({ ...sampleAnalysis, incidents: [], unknown: [] }, options);
    assert.deepEqual(drawn(rows).slice(0, 5), [
      'healthy: No incident was found. | logs: 2',
      'findings: Other findings | 2',
      '  finding: Database port refuses connections | 1,068× · 14:17:02 · ctl1/nova-conductor.log:4',
      '    place: ctl1/nova-conductor.log:4 | 1,067× · 14:17:02',
      '    place: ctl2/nova-api.log:90 | 1× · 14:17:23',
    ]);
  });

  it('say that nothing was found, and what was not read', () => {
    const problems = [{ path: '/logs/x.log', message: '/logs/x.log: is damaged' }];
    assert.deepEqual(drawn(incidentTree(emptyAnalysis, { ...options, problems })), [
      'healthy: No incident was found. | logs: 0',
      'problems: Not read, or only in part | 1',
      '  problem: /logs/x.log: is damaged',
    ]);
  });
});
