/**
 * The context bracket of oslo.log: which request, user and project a record belongs to.
 *
 * Forms (oslo.log and oslo.context, counted in real logs): `[-]`; `[None req-UUID - - - - - -]` and
 * `[req-GLOBAL req-LOCAL USER PROJECT - DOMAIN DOMAIN]` since oslo.log 4.8.0; `[req-UUID USER PROJECT - DOMAIN DOMAIN]`
 * before; `[None req-UUID admin demo]` in devstack; `[UUID user project]` up to Diablo; `[req-LOCAL gNone USER …]`,
 * `[req-LOCAL greq-GLOBAL USER …]` in SAP's charts.
 */
export interface RequestContext {
  readonly requestId?: string;
  readonly globalRequestId?: string;
  readonly userId?: string;
  readonly projectId?: string;
}

const requestWord = /^g?req-[0-9a-fA-F]{8}-?[0-9a-fA-F-]{4,27}$/;
const bareId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const empty: RequestContext = {};

/** A word of the context, or nothing where oslo.log wrote that there is none. */
function present(word: string | undefined): string | undefined {
  return word === undefined || word === '-' || word === 'None' || word === 'gNone' ? undefined : word;
}

/**
 * Reads a context bracket at the start of the text after the logger.
 * @param text what follows `logger ` in a header.
 * @returns the context and the offset where the message begins, or undefined when the text does not begin with a
 *   context bracket: a traceback line such as `[SQL: SELECT 1]` must not be taken for a header.
 */
export function readContext(text: string): { context: RequestContext; end: number } | undefined {
  if (text.charCodeAt(0) !== 91 /* [ */) return undefined;
  const close = text.indexOf(']');
  if (close === -1 || close > 400) return undefined;
  const end = text.charCodeAt(close + 1) === 32 ? close + 2 : close + 1;
  const inside = text.slice(1, close);
  if (inside === '-') return { context: empty, end };
  const words = inside.split(' ');
  if (!inside.includes('req-')) {
    const isOld = words.length === 3 && bareId.test(words[0]!);
    return isOld ? { context: contextOf(words[0]!, undefined, words, 1), end } : undefined;
  }
  const first = words[0] ?? '';
  const second = words[1] ?? '';
  if (requestWord.test(second) && (present(first) === undefined || requestWord.test(first))) {
    if (second.startsWith('greq-')) return { context: contextOf(first, second.slice(1), words, 2), end };
    return { context: contextOf(second, first, words, 2), end };
  }
  if (!requestWord.test(first)) return undefined;
  return { context: contextOf(first, undefined, words, second === 'gNone' ? 2 : 1), end };
}

function contextOf(
  request: string,
  globalRequest: string | undefined,
  words: readonly string[],
  next: number,
): RequestContext {
  const context: { -readonly [K in keyof RequestContext]: RequestContext[K] } = { requestId: request };
  const globalId = present(globalRequest);
  const user = present(words[next]);
  const project = present(words[next + 1]);
  if (globalId !== undefined) context.globalRequestId = globalId;
  if (user !== undefined) context.userId = user;
  if (project !== undefined) context.projectId = project;
  return context;
}
