import { readFileSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import SSHConfig from 'ssh-config';
import { matchesPatternList } from './host-patterns.ts';

/** The person and the machine that connect; handed in, so that tests and other platforms can be anything. */
export interface LocalSide {
  readonly home: string;
  readonly user: string;
  readonly hostName: string;
  readonly userId: number;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's file first, the system's after it: the first value that is found counts. */
  readonly configurationFiles: readonly string[];
  /** The files that a pattern of `Include` names, in the order of ssh: sorted. */
  readonly expand: (pattern: string) => readonly string[];
  /** The folder of the system's files: `/etc/ssh`, `C:\\ProgramData\\ssh`. */
  readonly systemFolder: string;
  /** Addresses of agents that nobody has named. */
  readonly agents: () => readonly string[];
  readonly sshProgram: string;
}

/** What ssh_config says about one host, with tokens filled in. */
export interface HostSettings {
  /** As the user named it. */
  readonly alias: string;
  readonly hostName: string;
  readonly user: string;
  readonly port: number;
  /** In order; with the defaults of ssh where none is set. */
  readonly identityFiles: readonly string[];
  /** Whether the user named the files, so that a missing one is worth a word. */
  readonly namesIdentityFiles: boolean;
  readonly identitiesOnly: boolean;
  /** Path of a socket; `none` where no agent is to be used; undefined where the environment decides. */
  readonly identityAgent: string | undefined;
  /** The hops, the first one first; each is a name that has settings of its own, or `user@host:port`. */
  readonly jumps: readonly string[];
  readonly serverAliveInterval: number | undefined;
  readonly serverAliveCountMax: number;
  /** Seconds. */
  readonly connectTimeout: number | undefined;
  readonly knownHostsFiles: readonly string[];
  readonly strictHostKeyChecking: 'yes' | 'ask' | 'accept-new' | 'no';
  /** As written: a list, perhaps with `+`, `-` or `^` before it. */
  readonly hostKeyAlgorithms: string | undefined;
  readonly hostKeyAlias: string | undefined;
  readonly hashKnownHosts: boolean;
  readonly allowsPassword: boolean;
  readonly allowsKeyboardInteractive: boolean;
  readonly allowsPublicKey: boolean;
  /** Words of what only the ssh program can do: `ProxyCommand`, `CertificateFile` … */
  readonly needsOpenSsh: readonly string[];
  /** Includes that could not be read and the like, each as `path:line: what`. */
  readonly problems: readonly string[];
}

const defaultIdentityFiles = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk', 'id_xmss', 'id_dsa'];
const deepestInclude = 16;
/** Files read in all: two that include each other twice would be read 2 to the power of 16 times. */
const mostFiles = 1000;

/** Values as the files give them; lists for what may be given several times. */
type RawSettings = Map<string, string[]>;

const repeatable = new Set(['identityfile', 'certificatefile', 'localforward', 'remoteforward', 'sendenv']);

/** What an inventory says about a host; as with Ansible's own arguments to ssh, it comes before the configuration. */
export interface GivenSettings {
  readonly user?: string;
  readonly port?: number;
  readonly privateKeyFile?: string;
  readonly jumps?: readonly string[];
}

/**
 * What the user's and the system's ssh_config say about a host, as `ssh -G` would print it (ssh_config(5)). Commands of
 * `Match exec` and `ProxyCommand` are not run: a host that they concern needs the ssh program.
 * @param alias a name of the configuration, an address, or `user@host:port` as ProxyJump has it.
 */
export function hostSettings(alias: string, local: LocalSide, given: GivenSettings = {}): HostSettings {
  const target = splitTarget(alias);
  const reading = new Reading(target.host, local, given.user ?? target.user);
  if (given.port ?? target.port) reading.values.set('port', [String(given.port ?? target.port)]);
  if (given.privateKeyFile) reading.values.set('identityfile', [given.privateKeyFile]);
  if (given.jumps) reading.values.set('proxyjump', [given.jumps.join(',')]);
  for (const file of local.configurationFiles) reading.readFile(file, 0, true);
  if (reading.wantsFinalPass) {
    reading.isFinalPass = true;
    for (const file of local.configurationFiles) reading.readFile(file, 0, true);
  }
  return settingsOf(target.host, reading, local);
}

/** `user@[2001:db8::1]:2222`, `ssh://user@host:port` and shorter forms. */
export function splitTarget(text: string): { user?: string; host: string; port?: number } {
  const found = /^(?:ssh:\/\/)?(?:(.+)@)?(?:\[([^\]]+)\]|([^@:[\]]+)|([^@[\]]*:[^@[\]]*:[^@[\]]*))(?::(\d+))?$/.exec(
    text,
  );
  if (!found) return { host: text };
  const [, user, bracketed, plain, ipv6, port] = found;
  return {
    host: bracketed ?? plain ?? ipv6 ?? text,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}

/** One walk over the files: ssh reads them line by line, and the first value of each name stays. */
class Reading {
  readonly values: RawSettings = new Map();
  readonly problems: string[] = [];
  readonly needsOpenSsh = new Set<string>();
  readonly host: string;
  readonly local: LocalSide;
  wantsFinalPass = false;
  isFinalPass = false;
  filesRead = 0;

  constructor(host: string, local: LocalSide, user: string | undefined) {
    this.host = host;
    this.local = local;
    if (user !== undefined) this.values.set('user', [user]);
  }

  readFile(path: string, depth: number, isActive: boolean): void {
    this.filesRead++;
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.problems.push(`${path}: ${(error as Error).message}`);
      return;
    }
    let lines: SSHConfig;
    try {
      lines = SSHConfig.parse(text.replace(/^\ufeff/, '').replace(/\r\n/g, '\n'));
    } catch (error) {
      this.problems.push(`${path}: ${(error as Error).message}`);
      return;
    }
    this.readLines(lines, path, depth, isActive);
  }

  private readLines(lines: Iterable<unknown>, path: string, depth: number, isActive: boolean): void {
    for (const line of lines as Iterable<Line>) {
      if (line.type !== directive) continue;
      const name = line.param.toLowerCase();
      if (name === 'host' || name === 'match') {
        const applies = isActive && (name === 'host' ? this.fitsHost(line) : this.fitsMatch(line));
        this.readLines(line.config ?? [], path, depth, applies);
      } else if (name === 'include') this.include(line, path, depth, isActive);
      else if (isActive) this.take(name, valueWords(line), valueText(line));
    }
  }

  private include(line: Line, path: string, depth: number, isActive: boolean): void {
    if (depth >= deepestInclude || this.filesRead >= mostFiles) {
      const limit =
        depth >= deepestInclude ? `deeper than ${deepestInclude} files` : `over more than ${mostFiles} files`;
      const problem = `${path}: Include is nested ${limit}`;
      if (!this.problems.includes(problem)) this.problems.push(problem);
      return;
    }
    const paths = pathsOf(this.local);
    for (const pattern of valueWords(line)) {
      const home = expandHome(pattern, this.local);
      // Relative names start at ~/.ssh in the user's file and at /etc/ssh in the system's.
      const isOwn = isBelow(path, this.local.home, this.local);
      const base = isOwn ? paths.join(this.local.home, '.ssh') : this.local.systemFolder;
      const absolute = paths.isAbsolute(home) ? home : paths.join(base, home);
      for (const file of this.local.expand(absolute)) this.readFile(file, depth + 1, isActive);
    }
  }

  private take(name: string, words: readonly string[], text: string): void {
    const known = this.values.get(name);
    if (repeatable.has(name)) {
      // A final pass reads everything again.
      if (known && words.every(word => known.includes(word))) return;
      this.values.set(name, [...(known ?? []), ...words]);
    } else if (!known) {
      this.values.set(name, isWholeText(name) ? [text] : [...words]);
    }
  }

  private fitsHost(line: Line): boolean {
    return matchesPatternList(valueWords(line), this.host);
  }

  private fitsMatch(line: Line): boolean {
    return matchCriteria(valueWords(line)).every(({ name, value, isNegated }) => {
      const fits = this.fitsCriterion(name, value);
      // What is not known here is decided by the ssh program.
      return fits === undefined ? false : fits !== isNegated;
    });
  }

  private fitsCriterion(name: string, value: string): boolean | undefined {
    const patterns = value.split(',');
    switch (name) {
      case 'all':
        return true;
      case 'final':
        this.wantsFinalPass = true;
        return this.isFinalPass;
      case 'canonical':
        return false;
      case 'host':
        return matchesPatternList(patterns, this.values.get('hostname')?.[0]?.replaceAll('%h', this.host) ?? this.host);
      case 'originalhost':
        return matchesPatternList(patterns, this.host);
      case 'user':
        return matchesPatternList(patterns, this.values.get('user')?.[0] ?? this.local.user);
      case 'localuser':
        return matchesPatternList(patterns, this.local.user);
      default:
        this.needsOpenSsh.add(`Match ${name}`);
        return undefined;
    }
  }
}

/** A line as the library gives it, as far as it is used here. */
interface Line {
  readonly type: number;
  readonly param: string;
  readonly value: string | readonly { readonly val: string; readonly separator: string }[];
  readonly config?: Iterable<unknown>;
}

const directive = 1;
const wholeTextNames = new Set(['proxycommand', 'knownhostscommand', 'localcommand', 'remotecommand']);

function isWholeText(name: string): boolean {
  return wholeTextNames.has(name);
}

function valueText(line: Line): string {
  if (typeof line.value === 'string') return line.value.trim();
  return line.value
    .map(({ val, separator }) => separator + val)
    .join('')
    .trim();
}

function valueWords(line: Line): string[] {
  const words = typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val);
  return words.map(word => word.trim().replace(/^"(.*)"$/, '$1')).filter(word => word !== '');
}

/** `host a,b user c exec "…"`, also written `host=a`; `all` and `final` have no value. */
function matchCriteria(words: readonly string[]): { name: string; value: string; isNegated: boolean }[] {
  const criteria: { name: string; value: string; isNegated: boolean }[] = [];
  for (let at = 0; at < words.length; at++) {
    const [first = '', ...rest] = (words[at] ?? '').split('=');
    const name = first.replace(/^!/, '').toLowerCase();
    const isAlone = name === 'all' || name === 'final' || name === 'canonical';
    const value = isAlone ? '' : rest.length > 0 ? rest.join('=') : (words[++at] ?? '');
    criteria.push({ name, value, isNegated: first.startsWith('!') });
  }
  return criteria;
}

function settingsOf(alias: string, reading: Reading, local: LocalSide): HostSettings {
  const { values } = reading;
  const one = (name: string) => values.get(name)?.[0];
  const isYes = (name: string, otherwise: boolean) =>
    one(name) === undefined ? otherwise : /^(?:yes|true)$/i.test(one(name) ?? '');
  const port = Number(one('port') ?? 22);
  const user = one('user') ?? local.user;
  const hostName = fillTokens(one('hostname') ?? alias, { h: alias, '%': '%' });
  const tokens: Tokens = {
    '%': '%',
    d: local.home,
    h: hostName,
    i: String(local.userId),
    k: one('hostkeyalias') ?? alias,
    L: local.hostName.split('.')[0] ?? '',
    l: local.hostName,
    n: alias,
    p: String(port),
    r: user,
    u: local.user,
  };
  const pathOf = (text: string) => fillTokens(expandFolder(expandEnvironment(text, local), local), tokens);
  const identityFiles = values.get('identityfile')?.filter(file => file !== 'none');
  const ssh = pathsOf(local).join(local.home, '.ssh');
  const agent = one('identityagent');
  const jump = one('proxyjump');
  return {
    alias,
    hostName,
    user,
    port,
    identityFiles: identityFiles?.map(pathOf) ?? defaultIdentityFiles.map(file => pathsOf(local).join(ssh, file)),
    namesIdentityFiles: identityFiles !== undefined,
    identitiesOnly: isYes('identitiesonly', false),
    identityAgent: agent === undefined ? undefined : agentOf(agent, pathOf, local),
    jumps:
      jump === undefined || jump.toLowerCase() === 'none' ? [] : jump.split(',').map(hop => fillTokens(hop, tokens)),
    serverAliveInterval:
      one('serveraliveinterval') === undefined ? undefined : secondsOf(one('serveraliveinterval') ?? ''),
    serverAliveCountMax: Number(one('serveralivecountmax') ?? 3),
    connectTimeout: one('connecttimeout') === undefined ? undefined : secondsOf(one('connecttimeout') ?? ''),
    knownHostsFiles: [
      ...(values.get('userknownhostsfile') ?? ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']),
      ...(values.get('globalknownhostsfile') ??
        ['ssh_known_hosts', 'ssh_known_hosts2'].map(name => pathsOf(local).join(local.systemFolder, name))),
    ]
      .filter(file => file !== 'none')
      .map(pathOf),
    strictHostKeyChecking: strictnessOf(one('stricthostkeychecking')),
    hostKeyAlgorithms: one('hostkeyalgorithms'),
    hostKeyAlias: one('hostkeyalias'),
    hashKnownHosts: isYes('hashknownhosts', false),
    allowsPassword: isYes('passwordauthentication', true),
    allowsKeyboardInteractive: isYes('kbdinteractiveauthentication', isYes('challengeresponseauthentication', true)),
    allowsPublicKey: isYes('pubkeyauthentication', true),
    needsOpenSsh: [...reading.needsOpenSsh, ...openSshOnly(values)],
    problems: reading.problems,
  };
}

type Tokens = Readonly<Record<string, string>>;

function fillTokens(text: string, tokens: Tokens): string {
  return text.replace(/%(.)/g, (whole, letter: string) => tokens[letter] ?? whole);
}

function expandHome(text: string, local: LocalSide): string {
  return text.replace(/^~(?=$|[\\/])/, () => local.home);
}

/** Besides the home, Windows' own OpenSSH knows a word for the folder that its files of the system are in. */
function expandFolder(text: string, local: LocalSide): string {
  if (local.platform !== 'win32') return expandHome(text, local);
  return expandHome(text, local).replace(/^__PROGRAMDATA__(?=[\\/])/i, () => win32.dirname(local.systemFolder));
}

function isBelow(path: string, folder: string, local: LocalSide): boolean {
  const there = pathsOf(local).relative(folder, path);
  return there !== '' && !there.startsWith('..') && !pathsOf(local).isAbsolute(there);
}

function expandEnvironment(text: string, local: LocalSide): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => local.environment[name] ?? whole);
}

function agentOf(written: string, pathOf: (text: string) => string, local: LocalSide): string | undefined {
  if (written === 'none') return 'none';
  if (written === 'SSH_AUTH_SOCK') return local.environment.SSH_AUTH_SOCK;
  if (/^\$\w+$/.test(written)) return local.environment[written.slice(1)];
  return pathOf(written);
}

function strictnessOf(written: string | undefined): HostSettings['strictHostKeyChecking'] {
  switch (written?.toLowerCase()) {
    case 'yes':
    case 'true':
      return 'yes';
    case 'accept-new':
      return 'accept-new';
    case 'no':
    case 'off':
    case 'false':
      return 'no';
    default:
      return 'ask';
  }
}

/** `90`, `1m30s`: TIME FORMATS of sshd_config(5). */
function secondsOf(text: string): number {
  const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  const parts = [...text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)];
  return parts.reduce((sum, [, count = '0', unit = '']) => sum + Number(count) * (units[unit] ?? 1), 0);
}

/** What of the settings the library cannot do (ssh2 1.17): such hosts go to the ssh program. */
function openSshOnly(values: RawSettings): string[] {
  const isSet = (name: string) => {
    const value = values.get(name)?.[0]?.toLowerCase();
    return value !== undefined && value !== 'none' && value !== 'no' && value !== 'false';
  };
  const names: Readonly<Record<string, string>> = {
    proxycommand: 'ProxyCommand',
    certificatefile: 'CertificateFile',
    pkcs11provider: 'PKCS11Provider',
    securitykeyprovider: 'SecurityKeyProvider',
    controlmaster: 'ControlMaster',
    controlpath: 'ControlPath',
    knownhostscommand: 'KnownHostsCommand',
    canonicalizehostname: 'CanonicalizeHostname',
    hostbasedauthentication: 'HostbasedAuthentication',
    revokedhostkeys: 'RevokedHostKeys',
    verifyhostkeydns: 'VerifyHostKeyDNS',
  };
  // A jump host overrides a proxy command when it stands first, and the other way round; ssh refuses to guess, and so do we.
  return Object.entries(names).flatMap(([name, word]) => (isSet(name) ? [word] : []));
}

function pathsOf(local: LocalSide): typeof posix {
  return local.platform === 'win32' ? win32 : posix;
}
