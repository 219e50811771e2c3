import { readFile } from 'node:fs/promises';
import ssh2, { type AnyAuthMethod, type AuthenticationType, type BaseAgent, type ParsedKey } from 'ssh2';
import type { HostSettings, LocalSide } from './configuration.ts';
import type { Questions } from './transport.ts';

/**
 * What a person has answered in this session. Passphrases belong to a key file, passwords to one account on one host; a
 * password that was refused is remembered as refused, so that it is tried nowhere a second time.
 */
export interface Secrets {
  readonly passphrases: Map<string, string>;
  readonly passwords: Map<string, string>;
  readonly refusedPasswords: Set<string>;
  /** Key files that were read a moment ago; many hosts that connect at once have the same. */
  readonly keyFiles: Map<string, { readonly readAt: number; readonly file: Promise<KeyFile> }>;
}

export function createSecrets(): Secrets {
  return { passphrases: new Map(), passwords: new Map(), refusedPasswords: new Set(), keyFiles: new Map() };
}

/** What the attempts have shown, for the message when none was accepted. */
export interface AuthenticationNotes {
  readonly tried: string[];
  /** Why the ssh program is needed, when it is: a key in hardware. */
  needsOpenSsh: string | undefined;
}

const mostPassphrases = 3;
const mostPasswords = 3;
const hardwareKey = /^sk-(?:ssh|ecdsa)-|@openssh\.com.*-cert-/;

/**
 * The ways to prove who we are, in the order of ssh: keys of the agent, key files, prompts, passwords.
 * Each is offered only while the server still accepts its kind.
 */
export async function* authenticationMethods(
  settings: HostSettings,
  local: LocalSide,
  questions: Questions,
  secrets: Secrets,
  accepts: (type: AuthenticationType) => boolean,
  notes: AuthenticationNotes,
): AsyncGenerator<AnyAuthMethod> {
  const username = settings.user;
  // Tells which kinds the server accepts, and lets in where nothing is asked.
  yield { type: 'none', username };
  if (settings.allowsPublicKey) yield* publicKeyMethods(settings, local, questions, secrets, accepts, notes);
  if (settings.allowsKeyboardInteractive && accepts('keyboard-interactive')) {
    yield promptMethod(settings, questions, notes);
  }
  if (settings.allowsPassword && accepts('password'))
    yield* passwordMethods(settings, questions, secrets, accepts, notes);
}

async function* publicKeyMethods(
  settings: HostSettings,
  local: LocalSide,
  questions: Questions,
  secrets: Secrets,
  accepts: (type: AuthenticationType) => boolean,
  notes: AuthenticationNotes,
): AsyncGenerator<AnyAuthMethod> {
  const { user: username } = settings;
  const files = await Promise.all(settings.identityFiles.map(path => readKeyFileOnce(path, secrets)));
  const agent = await agentWithKeys(agentAddresses(settings, local));
  const agentKeys = agent?.keys ?? [];
  const wanted = files.flatMap(({ publicKey }) => publicKey ?? []);
  const isWanted = (key: ParsedKey) => wanted.some(own => own.equals(key.getPublicSSH()));
  // A server ends the connection after a few keys (MaxAuthTries is 6), so those that the user named come first.
  const ordered = [
    ...agentKeys.filter(isWanted),
    ...(settings.identitiesOnly ? [] : agentKeys.filter(key => !isWanted(key))),
  ];
  for (const key of ordered) {
    if (!accepts('publickey') || agent === undefined) break;
    if (hardwareKey.test(key.type)) {
      notes.needsOpenSsh ??= key.type;
      continue;
    }
    notes.tried.push(`agent ${key.comment || key.type}`);
    yield { type: 'agent', username, agent: agentOfOneKey(agent.address, key) };
  }
  for (const file of files) {
    if (!accepts('publickey')) break;
    if (file.text === undefined) {
      if (settings.namesIdentityFiles && file.error) notes.tried.push(file.error);
      continue;
    }
    if (file.publicKey && agentKeys.some(key => file.publicKey?.equals(key.getPublicSSH()))) continue;
    if (file.publicKey && hardwareKey.test(file.publicKey.type)) {
      notes.needsOpenSsh ??= file.path;
      continue;
    }
    const key = await openKey(file.path, file.text, questions, secrets, notes);
    if (!key) continue;
    notes.tried.push(file.path);
    yield { type: 'publickey', username, key };
  }
}

interface KeyFile {
  readonly path: string;
  readonly text: string | undefined;
  readonly error: string | undefined;
  /** From the `.pub` beside it, or from the file itself where it is not encrypted. */
  readonly publicKey: ParsedKey | undefined;
}

/** Milliseconds for which a key file is not read again. */
const keyFileAge = 2000;

function readKeyFileOnce(path: string, { keyFiles }: Secrets): Promise<KeyFile> {
  const known = keyFiles.get(path);
  const now = performance.now();
  if (known && now - known.readAt < keyFileAge) return known.file;
  const file = readKeyFile(path);
  keyFiles.set(path, { readAt: now, file });
  return file;
}

async function readKeyFile(path: string): Promise<KeyFile> {
  const [text, pub] = await Promise.all([readText(path), readText(`${path}.pub`)]);
  const isText = typeof text === 'string';
  return {
    path,
    text: isText ? text : undefined,
    error: isText ? undefined : `${path}: ${text.message}`,
    publicKey: (typeof pub === 'string' ? parsed(pub) : undefined) ?? (isText ? parsed(text) : undefined),
  };
}

async function readText(path: string): Promise<string | Error> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    return error as Error;
  }
}

function parsed(text: string, passphrase?: string): ParsedKey | undefined {
  const key = ssh2.utils.parseKey(text, passphrase);
  if (key instanceof Error) return undefined;
  return Array.isArray(key) ? key[0] : key;
}

async function openKey(
  path: string,
  text: string,
  questions: Questions,
  secrets: Secrets,
  notes: AuthenticationNotes,
): Promise<ParsedKey | undefined> {
  const plain = ssh2.utils.parseKey(text);
  if (!(plain instanceof Error)) return Array.isArray(plain) ? plain[0] : plain;
  if (!/passphrase|encrypted/i.test(plain.message)) {
    notes.tried.push(`${path}: ${plain.message}`);
    return undefined;
  }
  const known = secrets.passphrases.get(path);
  const opened = known === undefined ? undefined : parsed(text, known);
  if (opened) return opened;
  for (let attempt = 1; attempt <= mostPassphrases; attempt++) {
    const passphrase = await questions.passphrase(path, attempt);
    if (passphrase === undefined) break;
    const key = parsed(text, passphrase);
    if (!key) continue;
    secrets.passphrases.set(path, passphrase);
    return key;
  }
  notes.tried.push(`${path} (locked)`);
  return undefined;
}

async function* passwordMethods(
  { user, alias }: HostSettings,
  questions: Questions,
  secrets: Secrets,
  accepts: (type: AuthenticationType) => boolean,
  notes: AuthenticationNotes,
): AsyncGenerator<AnyAuthMethod> {
  const account = `${user}@${alias}`;
  for (let attempt = 0; attempt < mostPasswords && accepts('password'); attempt++) {
    const password = secrets.passwords.get(account) ?? (await questions.password(user, alias));
    if (password === undefined || secrets.refusedPasswords.has(password)) return;
    notes.tried.push('password');
    // Until the server has accepted it, it counts as refused: nothing else may try it meanwhile.
    secrets.passwords.delete(account);
    secrets.refusedPasswords.add(password);
    yield { type: 'password', username: user, password };
  }
}

/** Says that the password that was tried last was the right one. */
export function passwordAccepted(secrets: Secrets, settings: HostSettings, password: string): void {
  secrets.refusedPasswords.delete(password);
  secrets.passwords.set(`${settings.user}@${settings.alias}`, password);
}

function promptMethod(settings: HostSettings, questions: Questions, notes: AuthenticationNotes): AnyAuthMethod {
  return {
    type: 'keyboard-interactive',
    username: settings.user,
    prompt: (_name, _instructions, _language, prompts, finish) => {
      if (prompts.length === 0) return finish([]);
      notes.tried.push('keyboard-interactive');
      const asked = prompts.map(({ prompt, echo }) => ({ text: prompt, isEchoed: echo === true }));
      questions.answers(settings.alias, asked).then(
        answers => finish([...(answers ?? [])]),
        () => finish([]),
      );
    },
  };
}

/** The sockets or pipes of agents, the first one first: of the configuration, of the environment, or those that the platform has. */
export function agentAddresses(settings: Pick<HostSettings, 'identityAgent'>, local: LocalSide): readonly string[] {
  if (settings.identityAgent === 'none') return [];
  const named = settings.identityAgent ?? local.environment.SSH_AUTH_SOCK;
  if (named === undefined || named === '') return local.agents();
  if (local.platform !== 'win32') return [named];
  // PuTTY's agent is reached by its pipe: what it had before 0.75 needs a program of its own.
  if (named === 'pageant') return local.agents().filter(address => /[\\]pageant\.[^\\]*$/i.test(address));
  // A pipe may be written with strokes, or with backslashes that were doubled or halved on their way through ssh_config.
  const pipe = /^[\\/]{1,4}\.[\\/]+pipe[\\/]+([^\\/].*)$/i.exec(named)?.[1];
  return [pipe === undefined ? named : `\\\\.\\pipe\\${pipe}`];
}

/** The first agent that has keys, with them. */
async function agentWithKeys(
  addresses: readonly string[],
): Promise<{ address: string; keys: ParsedKey[] } | undefined> {
  for (const address of addresses) {
    const keys = await identitiesOf(address);
    if (keys.length > 0) return { address, keys };
  }
  return undefined;
}

function identitiesOf(address: string): Promise<ParsedKey[]> {
  return new Promise(resolve => {
    ssh2.createAgent(address).getIdentities((error, keys) => {
      // An agent that does not answer is no agent: the key files remain.
      if (error || !keys) return resolve([]);
      resolve(keys.flatMap(key => asParsedKey(key)));
    });
  });
}

function asParsedKey(key: unknown): ParsedKey[] {
  if (typeof key === 'object' && key !== null && 'getPublicSSH' in key) return [key as ParsedKey];
  const read = ssh2.utils.parseKey(key as Buffer);
  return read instanceof Error ? [] : [Array.isArray(read) ? (read[0] as ParsedKey) : read];
}

/** The agent as if it held one key: the library would otherwise try all of them without asking which. */
function agentOfOneKey(address: string, key: ParsedKey): BaseAgent {
  const agent = ssh2.createAgent(address) as BaseAgent<ParsedKey>;
  class OneKeyAgent extends ssh2.BaseAgent<ParsedKey> {
    override getIdentities(callback: (error?: Error | null, keys?: ParsedKey[]) => void): void {
      callback(null, [key]);
    }
    override sign(publicKey: ParsedKey, data: Buffer, ...rest: unknown[]): void {
      (agent.sign as (...all: unknown[]) => void).call(agent, publicKey, data, ...rest);
    }
  }
  return new OneKeyAgent();
}
