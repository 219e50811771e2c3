import { readdirSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join, parse } from 'node:path';
import type { LocalSide } from './configuration.ts';
import { matchesPatternList } from './host-patterns.ts';

/**
 * This machine and its user, as ssh would see them.
 * @param configurationFile counts instead of the user's and the system's, as with `ssh -F`.
 */
export function thisSide(configurationFile?: string): LocalSide {
  const { username, uid } = userInfo();
  const home = homedir();
  const system =
    process.platform === 'win32'
      ? join(process.env.ProgramData ?? 'C:\\ProgramData', 'ssh', 'ssh_config')
      : '/etc/ssh/ssh_config';
  return {
    home,
    user: username,
    hostName: hostname(),
    userId: uid,
    platform: process.platform,
    environment: process.env,
    configurationFiles: configurationFile === undefined ? [join(home, '.ssh', 'config'), system] : [configurationFile],
    expand: expandPattern,
  };
}

/** The existing files that a path with `*` and `?` stands for, sorted; Node 20 has no glob of its own. */
export function expandPattern(pattern: string): string[] {
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
  try {
    const names = readdirSync(folder).filter(name => matchesPatternList([pattern], name));
    return names.filter(name => !name.startsWith('.') || pattern.startsWith('.')).sort();
  } catch {
    return [];
  }
}
