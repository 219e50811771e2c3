import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readWorkspaceFile } from '../../../core/config/workspace-file.ts';
import { english } from '../../../core/text/l10n.ts';

function problems(text: string): string[] {
  return readWorkspaceFile('.nova-doctor.yaml', text, english).problems.map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );
}

describe('The workspace file', () => {
  it('gives facts and where they stand', () => {
    const text = [
      'cluster: region-one',
      'release: 2025.1',
      'vip: [10.77.0.10]',
      'timezones: {default: Asia/Shanghai}',
      'controllers: [{name: ctl1, host: 10.77.0.11, port: 22}]',
      'counts: {controllers: 3, cores: 16}',
      'files: {nova: etc/nova.conf, mysql: [a.cnf, b.cnf]}',
      'database:',
      '  maxConnections: 10000',
      '',
    ].join('\n');
    const { facts, problems } = readWorkspaceFile('.nova-doctor.yaml', text, english);
    assert.deepEqual(problems, []);
    assert.equal(facts.release, '2025.1');
    assert.deepEqual(facts.counts, { controllers: 3, cores: 16 });
    assert.deepEqual(facts.database, { maxConnections: 10_000 });
    assert.deepEqual(facts.files, { nova: ['etc/nova.conf'], mysql: ['a.cnf', 'b.cnf'] });
    const place = facts.placeOf('database.maxConnections')!;
    assert.equal(text.slice(place.range.start, place.range.end), '10000');
    assert.equal(facts.placeOf('database.waitTimeout'), undefined);
  });

  it('says where something is wrong, and what would be right', () => {
    assert.deepEqual(problems('relase: zed\ncounts: {cores: many, sockets: 2}\nbecome: root\n'), [
      '1:1 Unknown key relase. Did you mean release?',
      '2:17 counts.cores: expected a whole number from 1.',
      '2:23 Unknown key sockets. Known here: controllers, cores, cells, conductorWorkers.',
      '3:9 become: expected one of none, sudo.',
    ]);
    assert.deepEqual(problems('- a\n'), [
      `1:1 .nova-doctor.yaml: expected keys with values: ${[
        'cluster, release, vip, holderGroup, anchor, timezones, databaseAdmin, controllers, engine, containers, logs, become',
        'counts, files, database',
      ].join(', ')}.`,
    ]);
    assert.equal(problems('counts: {cores: 1\n').length, 1);
    assert.match(problems('counts:\n  cores: 1\ncounts:\n  cores: 2\n')[0]!, /^3:1 Map keys must be unique/);
  });

  it('takes an empty file for one that says nothing', () => {
    assert.deepEqual(problems(''), []);
    assert.deepEqual(problems('release: auto\ncounts:\n'), []);
  });

  it('gives up on texts that grow by aliases, and never throws', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, index) =>
        `a${index}: &a${index} [${
          index === 0
            ? 'x'
            : Array(9)
                .fill(`*a${index - 1}`)
                .join(', ')
        }]`,
    );
    assert.ok(problems(bomb.join('\n')).length > 0);
    const piece = fc.constantFrom(
      'counts',
      'cores',
      'release',
      'files',
      ': ',
      ':\n  ',
      '\n',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '*a',
      '&a ',
      '"',
      '1',
      '? ',
      '!!map ',
      '%',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        problems(pieces.join(''));
      }),
      { seed: 5, numRuns: 1000 },
    );
  });
});
