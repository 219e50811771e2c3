import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { english } from '../../../core/text/l10n.ts';
import { logsBeside, measureTransaction } from '../../../io/config/measure-transaction.ts';
import { readDeployment } from '../../../io/config/read-deployment.ts';
import { readLogKnowledge } from '../../../io/knowledge.ts';
import { readOptionKnowledge } from '../../../io/option-knowledge.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const project = join(import.meta.dirname, '../../..');
const knowledge = readOptionKnowledge(join(project, 'knowledge'));
const logKnowledge = () => readLogKnowledge(join(project, 'knowledge'));
const incident = join(project, 'examples/incident');

describe('the longest transaction of a deployment', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  const longest = async (path: string) =>
    (await readDeployment([path], { knowledge, logKnowledge, l10n: english })).deployment.longestTransaction;

  it('is measured in the logs that the paths name, and in those beside the workspace file', async () => {
    for (const path of [incident, join(incident, 'etc')]) {
      const found = await longest(path);
      assert.equal(found?.seconds, 986, path);
      assert.match(found.measuredIn, /ctl1\/nova-conductor\.log$/);
    }
  });

  it('is not looked for without Mycat', async () => {
    cpSync(incident, join(folder.path, 'incident'), { recursive: true, filter: path => !path.endsWith('server.xml') });
    assert.equal(await longest(join(folder.path, 'incident')), undefined);
  });

  it('is not known where no log can be read', async () => {
    assert.equal(await measureTransaction([join(folder.path, 'gone.log')], logKnowledge(), undefined), undefined);
    assert.deepEqual(await logsBeside(join(folder.path, 'gone')), []);
  });
});
