import { createHash, createHmac, randomBytes } from 'node:crypto';
import { matchesPatternList } from './host-patterns.ts';

/** One line of a known_hosts file; sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
export interface KnownHost {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  /** Patterns with commas, or `|1|salt|hash`. */
  readonly hosts: string;
  /** `ssh-ed25519` */
  readonly keyType: string;
  /** The key in base64, as it stands there. */
  readonly key: string;
}

/** What known_hosts says about a key that a host showed. */
export type HostKeyVerdict =
  | { readonly verdict: 'known' }
  | { readonly verdict: 'unknown' }
  /** Another key is known for this host. */
  | { readonly verdict: 'changed'; readonly known: KnownHost }
  | { readonly verdict: 'revoked'; readonly known: KnownHost };

/** Reads a known_hosts file. Lines that are no entries are passed over, as ssh does. */
export function readKnownHosts(path: string, text: string): KnownHost[] {
  return text.split('\n').flatMap((line, index) => {
    const words = line.trim().split(/\s+/);
    const isMarked = words[0]?.startsWith('@');
    const marker = isMarked ? words.shift()?.slice(1) : undefined;
    const [hosts, keyType, key] = words;
    if (!hosts || hosts.startsWith('#') || !keyType || !key) return [];
    if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') return [];
    return [{ path, line: index + 1, marker, hosts, keyType, key }];
  });
}

/** The name under which a host is looked up: `[host]:port` where the port is not 22. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** The entries about a host, those with a marker included. */
export function entriesOf(entries: readonly KnownHost[], name: string): KnownHost[] {
  return entries.filter(entry => isAbout(entry, name));
}

/**
 * Judges a key.
 * @param entries of all known_hosts files. @param names the host's name, and its address where CheckHostIP asks for it.
 * @param key as the host sent it. @param keyType its algorithm.
 */
export function judgeHostKey(
  entries: readonly KnownHost[],
  name: string,
  keyType: string,
  key: Uint8Array,
): HostKeyVerdict {
  const shown = Buffer.from(key).toString('base64');
  const own = entriesOf(entries, name);
  const revoked = own.find(entry => entry.marker === 'revoked' && entry.key === shown);
  if (revoked) return { verdict: 'revoked', known: revoked };
  const plain = own.filter(entry => entry.marker === undefined);
  if (plain.some(entry => entry.key === shown)) return { verdict: 'known' };
  // As ssh does, a further key of another type is a new key, not a changed one.
  const other = plain.find(entry => entry.keyType === keyType);
  return other ? { verdict: 'changed', known: other } : { verdict: 'unknown' };
}

/** Whether certificates of an authority are expected from this host, which only the OpenSSH transport can check. */
export function expectsCertificate(entries: readonly KnownHost[], name: string): boolean {
  return entriesOf(entries, name).some(entry => entry.marker === 'cert-authority');
}

/** `SHA256:…` as ssh-keygen prints it: base64 without padding. */
export function fingerprintOf(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The algorithm that a public key in SSH's wire format names at its start (RFC 4253, 6.6). */
export function keyTypeOf(key: Uint8Array): string {
  const bytes = Buffer.from(key);
  if (bytes.length < 4) return '';
  return bytes.toString('latin1', 4, 4 + Math.min(bytes.readUInt32BE(0), 64));
}

/** A line for a known_hosts file. */
export function knownHostLine(name: string, key: Uint8Array, isHashed: boolean): string {
  return `${isHashed ? hashedName(name, randomBytes(20)) : name} ${keyTypeOf(key)} ${Buffer.from(key).toString('base64')}\n`;
}

function isAbout(entry: KnownHost, name: string): boolean {
  if (!entry.hosts.startsWith('|1|')) return matchesPatternList(entry.hosts.split(','), name);
  const salt = Buffer.from(entry.hosts.split('|')[2] ?? '', 'base64');
  return hashedName(name, salt) === entry.hosts;
}

function hashedName(name: string, salt: Uint8Array): string {
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${Buffer.from(salt).toString('base64')}|${hash}`;
}
