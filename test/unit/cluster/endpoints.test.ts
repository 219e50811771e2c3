import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { wireCommand } from '../../../core/cluster/command.ts';
import { isProbeFailure, probeCommand } from '../../../core/cluster/probe.ts';
import { endpointsProbe, isAnswering, readEndpoints } from '../../../core/cluster/probes/endpoints.ts';

/** Where a program of this machine lies; undefined where there is none. */
async function find(name: string): Promise<string | undefined> {
  // A python may be a script that looks for another one.
  const script = name.startsWith('python')
    ? `${name} -c 'import sys; print(sys.executable)' || true`
    : `command -v ${name} || true`;
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const path = (await text(child.stdout)).trim();
  return path === '' ? undefined : realpathSync(path);
}

describe('the endpoints that nova.conf names', () => {
  let folder: string;
  let server: Server;
  let base: string;
  let closed: string;
  const asked: string[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-endpoints-'));
    server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization ?? ''}`);
      response.statusCode = request.url === '/v3' ? 300 : request.url === '/down' ? 503 : 401;
      response.end('{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    closed = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    other.close();
    await once(other, 'close');
    writeFileSync(
      join(folder, 'nova.conf'),
      [
        '[DEFAULT]',
        'url = http://127.0.0.1:1/not-this-group',
        '[keystone_authtoken]',
        `auth_url = ${base}/v3`,
        'password = secret',
        '[glance]',
        `api_servers = ${base}/down, ${closed}`,
        '[neutron]',
        `auth_url: ${base}/v3`,
        `endpoint_override = ${base.replace('//', '//nova:secret@')}`,
        '[cinder]',
        `endpoint_template = ${base}/v3/%(project_id)s`,
        `#endpoint_override = ${base}/commented`,
        '[placement]',
        'auth_url = http://$my_ip:5000',
        '',
      ].join('\n'),
    );
  });
  after(async () => {
    server.close();
    await once(server, 'close');
    rmSync(folder, { recursive: true });
  });

  /** Runs the probe in a real shell that has only one of the programs that can ask. */
  async function probe(client: string, file = join(folder, 'nova.conf')) {
    const bin = join(folder, `bin-${client}`);
    mkdirSync(bin, { recursive: true });
    for (const name of ['sh', 'timeout', 'awk', 'head', 'tail', 'sed', 'cat', client]) {
      const path = name === client ? await find(client) : ((await find(name)) ?? `/bin/${name}`);
      if (path !== undefined) symlinkSync(path, join(bin, name));
    }
    const command = probeCommand(endpointsProbe([file]));
    const { line, input } = wireCommand(command, 'none', 'mark');
    const child = spawn('/bin/sh', ['-c', line], { stdio: 'pipe', env: { PATH: bin } });
    child.stdin.write(input);
    const [standardOutput, standardError, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number]>,
    ]);
    rmSync(bin, { recursive: true });
    return command.read({
      status,
      standardOutput: standardOutput.replace('mark\n', ''),
      standardError: standardError.replace('mark\n', ''),
      isCut: false,
    });
  }

  for (const client of ['curl', 'python3', 'wget']) {
    it(`are asked with ${client}, without credentials`, async function () {
      if ((await find(client)) === undefined) {
        console.log(`      skipped: there is no ${client}`);
        this.skip();
      }
      asked.length = 0;
      const states = await probe(client);
      assert.ok(!isProbeFailure(states), JSON.stringify(states));
      assert.deepEqual(
        states.map(({ service, option, url, status, reason }) => [service, option, url, status ?? reason]),
        [
          ['cinder', '[cinder]endpoint_template', `${base}/v3/`, 401],
          ['glance', '[glance]api_servers', closed, 'refused'],
          ['glance', '[glance]api_servers', `${base}/down`, 503],
          ['keystone', '[keystone_authtoken]auth_url', `${base}/v3`, 300],
          ['neutron', '[neutron]endpoint_override', base, 401],
        ].sort((one, other) => `${one[0]}${one[2]}`.localeCompare(`${other[0]}${other[2]}`)),
      );
      assert.deepEqual(
        states.filter(state => !isAnswering(state)).map(({ service }) => service),
        ['glance', 'glance'],
      );
      assert.deepEqual(new Set(asked), new Set(['/v3/ ', '/down ', '/v3 ', '/ ']));
    });
  }

  it('are not known where nothing can ask, and none where there is no nova', async () => {
    const without = await probe('nothing');
    assert.ok(isProbeFailure(without));
    assert.equal(without.unreadable, 'not-installed');
    assert.deepEqual(await probe('curl', join(folder, 'missing.conf')), []);
  });

  it('fail in words of their own', () => {
    const reasons = [
      '0 curl 7',
      '0 curl 28',
      '0 curl 6',
      '0 curl 60',
      '0 gaierror(-2, "Name or service not known")',
      '0',
    ];
    const standardOutput = reasons.map(
      (reason, index) => `endpoint glance [glance]api_servers http://${index} ${reason}\n`,
    );
    const states = readEndpoints({
      status: 0,
      standardOutput: standardOutput.join(''),
      standardError: '',
      isCut: false,
    });
    assert.ok(!isProbeFailure(states));
    assert.deepEqual(
      states.map(({ reason }) => reason),
      ['refused', 'timed-out', 'name-not-found', 'tls', 'name-not-found', 'other'],
    );
  });
});
