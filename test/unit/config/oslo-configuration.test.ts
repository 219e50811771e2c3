import assert from 'node:assert/strict';
import { createOsloConfiguration } from '../../../core/config/oslo/configuration.ts';
import { readOsloFile } from '../../../core/config/oslo/read-oslo-file.ts';
import { optionKnowledge } from './lint-fixture.ts';

const zed = optionKnowledge.cataloguesOf('zed')!.nova;

function configuration(texts: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return createOsloConfiguration(
    texts.map((text, index) => readOsloFile(`${index}.conf`, text)),
    zed,
    { environment },
  );
}

describe('A configuration of several files', () => {
  it('gives defaults of the release, and values with their places', () => {
    const { get } = configuration(['[database]\nmax_pool_size = 10\n']);
    assert.equal(get('database', 'max_overflow').value, 50);
    assert.equal(get('database', 'max_overflow').raw, undefined);
    const size = get('database', 'max_pool_size');
    assert.equal(size.value, 10);
    assert.deepEqual(size.valuePlace, { path: '0.conf', range: { start: 27, end: 29 } });
    assert.equal(size.givenAs, undefined);
  });

  it('lets later files win, and later lines', () => {
    const { numberOf } = configuration([
      '[database]\nmax_pool_size = 1\n',
      '[database]\nmax_pool_size = 2\nmax_pool_size = 3\n',
    ]);
    assert.equal(numberOf('database', 'max_pool_size'), 3);
  });

  it('takes a former name where the file has no other, even against the own name in an earlier file', () => {
    const { get } = configuration(['[database]\nconnection = one\n', '[DEFAULT]\nsql_connection = two\n']);
    assert.equal(get('database', 'connection').value, 'two');
    assert.deepEqual(get('database', 'connection').givenAs, { group: 'DEFAULT', name: 'sql_connection' });
    const both = configuration(['[DEFAULT]\nsql_connection = two\n[database]\nconnection = one\n']);
    assert.equal(both.stringOf('database', 'connection'), 'one');
  });

  it('reads groups without case, but for DEFAULT, and names exactly', () => {
    const { numberOf, stringOf } = configuration([
      '[DATABASE]\nmax_pool_size=7\nmax-overflow=1\n[default]\nmy_ip=x\n[Database]\nsql_connection=y\n',
    ]);
    assert.equal(numberOf('database', 'max_pool_size'), 7);
    assert.equal(numberOf('database', 'max_overflow'), 50);
    assert.notEqual(stringOf('DEFAULT', 'my_ip'), 'x');
    assert.equal(stringOf('database', 'connection'), 'y');
  });

  it('puts in values of other options', () => {
    const text =
      '[DEFAULT]\nmy_ip = 10.0.0.1\nstate_path = /s\nlog_dir = $state_path/log\nlog_file = $$x\\$my_ip $' +
      '{database.max_pool_size}\n' +
      '[vnc]\nserver_listen = $my_ip\nserver_proxyclient_address = $server_listen\nnovncproxy_base_url = http://$nope/\n';
    const { stringOf, get } = configuration([text]);
    assert.equal(stringOf('DEFAULT', 'log_dir'), '/s/log');
    assert.equal(stringOf('DEFAULT', 'log_file'), '$x$my_ip 5');
    assert.equal(stringOf('vnc', 'server_proxyclient_address'), '10.0.0.1');
    assert.equal(get('vnc', 'novncproxy_base_url').value, undefined);
    assert.equal(get('DEFAULT', 'instances_path').value, '/s/instances');
  });

  it('gives up on values that stand for themselves', () => {
    assert.equal(
      configuration(['[DEFAULT]\nmy_ip = $host\nhost = $my_ip\n']).get('DEFAULT', 'host').place?.path,
      '0.conf',
    );
  });

  it('takes all values of options that may be given several times', () => {
    const { get } = configuration(['[pci]\nalias = a\nalias = b\n', '[pci]\nalias = c\n']);
    assert.deepEqual(get('pci', 'alias').value, ['a', 'b', 'c']);
  });

  it('lets the environment win', () => {
    const { get } = configuration(['[database]\nmax_pool_size = 10\n'], { OS_DATABASE__MAX_POOL_SIZE: '12' });
    assert.equal(get('database', 'max_pool_size').value, 12);
  });

  it('points at the group, or else at the start', () => {
    const { groupPlace } = configuration(['[DEFAULT]\n[database]\n']);
    assert.deepEqual(groupPlace('database'), { path: '0.conf', range: { start: 10, end: 20 } });
    assert.deepEqual(groupPlace('api_database'), { path: '0.conf', range: { start: 0, end: 0 } });
  });
});
