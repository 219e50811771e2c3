import assert from 'node:assert/strict';
import { configFileKind, mayBeConfigFile } from '../../../core/config/file-kind.ts';
import { folderOf, resolvePath } from '../../../core/features/config/workspace.ts';
import { uriOfPath } from '../../../core/text/file-uri.ts';
import { kindByName } from '../../../io/files/log-names.ts';
import { groupRotated } from '../../../io/files/rotation.ts';
import { folderNameOf } from '../../../io/runbook/runs-folder.ts';
import { folderForSockets } from '../../../io/ssh/openssh-connection.ts';
import { serviceWith } from '../features/config/marked-config.ts';

describe('paths of Windows and macOS', () => {
  it('tell what a file of configuration is', () => {
    const kinds: readonly (readonly [string, string])[] = [
      ['C:\\work\\etc\\kolla\\nova-api\\nova.conf', 'oslo'],
      ['c:/cloud/etc/NOVA.CONF', 'oslo'],
      ['\\\\files\\ops\\etc\\nova\\nova.conf.d\\a.conf', 'oslo'],
      ['D:\\My Files\\my.ini', 'mysql'],
      ['D:\\haproxy.cfg', 'haproxy'],
      ['C:\\w\\.nova-doctor.yaml', 'workspace'],
      ['C:\\w\\proxysql.cnf', 'proxysql'],
    ];
    for (const [path, kind] of kinds) {
      assert.equal(configFileKind(path, '[mysqld]\n'), kind, path);
      assert.ok(mayBeConfigFile(path), path);
    }
    assert.equal(configFileKind('C:\\etc\\apache2\\nova-api.conf', ''), undefined);
  });

  it('are found from the folder that names them', () => {
    assert.equal(resolvePath('C:\\w\\', 'etc\\nova.conf'), 'C:\\w\\etc\\nova.conf');
    assert.equal(resolvePath('C:\\w\\a b\\', '../etc/nova.conf'), 'C:\\w\\etc\\nova.conf');
    assert.equal(resolvePath('C:\\', '../nova.conf'), 'C:\\nova.conf');
    for (const path of ['D:\\x\\nova.conf', 'd:/x/nova.conf', '\\\\files\\ops\\nova.conf', '/etc/nova.conf']) {
      assert.equal(resolvePath('C:\\w\\', path), path);
    }
    assert.equal(folderOf('C:\\w\\nova.conf'), 'C:\\w\\');
    assert.equal(folderOf('\\\\files\\ops\\nova.conf'), '\\\\files\\ops\\');
  });

  it('keep deployments in different folders apart', () => {
    const { service } = serviceWith({
      'C:\\one\\.nova-doctor.yaml': 'release: zed\nfiles: {nova: conf\\compute.ini}\n',
      'C:\\one\\conf\\compute.ini': '[database]\n',
      '\\\\files\\two\\.nova-doctor.yaml': 'release: "2025.1"\n',
      '\\\\files\\two\\etc\\nova.conf': '[database]\n',
    });
    assert.equal(service.release('C:\\one\\conf\\compute.ini')?.name, 'zed');
    assert.equal(service.release('\\\\files\\two\\etc\\nova.conf')?.name, '2025.1');
    assert.deepEqual(service.namedPaths(), ['C:\\one\\conf\\compute.ini']);
  });

  it('name logs in any case', () => {
    for (const name of ['NOVA-API.LOG', 'nova-conductor.log.1', 'Nova-Compute.Log.gz'])
      assert.equal(kindByName(name), 'log');
    assert.deepEqual(groupRotated(['nova-api.log', 'nova-api.log.1', 'nova-api.log.2.gz']), [[2, 1, 0]]);
  });

  it('become addresses with drives, shares and blanks', () => {
    assert.equal(uriOfPath('C:\\My Logs\\nova-api.log'), 'file:///C:/My%20Logs/nova-api.log');
    assert.equal(uriOfPath('\\\\files\\ops\\ä#1.log'), 'file://files/ops/%C3%A4%231.log');
    assert.equal(uriOfPath('logs\\nova-api.log'), 'logs/nova-api.log');
    assert.equal(uriOfPath('/Users/zoe/My Logs/a.log'), 'file:///Users/zoe/My%20Logs/a.log');
  });

  it('never are names that Windows keeps for itself', () => {
    for (const cluster of ['con', 'LPT1', 'aux.log', 'a:b', 'a<b>|?*"', 'ends.', 'ends ', '..', 'a\\b/c']) {
      assert.match(
        folderNameOf(cluster),
        /^(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[A-Za-z0-9_%~.-]*[A-Za-z0-9_%~-]$/i,
      );
    }
  });

  it('of sockets are short enough for macOS', () => {
    const usual = '/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T';
    assert.equal(folderForSockets(usual), usual);
    assert.equal(folderForSockets(`/Users/somebody/${'long/'.repeat(12)}tmp`), '/tmp');
  });
});
