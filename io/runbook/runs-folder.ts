import { createHash, randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** What decides where a person's state lies; handed in so that tests can be any platform. */
export interface StatePlace {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

export function thisStatePlace(
  environment: StatePlace['environment'] = process.env,
  platform: StatePlace['platform'] = process.platform,
): StatePlace {
  // On Windows it is a shell of other systems that sets HOME, in its own way of writing paths.
  const home = platform === 'win32' ? homedir() : environment.HOME || homedir();
  return { platform, environment, home };
}

/**
 * The folder that holds the journals of all runs: `$XDG_STATE_HOME/nova-doctor/runs` (a relative value counts for nothing, as
 * the XDG Base Directory Specification has it), `%LOCALAPPDATA%` on Windows, `~/Library/Application Support` on macOS.
 */
export function runsFolder({ platform, environment, home }: StatePlace = thisStatePlace()): string {
  if (platform === 'win32') {
    const local = environment.LOCALAPPDATA || win32.join(home, 'AppData', 'Local');
    return win32.join(local, 'nova-doctor', 'runs');
  }
  const given = environment.XDG_STATE_HOME;
  if (given && posix.isAbsolute(given)) return posix.join(given, 'nova-doctor', 'runs');
  const state = platform === 'darwin' ? ['Library', 'Application Support'] : ['.local', 'state'];
  return posix.join(home, ...state, 'nova-doctor', 'runs');
}

/** Longer names are cut and told apart by their hash: file systems end names at 255 bytes. */
const longestFolderName = 120;
/** Windows keeps these for devices, whatever their ending. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A cluster's name as the name of a folder on any platform: letters, digits, `-`, `_`, inner dots; all else as `%XX`. */
export function folderNameOf(cluster: string): string {
  const encoded = [...Buffer.from(cluster, 'utf8')]
    .map(byte => {
      const letter = String.fromCharCode(byte);
      return /[A-Za-z0-9_.-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('')
    .replace(/^\.+|\.+$/g, dots => dots.replaceAll('.', '%2E'));
  const safe = encoded === '' || deviceName.test(encoded) ? `%${encoded}` : encoded;
  if (safe.length <= longestFolderName) return safe;
  const hash = createHash('sha256').update(cluster).digest('hex').slice(0, 16);
  return `${safe.slice(0, longestFolderName - hash.length - 1)}~${hash}`;
}

/** A new run's id: its time to the second, so that ids sort by age, and something random. @param now milliseconds since 1970. */
export function newRunId(now: number): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(3).toString('hex')}`;
}

const runId = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

export function isRunId(text: string): boolean {
  return runId.test(text);
}
