import { existsSync, readdirSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join, parse, posix, win32 } from 'node:path';
import type { LocalSide } from './configuration.ts';
import { matchesPatternList } from './host-patterns.ts';

/** What a machine tells of itself and its user; handed in so that tests can be any platform. */
export interface Workstation {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly user: string;
  /** -1 on Windows. */
  readonly userId: number;
  readonly hostName: string;
  readonly exists: (path: string) => boolean;
  /** The names in a folder; none where it cannot be read. */
  readonly namesIn: (folder: string) => readonly string[];
}

function thisWorkstation(): Workstation {
  const { username, uid } = userInfo();
  return {
    platform: process.platform,
    environment: process.env,
    home: homedir(),
    user: username,
    userId: uid,
    hostName: hostname(),
    exists: existsSync,
    namesIn,
  };
}

/**
 * This machine and its user, as ssh would see them.
 * @param configurationFile counts instead of the user's and the system's, as with `ssh -F`.
 */
export function thisSide(configurationFile?: string): LocalSide {
  return sideOf(thisWorkstation(), configurationFile);
}

/** A machine and its user, as ssh would see them there. */
export function sideOf(workstation: Workstation, configurationFile?: string): LocalSide {
  const { platform, environment, home, user, userId, hostName } = workstation;
  const paths = platform === 'win32' ? win32 : posix;
  const systemFolder =
    platform === 'win32' ? win32.join(variable(environment, 'ProgramData') ?? 'C:\\ProgramData', 'ssh') : '/etc/ssh';
  const usual = [paths.join(home, '.ssh', 'config'), paths.join(systemFolder, 'ssh_config')];
  return {
    ...{ platform, environment, home, user, userId, hostName, systemFolder },
    configurationFiles: configurationFile === undefined ? usual : [configurationFile],
    expand: expandPattern,
    agents: () => usualAgents(workstation),
    sshProgram: sshProgram(workstation),
  };
}

const pipes = '\\\\.\\pipe\\';

/**
 * Where agents listen that nobody has named: on Windows the pipe of OpenSSH's service, then those of the user's Pageant (PuTTY
 * 0.75 and later), whose names end with a hash. Elsewhere an agent tells its address through SSH_AUTH_SOCK, on macOS launchd's too.
 */
function usualAgents({ platform, user, namesIn: list }: Workstation): string[] {
  if (platform !== 'win32') return [];
  const own = `pageant.${user}.`.toLowerCase();
  const ofPageant = list(pipes).filter(name => name.toLowerCase().startsWith(own));
  return ['openssh-ssh-agent', ...ofPageant].map(name => pipes + name);
}

/**
 * The ssh program. On Windows it is named by its whole path: a bare name would first be looked for in the current folder, where a
 * stranger's workspace may hold a program of that name. Windows brings one along, in a folder that not every search path has.
 */
function sshProgram({ platform, environment, exists }: Workstation): string {
  if (platform !== 'win32') return 'ssh';
  const folders = (variable(environment, 'PATH') ?? '')
    .split(';')
    .map(folder => folder.trim().replace(/^"(.*)"$/, '$1'))
    .filter(folder => /^(?:[A-Za-z]:[\\/]|[\\/]{2})/.test(folder));
  const own = win32.join(variable(environment, 'SystemRoot') ?? 'C:\\Windows', 'System32', 'OpenSSH');
  const places = [...folders, own].map(folder => win32.join(folder, 'ssh.exe'));
  return places.find(exists) ?? win32.join(own, 'ssh.exe');
}

/** A variable of Windows, where `Path` and `PATH` are the same. */
function variable(environment: Workstation['environment'], name: string): string | undefined {
  const found = Object.keys(environment).find(key => key.toLowerCase() === name.toLowerCase());
  return (found === undefined ? undefined : environment[found]) || undefined;
}

/** The existing files that a path with `*` and `?` stands for, sorted; Node 20 has no glob of its own. */
function expandPattern(pattern: string): string[] {
  const { root } = parse(pattern);
  let found = [root];
  for (const part of pattern.slice(root.length).split(/[\\/]+/)) {
    found = found.flatMap(folder =>
      (/[*?]/.test(part) ? namesLike(folder, part) : [part]).map(name => join(folder, name)),
    );
  }
  return found;
}

function namesLike(folder: string, pattern: string): string[] {
  const names = namesIn(folder).filter(name => matchesPatternList([pattern], name));
  return names.filter(name => !name.startsWith('.') || pattern.startsWith('.')).sort();
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
