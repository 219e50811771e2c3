import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { hostSettings } from '../../io/ssh/configuration.ts';
import { thisSide } from '../../io/ssh/local-side.ts';
import { createWorld, type World } from './world.ts';

/** What `ssh -G` itself makes of a configuration is right by definition. */
function askSsh(world: World, host: string): Map<string, string[]> {
  const text = execFileSync('ssh', ['-F', world.configurationFile, '-G', host], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const values = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(' ');
    const key = line.slice(0, at);
    values.set(key, [...(values.get(key) ?? []), line.slice(at + 1)]);
  }
  return values;
}

const configurations: Readonly<Record<string, string>> = {
  'the first value counts': 'Host ctl*\n  Port 2201\nHost *\n  Port 2202\n  User someone\nHost ctl1\n  User other\n',
  'negation and several patterns': 'Host ctl* !ctl1 ?dm\n  HostName 10.0.0.1\nHost *\n  HostName %h.example\n',
  'names in any case, values with =': 'host CTL1 ctl1\n  HOSTNAME=10.1.1.1\n  port = 2222\n',
  'quotes and remarks': '# remark\nHost "ctl1"\n  User "a b"\n  IdentityFile "~/.ssh/with space"\n',
  'several key files': 'Host ctl1\n  IdentityFile /a\nHost *\n  IdentityFile /b\n',
  'Match by host name and user':
    'Host ctl1\n  HostName real.example\n  User ops\nMatch host real.example user ops\n  Port 2244\nMatch originalhost adm\n  Port 2255\n',
  'Match with negation and all': 'Match !host ctl1\n  Port 1\nMatch all\n  Port 2\n',
  'Match by local user': `Match localuser ${userInfo().username}\n  Port 2266\n`,
  'Match final': 'Match final host ctl1\n  Port 2277\nHost ctl1\n  User early\n',
  'Include within a host': 'Host ctl1\n  Include part.conf\nHost *\n  Port 9\n',
  'what stands before the first Host': 'Port 2211\nHost ctl1\n  Port 2212\n',
  times: 'Host *\n  ConnectTimeout 1m30s\n  ServerAliveInterval 2m\n  ServerAliveCountMax 7\n',
  'jump hosts': 'Host ctl1\n  ProxyJump a,me@b:2222\nHost adm\n  ProxyJump none\n',
  strictness: 'Host ctl1\n  StrictHostKeyChecking accept-new\nHost adm\n  StrictHostKeyChecking yes\n',
};

describe('ssh_config is read as the ssh program reads it', () => {
  let world: World;

  before(() => {
    world = createWorld();
    mkdirSync(join(world.home, 'etc'));
    writeFileSync(join(world.home, 'etc/part.conf'), 'Port 2288\nHost adm\n  Port 2299\n');
  });
  after(() => world.remove());

  for (const [title, text] of Object.entries(configurations)) {
    for (const host of ['ctl1', 'adm', 'Other.example']) {
      it(`${title}: ${host}`, () => {
        world.writeConfiguration(text.replace('Include part.conf', `Include ${join(world.home, 'etc/*.conf')}`));
        const theirs = askSsh(world, host);
        const local = { ...thisSide(), configurationFiles: [world.configurationFile] };
        const ours = hostSettings(host, local);
        const one = (key: string) => theirs.get(key)?.[0];
        assert.deepEqual(
          {
            hostName: ours.hostName.toLowerCase(),
            user: ours.user,
            port: String(ours.port),
            jumps: ours.jumps.join(',') || undefined,
            strict: ours.strictHostKeyChecking,
            alive: [ours.serverAliveInterval ?? 0, ours.serverAliveCountMax].map(String),
            timeout: ours.connectTimeout === undefined ? 'none' : String(ours.connectTimeout),
            keys: ours.namesIdentityFiles ? ours.identityFiles : [],
          },
          {
            hostName: one('hostname')?.toLowerCase(),
            user: one('user'),
            port: one('port'),
            jumps: one('proxyjump'),
            strict: { true: 'yes', false: 'no' }[one('stricthostkeychecking') ?? ''] ?? one('stricthostkeychecking'),
            alive: [one('serveraliveinterval'), one('serveralivecountmax')],
            timeout: one('connecttimeout'),
            keys: /IdentityFile/.test(text)
              ? (theirs.get('identityfile') ?? []).filter(isNamed).map(path => path.replace(/^~/, local.home))
              : [],
          },
        );
      });
    }
  }

  it('says which hosts need the ssh program', () => {
    world.writeConfiguration(
      'Host a\n  ProxyCommand nc %h %p\nHost b\n  ControlMaster auto\nHost c\n  CertificateFile ~/.ssh/x-cert.pub\nMatch host d exec "true"\n  Port 1\n',
    );
    const local = { ...thisSide(), configurationFiles: [world.configurationFile] };
    const needs = ['a', 'b', 'c', 'd', 'e'].map(host => hostSettings(host, local).needsOpenSsh);
    assert.deepEqual(needs, [['ProxyCommand'], ['ControlMaster'], ['CertificateFile'], ['Match exec'], []]);
  });

  it('ends where files include each other', () => {
    world.writeConfiguration(`Include ${world.configurationFile}\nHost ctl1\n  Port 22\n`);
    const { problems } = hostSettings('ctl1', { ...thisSide(), configurationFiles: [world.configurationFile] });
    assert.match(problems[0] ?? '', /nested deeper/);
  });
});

/** Without a key of the configuration ssh lists its defaults. */
function isNamed(path: string): boolean {
  return !/\/id_(?:rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss)$/.test(path);
}
