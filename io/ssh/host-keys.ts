import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ControllerFailure } from '../../core/cluster/failure.ts';
import type { HostSettings } from './configuration.ts';
import {
  entriesOf,
  expectsCertificate,
  fingerprintOf,
  judgeHostKey,
  type KnownHost,
  keyTypeOf,
  knownHostLine,
  knownHostName,
  readKnownHosts,
} from './known-hosts.ts';
import type { Questions } from './transport.ts';

/** What is known about the keys of one host, and the judge of the key that it shows. */
export interface HostKeyCheck {
  /** Algorithms for the library, those of known keys first; undefined for its own order. */
  readonly algorithms: readonly string[] | undefined;
  /** Whether certificates are expected, which only the ssh program can check. */
  readonly needsOpenSsh: boolean;
  /** Judges a key; gives why it is refused. A person is asked about an unknown one. */
  judge(key: Uint8Array): Promise<ControllerFailure | undefined>;
}

/** All host-key algorithms that the library can verify, the strongest first. */
const supportedAlgorithms = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/** Reads the known_hosts files of a host. A file that is missing knows nothing, as for ssh. */
export async function prepareHostKeyCheck(settings: HostSettings, questions: Questions): Promise<HostKeyCheck> {
  const files = await Promise.all(settings.knownHostsFiles.map(readFileIfAny));
  const entries = files.flatMap(({ path, text }) => readKnownHosts(path, text));
  // With HostKeyAlias the port plays no part (ssh_config(5)).
  const name = settings.hostKeyAlias?.toLowerCase() ?? knownHostName(settings.hostName, settings.port);
  return {
    algorithms: orderedAlgorithms(entriesOf(entries, name), settings.hostKeyAlgorithms),
    needsOpenSsh: expectsCertificate(entries, name),
    judge: key => judge(settings, entries, name, key, questions),
  };
}

async function readFileIfAny(path: string): Promise<{ path: string; text: string }> {
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch {
    return { path, text: '' };
  }
}

async function judge(
  settings: HostSettings,
  entries: readonly KnownHost[],
  name: string,
  key: Uint8Array,
  questions: Questions,
): Promise<ControllerFailure | undefined> {
  const host = settings.alias;
  const fingerprint = fingerprintOf(key);
  const keyType = keyTypeOf(key);
  const judged = judgeHostKey(entries, name, keyType, key);
  if (judged.verdict === 'known') return undefined;
  if (judged.verdict !== 'unknown') {
    const failed = judged.verdict === 'revoked' ? 'host-key-revoked' : 'host-key-changed';
    return { failed, host, fingerprint, place: `${judged.known.path}:${judged.known.line}` };
  }
  const refusal: ControllerFailure = { failed: 'host-key-unknown', host, fingerprint };
  // `no` and `accept-new` of the user's configuration are not obeyed silently: a person still sees the fingerprint.
  if (settings.strictHostKeyChecking === 'yes') return refusal;
  const { hostName: address, port } = settings;
  const answer = await questions.acceptHostKey({ host, address, port, keyType, fingerprint });
  if (answer === 'refuse') return refusal;
  if (answer === 'once') return undefined;
  return await remember(settings, name, key);
}

async function remember(settings: HostSettings, name: string, key: Uint8Array): Promise<ControllerFailure | undefined> {
  const [path] = settings.knownHostsFiles;
  if (path === undefined) return undefined;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const { text } = await readFileIfAny(path);
    const gap = text === '' || text.endsWith('\n') ? '' : '\n';
    await appendFile(path, gap + knownHostLine(name, key, settings.hashKnownHosts), { mode: 0o600 });
    return undefined;
  } catch (error) {
    return { failed: 'configuration', host: settings.alias, place: path, detail: (error as Error).message };
  }
}

/**
 * The algorithms with those first whose keys are known: a server shows only one key, and it should be one that can be
 * compared. The user's HostKeyAlgorithms counts where it names the algorithms itself.
 */
function orderedAlgorithms(known: readonly KnownHost[], configured: string | undefined): readonly string[] | undefined {
  const named = configured !== undefined && !/^[-+^]/.test(configured) ? configured.split(',') : undefined;
  const all = named?.filter(name => supportedAlgorithms.includes(name)) ?? supportedAlgorithms;
  if (all.length === 0) return undefined;
  if (named) return all;
  const types = new Set(
    known.filter(entry => entry.marker === undefined).flatMap(entry => algorithmsOf(entry.keyType)),
  );
  return [...all.filter(name => types.has(name)), ...all.filter(name => !types.has(name))];
}

function algorithmsOf(keyType: string): string[] {
  return keyType === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [keyType];
}
