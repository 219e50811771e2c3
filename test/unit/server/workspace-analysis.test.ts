import assert from 'node:assert/strict';
import type { Analysis } from '../../../core/log/analysis.ts';
import { createWorkspaceAnalysis } from '../../../server/workspace-analysis.ts';
import { analyze, createSampleService, sampleText } from '../features/sample-service.ts';

const path = '/logs/ctl1/nova-conductor.log';

describe('the analysis of many logs', () => {
  let own: Analysis;

  before(async () => {
    own = await analyze(createSampleService(), path, sampleText('ctl1/nova-conductor.log'));
  });

  it('is about an open log as long as that says the same alone', () => {
    const whole = createWorkspaceAnalysis();
    assert.equal(whole.about(path, own), undefined, 'nothing was analysed');
    whole.set({ ...own, incidents: [] });
    assert.deepEqual(whole.about(path, own)?.analysis.incidents, []);
    assert.equal(whole.about('/logs/other.log', own), undefined, 'a file that it has not read');
    const [file] = own.files;
    const grown = { ...own, files: [{ ...file!, lines: file!.lines + 1 }] };
    assert.equal(whole.about(path, grown), undefined, 'the file has grown');
    const moved = own.findings.map(finding => ({
      ...finding,
      perFile: finding.perFile.map(here => ({ ...here, first: { ...here.first, line: here.first.line + 1 } })),
    }));
    assert.equal(whole.about(path, { ...own, findings: moved }), undefined, 'a line has moved');
  });

  it('knows the files of a rotated log by their own lines', () => {
    const whole = createWorkspaceAnalysis();
    const [file] = own.files;
    const parts = [
      { path: `${path}.1`, lines: 7 },
      { path, lines: file!.lines },
    ];
    whole.set({ ...own, files: [{ ...file!, lines: file!.lines + 7, parts }] });
    assert.ok(whole.about(path, own));
  });

  it('tells listeners of each new one, and that it is gone', () => {
    const whole = createWorkspaceAnalysis();
    const ids: (string | undefined)[] = [];
    whole.onDidChange(() => ids.push(whole.last?.id));
    whole.set(own);
    whole.set(own);
    whole.set(undefined);
    assert.equal(ids.length, 3);
    assert.notEqual(ids[0], ids[1]);
    assert.equal(ids[2], undefined);
  });
});
