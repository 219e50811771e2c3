import { posix } from 'node:path';
import { fillBlock } from './blocks.ts';
import { configurationFiles } from './configuration.ts';
import { controllerOf } from './host-scripts.ts';
import { logFolder, zoneMinutes } from './log-files.ts';
import { type EndlessReply, failed, type Host, printed, type Reply } from './reply.ts';

interface FoundFile {
  readonly bytes: Buffer;
  readonly lastWrite: number;
}

const setUp = Date.UTC(2024, 4, 11);

function fileAt({ world, controller }: Host, path: string): FoundFile | undefined {
  const text = configurationFiles(world, controller).get(path);
  if (text !== undefined) return { bytes: Buffer.from(text), lastWrite: setUp };
  const bytes = world.logs.read(controller, path);
  return bytes && { bytes, lastWrite: world.logs.status(controller, path)?.lastWrite ?? 0 };
}

function pathsOf({ world, controller }: Host): string[] {
  return [...configurationFiles(world, controller).keys(), ...world.logs.paths(controller)];
}

function isFolder(host: Host, path: string): boolean {
  const below = path === '/' ? '/' : `${path}/`;
  return path === logFolder || pathsOf(host).some(file => file.startsWith(below));
}

const missing = (path: string) => failed(1, `/bin/sh: 1: cannot open ${path}: No such file\n`);

export function fileRange(host: Host): Reply {
  const { FILE = '', FIRST = '1', COUNT = '0' } = host.parameters;
  const file = fileAt(host, FILE);
  if (!file) return missing(FILE);
  const start = Number(FIRST) - 1;
  return printed(file.bytes.subarray(start, start + Number(COUNT)));
}

/** Some lines of a file; the lab packs none. */
export function fileLines(host: Host): Reply {
  const { FILE = '', FIRST = '1', LAST = '1' } = host.parameters;
  const file = fileAt(host, FILE);
  if (!file) return { ...missing(FILE), status: 0 };
  const lines = file.bytes
    .toString('utf8')
    .split('\n')
    .slice(Number(FIRST) - 1, Number(LAST));
  return printed(lines.map(line => `${line}\n`).join(''));
}

export function fileStatus(host: Host): Reply {
  const path = posix.normalize(host.parameters.FILE ?? '');
  const file = fileAt(host, path);
  if (file) return printed(`${file.bytes.length} ${Math.floor(file.lastWrite / 1000)} regular file\n`);
  if (isFolder(host, path)) return printed(`4096 ${Math.floor(setUp / 1000)} directory\n`);
  return failed(1, `stat: cannot statx '${path}': No such file or directory\n`);
}

export function folder(host: Host): Reply {
  const path = posix.normalize(host.parameters.FOLDER ?? '').replace(/(.)\/$/, '$1');
  if (!isFolder(host, path)) return failed(2, `/bin/sh: 1: cd: can't cd to ${path}\n`);
  const below = path === '/' ? '/' : `${path}/`;
  const rest = pathsOf(host).flatMap(file => (file.startsWith(below) ? [file.slice(below.length)] : []));
  const names = new Set(rest.map(file => file.replace(/\/.*$/, '/')));
  return printed(
    [...names]
      .sort()
      .map(name => `${name}\n`)
      .join(''),
  );
}

/** Follows a log: its last lines, and then what comes. */
export function follow(host: Host): Reply | EndlessReply {
  const { FILE = '', LINES_BEFORE = '0' } = host.parameters;
  const file = fileAt(host, FILE);
  if (!file) return missing(FILE);
  return {
    start(write) {
      const lines = file.bytes.toString('utf8').split('\n');
      write(Buffer.from(lines.slice(-Number(LINES_BEFORE) - 1).join('\n')));
      return host.world.logs.follow(host.controller, FILE, write);
    },
  };
}

/** What a container prints: nothing, because kolla's services write into files. */
export function followContainer(host: Host): Reply | EndlessReply {
  const name = host.parameters.CONTAINER ?? '';
  if (host.parameters.ENGINE !== 'docker') return failed(127, `/bin/sh: 1: ${host.parameters.ENGINE}: not found\n`);
  const isThere = controllerOf(host).services.some(service => service.name === name);
  if (!isThere) return failed(1, fillBlock(host.world.knowledge.replies, 'container-missing', { name }));
  return silence;
}

/** What systemd has written down about a unit: nothing new comes while it runs. */
export function followUnit(): EndlessReply {
  return silence;
}

const silence: EndlessReply = { start: () => () => undefined };

/** Sizes, last writes, and how many errors and warnings came within 15 minutes. */
export function logsScript(host: Host): Reply {
  const folders = (host.parameters.LOG_FOLDERS ?? '').split('\n').map(path => path.replace(/(.)\/$/, '$1'));
  const { now } = host.world.state();
  const since = new Date(now - 900_000 + zoneMinutes * 60_000).toISOString().replace('T', ' ').slice(0, 19);
  const lines = host.world.logs.paths(host.controller).flatMap(path => {
    const file = fileAt(host, path);
    if (!file || !path.endsWith('.log') || !folders.includes(posix.dirname(path))) return [];
    const counts = { errors: 0, warnings: 0 };
    for (const line of file.bytes.toString('utf8').split('\n')) {
      if (line.slice(0, 19) < since || line[4] !== '-') continue;
      const level = line.split(' ', 4)[3];
      if (level === 'ERROR' || level === 'CRITICAL') counts.errors++;
      else if (level === 'WARNING') counts.warnings++;
    }
    const status = `${file.bytes.length} ${Math.floor(file.lastWrite / 1000)}`;
    return [`log ${status} ${counts.errors} ${counts.warnings} ${path}\n`];
  });
  return printed(lines.join(''));
}

export function configurationScript(host: Host): Reply {
  const { MARK = '' } = host.parameters;
  return printed(
    wantedFiles(host)
      .map(([path, text]) => `${MARK} ${path}\n${text}\n${MARK} end\n`)
      .join(''),
  );
}

/** Which configuration files there are. */
export function configurationListScript(host: Host): Reply {
  return printed(
    wantedFiles(host)
      .map(([path, text]) => `configuration ${Buffer.byteLength(text)} ${Math.floor(setUp / 1000)} ${path}\n`)
      .join(''),
  );
}

/** Evidence: each part begins with a line that names its file. Of its state such a host tells little more than the time. */
export function collectStateScript(host: Host): Reply {
  const time = new Date(host.world.state().now + zoneMinutes * 60_000).toUTCString().replace('GMT', 'CST');
  return printed(`nova-doctor-file state/date.txt\n${time}\n\n`);
}

export function collectConfigurationScript(host: Host): Reply {
  const there = configurationFiles(host.world, host.controller);
  const parts = (host.parameters.FILES ?? '').split(' ').flatMap(path => {
    const text = there.get(path);
    return text === undefined ? [] : [`nova-doctor-file configuration${path}\n${text}\n`];
  });
  return printed(parts.join(''));
}

export function collectLogsScript({ world, controller, parameters }: Host): Reply {
  const folders = (parameters.LOG_FOLDERS ?? '').split('\n');
  const oldest = world.state().now - Number(parameters.MINUTES) * 60_000;
  const parts = world.logs.paths(controller).flatMap(path => {
    const isRecent = (world.logs.status(controller, path)?.lastWrite ?? 0) > oldest;
    if (!isRecent || !path.endsWith('.log') || !folders.includes(posix.dirname(path))) return [];
    const bytes = world.logs.read(controller, path) ?? Buffer.alloc(0);
    return [`nova-doctor-file logs${path}\n${bytes.subarray(-Number(parameters.MOST_BYTES))}\n`];
  });
  return printed(parts.join(''));
}

/** The configuration files that the patterns of a shell name. */
function wantedFiles(host: Host): (readonly [string, string])[] {
  const patterns = (host.parameters.PATTERNS ?? '')
    .split(' ')
    .map(pattern => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`));
  return [...configurationFiles(host.world, host.controller)].filter(([path]) =>
    patterns.some(pattern => pattern.test(path)),
  );
}
