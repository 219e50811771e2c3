import type { Entry } from './entry.ts';
import type { Source, SourceNames } from './source-names.ts';
import { systemOfLogger } from './system.ts';

/** How sure a guess is: by the writer's own words, by several signs, or by one weak sign. */
export type SourceConfidence = 'high' | 'medium' | 'low';

export interface GuessedSource extends Source {
  /** Undefined when neither service nor host is known. */
  readonly confidence: SourceConfidence | undefined;
}

/** Tells which service wrote a file and on which host, from what is in it; the file's name counts least. */
export interface SourceGuess {
  entry(entry: Entry): void;
  /** Takes note of a logger whose records were passed over unread. */
  logger(name: string): void;
  result(): GuessedSource;
  /** What was seen so far. */
  readonly signs: SourceSigns;
  /**
   * Takes over what was seen in the next part of the file.
   * @returns false where that did not look into tracebacks that now count.
   */
  add(next: SourceSigns): boolean;
}

/** Signs of who writes a log, in numbers that can be added. */
export interface SourceSigns {
  readonly loggers: Set<string>;
  /** What services say of themselves. */
  readonly told: Set<string>;
  /** How many entries there are of loggers of a service. */
  readonly entries: Map<string, number>;
  readonly wrappedServices: Map<string, number>;
  readonly hosts: Map<string, number>;
  readonly ownHosts: Set<string>;
  /** What the first tracebacks show, each by itself. */
  readonly frames: FrameSigns[];
  tracebacks: number;
  /** Whether tracebacks were passed over that come before others. */
  isCut: boolean;
}

interface FrameSigns {
  readonly told: readonly string[];
  readonly managers: readonly string[];
}

/** Roles of systems that write oslo.log; the loggers of others (libraries, caches) appear in the logs of many. */
const loggingRoles = new Set(['nova', 'placement', 'identity', 'image', 'network', 'volume', 'object-store']);

/** Weights of signs. What a service says of itself outweighs what only tends to be in its log. */
const weights = { message: 300, logger: 10, entry: 1, frame: 4, path: 8 } as const;
/** How much entries of one logger, or frames, can count together. */
const mostCounted = 20;
/** How many tracebacks are looked into; in an error storm the later ones are like the first. */
const mostTracebacks = 200;

/** Frames of a traceback that only one service runs through. */
const frameOfService =
  /^ {2}File "[^"]*?[\\/](nova|neutron|cinder|placement)[\\/](?:cmd[\\/](\w+)|(\w+)[\\/]manager)\.py"/gm;
const programFrame =
  /^ {2}File "\/(?:usr\/(?:local\/)?|var\/lib\/kolla\/venv\/|openstack\/venvs\/[^/]+\/)s?bin\/([a-z][\w-]+)"/m;

/** What is written where a host names itself, by the beginning of the format's id: group 1 is the host. */
const ownHost: readonly { readonly format: string; readonly pattern: RegExp }[] = [
  { format: 'oslo', pattern: /^Auditing locally available compute resources for (\S+) \(node: / },
  { format: 'oslo', pattern: /^Compute_service record (?:created|updated) for ([^\s:]+)/ },
  { format: 'oslo', pattern: /^Updating service version for [\w-]+ on (\S+) from / },
  { format: 'oslo', pattern: /^host += (\S+) log_opt_values/ },
  { format: 'rabbitmq', pattern: /^\s*node +: rabbit@([\w.-]+)/m },
  { format: 'mariadb', pattern: /^WSREP: Server (\S+) synced with group/ },
  { format: 'libvirt', pattern: /^hostname: (\S+)/ },
];

/**
 * @param names made from the table of systems.
 * @param path path of the file, where it has one that may tell something.
 * @param tracebacksBefore how many tracebacks there were in the parts of the file before this one.
 */
export function createSourceGuess(names: SourceNames, path?: string, tracebacksBefore = 0): SourceGuess {
  const signs: SourceSigns = {
    loggers: new Set(),
    told: new Set(),
    entries: new Map(),
    wrappedServices: new Map(),
    hosts: new Map(),
    ownHosts: new Set(),
    frames: [],
    tracebacks: 0,
    isCut: false,
  };
  const { loggers, told, entries, wrappedServices, hosts, ownHosts, frames } = signs;
  const services = new Map<string, string | undefined>();
  const { patterns, anyMessage } = messagesOf(names);

  function serviceOf(logger: string): string | undefined {
    if (services.has(logger)) return services.get(logger);
    const system = systemOfLogger(names.systems, logger);
    const service = system !== undefined && loggingRoles.has(system.role) ? system.id : undefined;
    services.set(logger, service);
    return service;
  }

  function entry(entry: Entry): void {
    if (entry.host !== undefined) count(hosts, entry.host, 1);
    if (entry.service !== undefined || entry.file !== undefined) takeWrapper(entry);
    if (ownHosts.size < mostOwnHosts) takeOwnHost(entry);
    if (!entry.format.startsWith('oslo') && entry.format !== 'python-traceback') return;
    loggers.add(entry.logger);
    const service = serviceOf(entry.logger);
    if (service !== undefined) count(entries, service, 1);
    takeMessage(entry);
    if (entry.traceback === '') return;
    signs.tracebacks++;
    if (tracebacksBefore + signs.tracebacks <= mostTracebacks) frames.push(framesOf(entry.traceback, names));
  }

  function takeWrapper(entry: Entry): void {
    const source = names.ofWrapper(entry.service, entry.file);
    if (source.service !== undefined) count(wrappedServices, source.service, 1);
    if (entry.host === undefined && source.host !== undefined) count(hosts, source.host, 1);
  }

  function takeOwnHost(entry: Entry): void {
    for (const { format, pattern } of ownHost) {
      if (!entry.format.startsWith(format)) continue;
      const host = pattern.exec(entry.message)?.[1];
      if (host !== undefined) ownHosts.add(host);
    }
  }

  function takeMessage(entry: Entry): void {
    const text = `${entry.level ?? ''} ${entry.logger} ${entry.message.slice(0, 200)}`;
    if (!anyMessage.test(text)) return;
    for (const { id, pattern } of patterns) if (pattern.test(text)) told.add(id);
  }

  function add(next: SourceSigns): boolean {
    for (const name of next.loggers) loggers.add(name);
    for (const service of next.told) told.add(service);
    for (const host of next.ownHosts) if (ownHosts.size < mostOwnHosts) ownHosts.add(host);
    for (const [service, number] of next.entries) count(entries, service, number);
    for (const [service, number] of next.wrappedServices) count(wrappedServices, service, number);
    for (const [host, number] of next.hosts) count(hosts, host, number);
    const wanted = Math.min(mostTracebacks - frames.length, next.tracebacks);
    if (!signs.isCut) frames.push(...next.frames.slice(0, wanted));
    if (wanted > next.frames.length) signs.isCut = true;
    signs.tracebacks += next.tracebacks;
    return !signs.isCut;
  }

  function result(): GuessedSource {
    const byPath = path === undefined ? undefined : names.ofPath(path);
    const { scores, toldInAll } = scoresOf(signs, serviceOf);
    const service = guessService(scores, toldInAll, wrappedServices, byPath?.service);
    const host = guessHost(ownHosts, hosts, byPath?.host);
    const confidence = service.name === undefined ? (host === undefined ? undefined : 'medium') : service.confidence;
    return { service: service.name, host, confidence };
  }

  return { entry, logger: name => loggers.add(name), result, signs, add };
}

/** More hosts than one cannot be told apart, however many they are. */
const mostOwnHosts = 3;

function count(counts: Map<string, number>, key: string, number: number): void {
  counts.set(key, (counts.get(key) ?? 0) + number);
}

/** What services say of themselves, compiled once for each table of systems. */
const compiledMessages = new WeakMap<SourceNames, OwnMessages>();

interface OwnMessages {
  readonly patterns: readonly { readonly id: string; readonly pattern: RegExp }[];
  readonly anyMessage: RegExp;
}

function messagesOf(names: SourceNames): OwnMessages {
  const known = compiledMessages.get(names);
  if (known !== undefined) return known;
  const sources = names.systems.flatMap(({ id, messages = [] }) => messages.map(source => ({ id, source })));
  const compiled = {
    patterns: sources.map(({ id, source }) => ({ id, pattern: new RegExp(source) })),
    anyMessage: new RegExp(sources.map(({ source }) => source).join('|')),
  };
  compiledMessages.set(names, compiled);
  return compiled;
}

function framesOf(traceback: string, names: SourceNames): FrameSigns {
  const told: string[] = [];
  const managers: string[] = [];
  const addTo = (list: string[], service: string | undefined) => {
    if (service !== undefined) list.push(service);
  };
  const program = programFrame.exec(traceback)?.[1];
  if (program !== undefined) addTo(told, names.serviceOfWord(program));
  for (const [, project, command, manager] of traceback.matchAll(frameOfService)) {
    if (command !== undefined) addTo(told, names.serviceOfWord(`${project}-${command.replaceAll('_', '-')}`));
    else if (project === 'nova') addTo(managers, names.serviceOfWord(`nova-${manager}`));
  }
  return { told, managers };
}

/** How much speaks for each service; a sign that comes often counts up to a limit. */
function scoresOf(
  signs: SourceSigns,
  serviceOf: (logger: string) => string | undefined,
): { scores: Map<string, number>; toldInAll: Set<string> } {
  const scores = new Map<string, number>();
  for (const logger of signs.loggers) {
    const service = serviceOf(logger);
    if (service !== undefined) count(scores, service, weights.logger);
  }
  for (const [service, number] of signs.entries) count(scores, service, weights.entry * Math.min(number, mostCounted));
  const toldInAll = new Set([...signs.told, ...signs.frames.flatMap(frame => frame.told)]);
  for (const service of toldInAll) count(scores, service, weights.message);
  const managers = new Map<string, number>();
  for (const manager of signs.frames.flatMap(frame => frame.managers)) count(managers, manager, 1);
  for (const [service, number] of managers) count(scores, service, weights.frame * Math.min(number, mostCounted));
  return { scores, toldInAll };
}

interface Guess {
  readonly name: string | undefined;
  readonly confidence: SourceConfidence;
}

function guessService(
  scores: ReadonlyMap<string, number>,
  told: ReadonlySet<string>,
  wrapped: ReadonlyMap<string, number>,
  byPath: string | undefined,
): Guess {
  // One process may serve both APIs; then it is nova-api.
  if (told.has('nova-api') && told.has('nova-api-metadata') && told.size === 2)
    return { name: 'nova-api', confidence: 'high' };
  const named = [...wrapped].sort((one, other) => other[1] - one[1]);
  const all = named.reduce((sum, [, count]) => sum + count, 0);
  if (named.length > 0 && named[0]![1] * 10 >= all * 9)
    return { name: refined(named[0]![0], byPath), confidence: 'high' };
  if (named.length > 1) return { name: undefined, confidence: 'low' };
  const ranked = [...scores].sort((one, other) => other[1] - one[1]);
  const [best, second] = ranked;
  if (best === undefined) return { name: byPath, confidence: 'medium' };
  const name = refined(best[0], byPath);
  if (name === byPath) return { name, confidence: 'high' };
  if (told.size === 1 && told.has(best[0])) return { name, confidence: 'high' };
  if (told.size > 1) return { name: byPath ?? name, confidence: 'low' };
  const lead = best[1] - (second?.[1] ?? 0);
  if (byPath !== undefined && lead < weights.logger + weights.path) return { name: byPath, confidence: 'low' };
  return { name, confidence: lead >= weights.logger ? 'medium' : 'low' };
}

/** Services that write the same things as another one: the file's name may tell them apart, where it is the closer word. */
const variants: Readonly<Record<string, readonly string[]>> = {
  'nova-conductor': ['nova-super-conductor'],
  'nova-api': ['nova-api-metadata', 'nova-api-ec2'],
  mariadb: ['mysql', 'galera'],
  mysql: ['mariadb', 'galera'],
  libvirt: ['qemu'],
};

function refined(service: string, byPath: string | undefined): string {
  return byPath !== undefined && variants[service]?.includes(byPath) === true ? byPath : service;
}

function guessHost(
  own: ReadonlySet<string>,
  named: ReadonlyMap<string, number>,
  byPath: string | undefined,
): string | undefined {
  if (named.size === 1) return [...named.keys()][0];
  if (named.size > 1) return undefined;
  if (own.size === 1) return [...own][0];
  return byPath;
}
