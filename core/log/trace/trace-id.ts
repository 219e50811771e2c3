/**
 * What a trace can be asked for. A text of another shape (an instance's name in libvirt, a port) is followed as plain
 * text: every entry that contains it.
 */
export type TraceIdShape = 'request' | 'uuid' | 'message' | 'text';

export interface TraceId {
  readonly shape: TraceIdShape;
  /** What is searched for, as the logs write it: hexadecimal digits in lower case. */
  readonly text: string;
}

/** Why an id was refused: a value that the caller puts into words. */
export type TraceIdProblem = 'empty' | 'too-short' | 'too-long' | 'not-printable';

/** Shortest and longest text that is searched for, in characters. */
export const shortestId = 8;
export const longestId = 200;

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const requestShape = new RegExp(`^g?(req-${uuid})$`);
const uuidShape = new RegExp(`^${uuid}$`);
const messageShape = /^[0-9a-f]{32}$/;

/**
 * Reads what the user asks to be traced.
 * @param written a request id (`req-…`, SAP's `greq-…`), the UUID of an instance, a message id of oslo.messaging (32
 *   hexadecimal digits), or any text of at least 8 characters. Every character stands for itself.
 */
export function readTraceId(written: string): { id: TraceId } | { problem: TraceIdProblem } {
  const trimmed = written.trim();
  if (trimmed === '') return { problem: 'empty' };
  if (/[\p{Cc}\u2028\u2029\ufffd]/u.test(trimmed)) return { problem: 'not-printable' };
  if (trimmed.length < shortestId) return { problem: 'too-short' };
  if (trimmed.length > longestId) return { problem: 'too-long' };
  const lower = trimmed.toLowerCase();
  const request = requestShape.exec(lower);
  if (request) return { id: { shape: 'request', text: request[1]! } };
  if (uuidShape.test(lower)) return { id: { shape: 'uuid', text: lower } };
  if (messageShape.test(lower)) return { id: { shape: 'message', text: lower } };
  return { id: { shape: 'text', text: trimmed } };
}
