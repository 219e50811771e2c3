import type { Entry } from '../entry.ts';
import { type AccessLine, readAccessLine } from './access-line.ts';

/** What a user (or nova itself) can do, and how the logs show it: an element of `knowledge/operations.json`. */
export interface Operation {
  readonly id: string;
  /** English, in the infinitive: `create an instance`. */
  readonly title: string;
  readonly api?: readonly { readonly method: string; readonly path: string }[];
  /** First keys of the body of `POST /servers/{id}/action`. */
  readonly actions?: readonly string[];
  readonly messages?: readonly string[];
  readonly success?: readonly string[];
  readonly failure?: readonly string[];
  /** The status of the answer decides; no work goes on behind it. */
  readonly answerEnds?: boolean;
  readonly samples: readonly { readonly logger: string; readonly message: string }[];
}

/** What one entry shows about an operation. */
export interface OperationSign {
  readonly operation: Operation;
  /**
   * `action`: the body of an action; `api`: an access line; `message`: a message that only this operation writes;
   * `api-general`: an access line that fits many operations.
   */
  readonly by: 'action' | 'api' | 'message' | 'api-general';
}

export type Ending = 'success' | 'failure';

/** Recognises operations in entries. */
export interface OperationRecogniser {
  /** What an entry shows, if anything. */
  signOf(entry: Pick<Entry, 'logger' | 'message'>): OperationSign | undefined;
  /** Whether an entry ends an operation, and how. */
  endingOf(operation: Operation, entry: Pick<Entry, 'logger' | 'message'>): Ending | undefined;
  readonly operations: readonly Operation[];
}

/** Operations that an access line alone does not tell well: whatever else is found says more. */
const general: ReadonlySet<string> = new Set([
  'server-action',
  'api-read',
  'server-external-event',
  'allocation-claim',
]);
const actionBody = /^Action: '[^']*', calling method: .*?, body: \{\\?"([\w.-]+)\\?"/s;

interface Compiled {
  readonly operation: Operation;
  readonly api: readonly { readonly method: string; readonly path: RegExp }[];
  readonly messages: RegExp | undefined;
  readonly success: RegExp | undefined;
  readonly failure: RegExp | undefined;
}

/** Prepares `knowledge/operations.json` for use. @throws SyntaxError when a pattern is none: a bug in the data. */
export function createOperationRecogniser(operations: readonly Operation[]): OperationRecogniser {
  const compiled = operations.map(compile);
  const byAction = new Map(operations.flatMap(operation => (operation.actions ?? []).map(key => [key, operation])));
  const byId = new Map(compiled.map(item => [item.operation.id, item]));

  function signOf(entry: Pick<Entry, 'logger' | 'message'>): OperationSign | undefined {
    const action = actionBody.exec(entry.message)?.[1];
    const acting = action === undefined ? undefined : byAction.get(action);
    if (acting) return { operation: acting, by: 'action' };
    const byMessage = compiled.find(item => item.messages?.test(entry.message));
    if (byMessage) return { operation: byMessage.operation, by: 'message' };
    const access = readAccessLine(entry.message);
    const byAccess = access && compiled.find(item => fits(item, access));
    if (!byAccess) return undefined;
    return { operation: byAccess.operation, by: general.has(byAccess.operation.id) ? 'api-general' : 'api' };
  }

  function endingOf(operation: Operation, entry: Pick<Entry, 'logger' | 'message'>): Ending | undefined {
    const item = byId.get(operation.id)!;
    if (item.failure?.test(entry.message)) return 'failure';
    return item.success?.test(entry.message) ? 'success' : undefined;
  }

  return { signOf, endingOf, operations };
}

function compile(operation: Operation): Compiled {
  return {
    operation,
    api: (operation.api ?? []).map(({ method, path }) => ({ method, path: pathPattern(path) })),
    messages: anyOf(operation.messages),
    success: anyOf(operation.success),
    failure: anyOf(operation.failure),
  };
}

function anyOf(patterns: readonly string[] | undefined): RegExp | undefined {
  if (patterns === undefined || patterns.length === 0) return undefined;
  return new RegExp(patterns.map(pattern => `(?:${pattern})`).join('|'));
}

/** `/servers/{id}/action` as a regular expression; every `{id}` stands for one segment. */
function pathPattern(path: string): RegExp {
  const parts = path.split('{id}').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

function fits(item: Compiled, access: AccessLine): boolean {
  return item.api.some(({ method, path }) => method === access.method && path.test(access.path));
}

/**
 * The operation that the entries of one request belong to.
 * @param entries in the order of time.
 * @returns undefined when nothing in them shows one.
 */
export function operationOf(
  recogniser: OperationRecogniser,
  entries: readonly Pick<Entry, 'logger' | 'message'>[],
): Operation | undefined {
  const signs = entries.map(entry => recogniser.signOf(entry)).filter(sign => sign !== undefined);
  for (const by of ['action', 'api'] as const) {
    const sign = signs.find(candidate => candidate.by === by && isOfUser(candidate.operation));
    if (sign) return sign.operation;
  }
  // A failed creation also cleans up, so a message of a later operation may stand among its entries.
  const named = new Set(signs.filter(sign => sign.by === 'message').map(sign => sign.operation));
  const first = recogniser.operations.find(operation => named.has(operation));
  return first ?? signs.find(sign => sign.by === 'api')?.operation ?? signs[0]?.operation;
}

/** What other services are asked for on the way (ports, images, tokens) names a request only when nothing else does. */
function isOfUser(operation: Operation): boolean {
  return !/^(?:port|image|token|allocation|volume-attachment)/.test(operation.id);
}
