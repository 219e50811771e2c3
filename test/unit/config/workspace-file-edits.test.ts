import assert from 'node:assert/strict';
import { newWorkspaceFile, workspaceNumberEdits } from '../../../core/config/workspace-file-edits.ts';

function written(text: string, numbers: Readonly<Record<string, number>>): string {
  const edits = workspaceNumberEdits('.nova-doctor.yaml', text, numbers);
  return edits
    .toSorted((one, other) => other.range.start - one.range.start)
    .reduce((result, { range, text: put }) => result.slice(0, range.start) + put + result.slice(range.end), text);
}

describe('numbers in .nova-doctor.yaml', () => {
  it('replace those that are there, and join their map', () => {
    assert.equal(
      written('# ours\ncounts: { controllers: 3, cores: 24 } # so many\n', { 'counts.cores': 16, 'counts.cells': 2 }),
      '# ours\ncounts: { controllers: 3, cores: 16, cells: 2 } # so many\n',
    );
    assert.equal(
      written('counts:\n  # known\n  controllers: 3\nengine: docker\n', {
        'counts.cores': 16,
        'counts.controllers': 5,
      }),
      'counts:\n  # known\n  cores: 16\n  controllers: 5\nengine: docker\n',
    );
  });

  it('make a map where there is none', () => {
    assert.equal(
      written('cluster: one', { 'counts.cores': 16, 'counts.cells': 2, 'database.maxConnections': 500 }),
      'cluster: one\ncounts: { cores: 16, cells: 2 }\ndatabase: { maxConnections: 500 }\n',
    );
    assert.equal(written('counts:\ncluster: one\n', { 'counts.cores': 4 }), 'counts: { cores: 4 }\ncluster: one\n');
    assert.equal(written('counts: {}\n', { 'counts.cores': 4 }), 'counts: { cores: 4 }\n');
    assert.equal(written('a: 1\r\n', { 'counts.cores': 4 }), 'a: 1\r\ncounts: { cores: 4 }\r\n');
    assert.equal(written('', { 'counts.cores': 4 }), newWorkspaceFile({ 'counts.cores': 4 }));
  });

  it('leave a file alone that is no map, or has errors', () => {
    assert.deepEqual(workspaceNumberEdits('x', '- 1\n', { 'counts.cores': 4 }), []);
    assert.deepEqual(workspaceNumberEdits('x', 'a: [\n', { 'counts.cores': 4 }), []);
    assert.deepEqual(workspaceNumberEdits('x', 'counts: 5\n', { 'counts.cores': 4 }), []);
  });
});
