import assert from 'node:assert/strict';
import { join } from 'node:path';
import { compileFormats } from '../../../core/log/format.ts';
import { createSignatureMatcher } from '../../../core/log/signature-matcher.ts';
import { english } from '../../../core/text/l10n.ts';
import { addUserSignatures } from '../../../io/files/user-signatures.ts';
import { readLogKnowledge } from '../../../io/knowledge.ts';
import { projectFolder } from '../../meta/sources.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const knowledge = readLogKnowledge(join(projectFolder, 'knowledge'));
const options = { ...knowledge, formats: compileFormats(knowledge.formats), l10n: english };
const raid = `signatures:
  - id: acme-raid-degraded
    title: The RAID of a compute node is degraded
    severity: warning
    pattern: '^ERROR acme\\.raid RAID volume \\w+ is degraded'
    samples:
      positive: ['2026-11-22 14:00:00.000 7 ERROR acme.raid [-] RAID volume md0 is degraded']
`;

describe('files with signatures of users', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('stand behind the shipped ones; their samples are read as logs are', async () => {
    folder.write('own/raid.yaml', raid);
    folder.write('own/notes.txt', 'no signatures');
    const all = await addUserSignatures([join(folder.path, 'own')], options);
    assert.deepEqual(all.problems, []);
    assert.equal(all.signatures.length, knowledge.signatures.length + 1);
    const matcher = createSignatureMatcher(all.signatures, all.compile);
    const found = matcher.matchText('ERROR acme.raid RAID volume md0 is degraded');
    assert.deepEqual(
      found.map(index => all.signatures[index]!.id),
      ['acme-raid-degraded'],
    );
  });

  it('are read from a single file as well, and with a byte order mark', async () => {
    const file = folder.write('own.yml', `\uFEFF${raid}`);
    const all = await addUserSignatures([file], options);
    assert.deepEqual(all.problems, []);
    assert.equal(all.signatures.at(-1)?.id, 'acme-raid-degraded');
  });

  it('that are missing, empty or broken are reported; the others are used', async () => {
    const missing = join(folder.path, 'nowhere');
    folder.write('empty/readme.md', '');
    folder.write('mixed/a.yaml', 'signatures: [');
    folder.write('mixed/b.yaml', raid);
    const paths = [missing, join(folder.path, 'empty'), join(folder.path, 'mixed')];
    const all = await addUserSignatures(paths, options);
    assert.equal(all.signatures.length, knowledge.signatures.length + 1);
    assert.deepEqual(
      all.problems.map(({ path, isFatal }) => [path, isFatal]),
      [missing, join(folder.path, 'empty'), join(folder.path, 'mixed', 'a.yaml')].map(path => [path, true]),
    );
  });

  it('cost nothing where there are none', async () => {
    const all = await addUserSignatures([], options);
    assert.equal(all.signatures, knowledge.signatures);
  });
});
