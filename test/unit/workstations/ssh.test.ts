import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentAddresses } from '../../../io/ssh/authentication.ts';
import { hostSettings, type LocalSide } from '../../../io/ssh/configuration.ts';
import { readKnownHosts } from '../../../io/ssh/known-hosts.ts';
import { sideOf, type Workstation } from '../../../io/ssh/local-side.ts';

const windows: Workstation = {
  platform: 'win32',
  // As Windows names them: their case does not matter there.
  environment: { ProgramData: 'C:\\ProgramData', Path: 'C:\\Windows\\system32;D:\\Tools', SystemRoot: 'C:\\Windows' },
  home: 'C:\\Users\\Zoë Li',
  user: 'Zoë',
  userId: -1,
  hostName: 'LAPTOP-7',
  exists: () => false,
  namesIn: () => [],
};
const macos: Workstation = {
  ...windows,
  platform: 'darwin',
  environment: { SSH_AUTH_SOCK: '/private/tmp/com.apple.launchd.x8sTq1/Listeners', PATH: '/usr/bin' },
  home: '/Users/zoe',
  user: 'zoe',
  userId: 501,
  hostName: 'zoes-mac.local',
};

describe('ssh on Windows and macOS', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-workstations-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What a configuration says about `ctl1` on a workstation, with the files that were asked for by `Include`. */
  function settingsOf(workstation: Workstation, text: string) {
    const path = join(folder, 'config');
    writeFileSync(path, text);
    const included: string[] = [];
    const expand: LocalSide['expand'] = pattern => {
      included.push(pattern);
      return [];
    };
    const side = { ...sideOf(workstation), configurationFiles: [path], expand };
    return { settings: hostSettings('ctl1', side), side, included };
  }

  it('finds its files where each platform has them', () => {
    assert.deepEqual(sideOf(windows).configurationFiles, [
      'C:\\Users\\Zoë Li\\.ssh\\config',
      'C:\\ProgramData\\ssh\\ssh_config',
    ]);
    assert.deepEqual(sideOf(macos).configurationFiles, ['/Users/zoe/.ssh/config', '/etc/ssh/ssh_config']);
    assert.deepEqual(settingsOf(windows, '').settings.knownHostsFiles, [
      'C:\\Users\\Zoë Li/.ssh/known_hosts',
      'C:\\Users\\Zoë Li/.ssh/known_hosts2',
      'C:\\ProgramData\\ssh\\ssh_known_hosts',
      'C:\\ProgramData\\ssh\\ssh_known_hosts2',
    ]);
    assert.equal(settingsOf(windows, '').settings.identityFiles[0], 'C:\\Users\\Zoë Li\\.ssh\\id_rsa');
    assert.equal(settingsOf(macos, '').settings.knownHostsFiles[2], '/etc/ssh/ssh_known_hosts');
    assert.deepEqual(sideOf(windows, 'D:\\lab\\ssh_config').configurationFiles, ['D:\\lab\\ssh_config']);
  });

  it('reads a configuration of Windows: line ends, a byte order mark, drives, spaces, shares', () => {
    const lines = [
      '\ufeffHost ctl1',
      '  HostName 10.0.0.1',
      '  User root',
      '  IdentityFile "C:\\Keys of mine\\id_ed25519"',
      '  IdentityFile ~\\.ssh\\id_rsa',
      '  IdentityFile \\\\files\\keys\\id',
      '  UserKnownHostsFile __PROGRAMDATA__\\ssh\\known ~/.ssh/known_hosts',
      '  ProxyJump bastion',
      '',
    ];
    const { settings } = settingsOf(windows, lines.join('\r\n'));
    assert.deepEqual(settings.problems, []);
    assert.deepEqual([settings.hostName, settings.user, settings.jumps], ['10.0.0.1', 'root', ['bastion']]);
    assert.deepEqual(settings.identityFiles, [
      'C:\\Keys of mine\\id_ed25519',
      'C:\\Users\\Zoë Li\\.ssh\\id_rsa',
      '\\\\files\\keys\\id',
    ]);
    assert.deepEqual(settings.knownHostsFiles.slice(0, 2), [
      'C:\\ProgramData\\ssh\\known',
      'C:\\Users\\Zoë Li/.ssh/known_hosts',
    ]);
  });

  it('looks for included files beside the file that includes them', () => {
    const own = { ...windows, home: folder.replace(/^\//, 'C:\\').replaceAll('/', '\\') };
    assert.deepEqual(settingsOf(own, 'Include config.d\\*\r\n').included, ['C:\\ProgramData\\ssh\\config.d\\*']);
    assert.deepEqual(settingsOf({ ...macos, home: folder }, 'Include config.d/*\n').included, [
      join(folder, '.ssh/config.d/*'),
    ]);
    assert.deepEqual(settingsOf(macos, 'Include config.d/*\n').included, ['/etc/ssh/config.d/*']);
    assert.deepEqual(settingsOf(windows, 'Include D:\\ssh\\lab ~\\lab\r\n').included, [
      'D:\\ssh\\lab',
      'C:\\Users\\Zoë Li\\lab',
    ]);
  });

  it('does not stumble over what only macOS knows', () => {
    const text = 'Host *\n  IgnoreUnknown UseKeychain\n  UseKeychain yes\n  AddKeysToAgent yes\n  User ops\n';
    const { settings } = settingsOf(macos, text);
    assert.deepEqual([settings.user, settings.needsOpenSsh, settings.problems], ['ops', [], []]);
  });

  it('reads known_hosts with the line ends of Windows', () => {
    const [first, second] = readKnownHosts('k', 'ctl1 ssh-ed25519 AAAA\r\n\r\n[ctl2]:2222 ssh-rsa BBBB\r\n');
    assert.deepEqual([first?.key, second?.hosts, second?.key, second?.line], ['AAAA', '[ctl2]:2222', 'BBBB', 3]);
  });

  describe('finds the agent', () => {
    const service = '\\\\.\\pipe\\openssh-ssh-agent';
    const pageant = `\\\\.\\pipe\\pageant.Zoë.${'0123456789abcdef'.repeat(4)}`;
    const withPageant: Workstation = {
      ...windows,
      namesIn: path =>
        path === '\\\\.\\pipe\\' ? ['lsass', `pageant.Someone.${'0'.repeat(64)}`, pageant.slice(9)] : [],
    };
    const addressesOf = (workstation: Workstation, text = '') => {
      const { settings, side } = settingsOf(workstation, text);
      return agentAddresses(settings, side);
    };

    it('of Windows and of PuTTY by their pipes', () => {
      assert.deepEqual(addressesOf(windows), [service]);
      assert.deepEqual(addressesOf(withPageant), [service, pageant]);
      assert.deepEqual(addressesOf(withPageant, 'IdentityAgent pageant\r\n'), [pageant]);
      assert.deepEqual(addressesOf(withPageant, 'IdentityAgent none\r\n'), []);
    });

    it('by a pipe however it is written', () => {
      const written = [
        '\\\\.\\pipe\\my-agent',
        '//./pipe/my-agent',
        '"\\\\\\\\.\\\\pipe\\\\my-agent"',
        '\\.\\pipe\\my-agent',
      ];
      for (const text of written) {
        assert.deepEqual(addressesOf(windows, `IdentityAgent ${text}\r\n`), ['\\\\.\\pipe\\my-agent'], text);
      }
      const environment = { ...windows.environment, SSH_AUTH_SOCK: '//./pipe/my-agent' };
      assert.deepEqual(addressesOf({ ...withPageant, environment }), ['\\\\.\\pipe\\my-agent']);
    });

    it('of Git for Windows by its socket', () => {
      const environment = { ...windows.environment, SSH_AUTH_SOCK: '/tmp/ssh-a1b2/agent.77' };
      assert.deepEqual(addressesOf({ ...windows, environment }), ['/tmp/ssh-a1b2/agent.77']);
    });

    it('of macOS where launchd says, unless the configuration names another one', () => {
      assert.deepEqual(addressesOf(macos), ['/private/tmp/com.apple.launchd.x8sTq1/Listeners']);
      const other = 'IdentityAgent "~/Library/Group Containers/2BUA8C4S2C.com.1password/t/agent.sock"\n';
      assert.deepEqual(addressesOf(macos, other), [
        '/Users/zoe/Library/Group Containers/2BUA8C4S2C.com.1password/t/agent.sock',
      ]);
      assert.deepEqual(addressesOf({ ...macos, environment: {} }), []);
    });
  });

  describe('finds the ssh program', () => {
    const own = 'C:\\Windows\\System32\\OpenSSH\\ssh.exe';
    const programOf = (path: string, ...there: string[]) =>
      sideOf({ ...windows, environment: { ...windows.environment, Path: path }, exists: one => there.includes(one) })
        .sshProgram;

    it('in the search path of Windows, in its order', () => {
      const git = 'C:\\Program Files\\Git\\usr\\bin\\ssh.exe';
      assert.equal(programOf('"C:\\Program Files\\Git\\usr\\bin";C:\\Windows', git, own), git);
      assert.equal(programOf('D:/Tools;C:\\Windows', 'D:\\Tools\\ssh.exe', own), 'D:\\Tools\\ssh.exe');
      assert.equal(programOf('\\\\tools\\bin', '\\\\tools\\bin\\ssh.exe'), '\\\\tools\\bin\\ssh.exe');
    });

    it('where Windows has its own, when the search path does not lead there', () => {
      assert.equal(programOf('C:\\Windows', own), own);
      assert.equal(programOf('', ''), own);
    });

    it('never in the current folder, where a stranger may have put one', () => {
      assert.equal(programOf('.;bin;;\\bin;C:bin', 'ssh.exe', '.\\ssh.exe', 'bin\\ssh.exe', '\\bin\\ssh.exe'), own);
    });

    it('by its name elsewhere', () => assert.equal(sideOf(macos).sshProgram, 'ssh'));
  });
});
