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
 */
export function createSourceGuess(names: SourceNames, path?: string): SourceGuess {
  const scores = new Map<string, number>();
  const told = new Set<string>();
  const counted = new Map<string, number>();
  const wrappedServices = new Map<string, number>();
  const hosts = new Map<string, number>();
  const ownHosts = new Set<string>();
  const loggers = new Map<string, string | undefined>();
  let tracebacks = 0;
  const messages = names.systems.flatMap(({ id, messages: own = [] }) =>
    own.length === 0 ? [] : [{ id, patterns: own.map(pattern => new RegExp(pattern)) }],
  );
  const anyMessage = new RegExp(messages.flatMap(({ patterns }) => patterns.map(({ source }) => source)).join('|'));
  const byPath = path === undefined ? undefined : names.ofPath(path);

  function add(service: string, weight: number): void {
    scores.set(service, (scores.get(service) ?? 0) + weight);
  }

  /** Adds a sign that may come often: it counts up to a limit. */
  function addOften(sign: string, service: string, weight: number): void {
    const count = counted.get(sign) ?? 0;
    counted.set(sign, count + 1);
    if (count < mostCounted) add(service, weight);
  }

  function logger(name: string): void {
    if (loggers.has(name)) return;
    const system = systemOfLogger(names.systems, name);
    const service = system !== undefined && loggingRoles.has(system.role) ? system.id : undefined;
    loggers.set(name, service);
    if (service !== undefined) add(service, weights.logger);
  }

  function entry(entry: Entry): void {
    if (entry.host !== undefined) hosts.set(entry.host, (hosts.get(entry.host) ?? 0) + 1);
    if (entry.service !== undefined || entry.file !== undefined) takeWrapper(entry);
    if (ownHosts.size < 3) takeOwnHost(entry);
    if (!entry.format.startsWith('oslo') && entry.format !== 'python-traceback') return;
    logger(entry.logger);
    const service = loggers.get(entry.logger);
    if (service !== undefined) addOften(`logger ${service}`, service, weights.entry);
    takeMessage(entry);
    if (entry.traceback !== '' && tracebacks++ < mostTracebacks) takeFrames(entry.traceback);
  }

  function takeWrapper(entry: Entry): void {
    const source = names.ofWrapper(entry.service, entry.file);
    if (source.service !== undefined)
      wrappedServices.set(source.service, (wrappedServices.get(source.service) ?? 0) + 1);
    if (entry.host === undefined && source.host !== undefined)
      hosts.set(source.host, (hosts.get(source.host) ?? 0) + 1);
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
    for (const { id, patterns } of messages) if (patterns.some(pattern => pattern.test(text))) tell(id);
  }

  function tell(service: string): void {
    if (told.has(service)) return;
    told.add(service);
    add(service, weights.message);
  }

  function takeFrames(traceback: string): void {
    const program = programFrame.exec(traceback)?.[1];
    const service = program === undefined ? undefined : names.serviceOfWord(program);
    if (service !== undefined) tell(service);
    for (const [, project, command, manager] of traceback.matchAll(frameOfService)) {
      if (command !== undefined) {
        const named = names.serviceOfWord(`${project}-${command.replaceAll('_', '-')}`);
        if (named !== undefined) tell(named);
      } else {
        const named = project === 'nova' ? names.serviceOfWord(`nova-${manager}`) : undefined;
        if (named !== undefined) addOften(`frame ${named}`, named, weights.frame);
      }
    }
  }

  function result(): GuessedSource {
    const service = guessService(scores, told, wrappedServices, byPath?.service);
    const host = guessHost(ownHosts, hosts, byPath?.host);
    const confidence = service.name === undefined ? (host === undefined ? undefined : 'medium') : service.confidence;
    return { service: service.name, host, confidence };
  }

  return { entry, logger, result };
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
