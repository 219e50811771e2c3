import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { createEvidenceKeeper, evidenceName } from '../../../../io/runbook/evidence.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';

async function membersOf(path: string): Promise<Record<string, string>> {
  const members: Record<string, string> = {};
  const archive = Readable.from([gunzipSync(readFileSync(path))]).pipe(extract());
  for await (const member of archive) members[member.header.name] = await text(member);
  return members;
}

describe('the evidence of a run', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('is one archive for this person only, without secrets, that grows with every command', async () => {
    const keeper = createEvidenceKeeper(folder.path);
    const [first, second] = await Promise.all([
      keeper.keep([
        { name: 'ctl1/nova.conf', text: '[database]\nconnection = mysql+pymysql://nova:hunter2@db/nova\n' },
      ]),
      keeper.keep([{ name: 'ctl2/state/date.txt', text: 'Sun\n' }]),
    ]);
    assert.equal(first, join(folder.path, evidenceName));
    assert.equal(second, first);
    const members = await membersOf(first);
    assert.deepEqual(Object.keys(members), ['ctl1/nova.conf', 'ctl2/state/date.txt']);
    assert.match(members['ctl1/nova.conf'] ?? '', /mysql\+pymysql:\/\/nova:\[redacted-1\]@db\/nova/);
    assert.equal(statSync(first).mode & 0o077, 0);
    assert.deepEqual(readdirSync(folder.path), [evidenceName]);
  });
});
