/** What an access line of an API says: `"POST /v2.1/servers HTTP/1.1" status: 202 len: 839 time: 0.2008810`. */
export interface AccessLine {
  readonly method: string;
  /** The path without host, version, project and query; ids and numbers as they are. */
  readonly path: string;
  /** HTTP status; undefined where the line is written before the answer (cinder, keystone). */
  readonly status: number | undefined;
  /** How long the answer took, in seconds, where the line says so. */
  readonly seconds: number | undefined;
}

const methods = 'GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS';
/** oslo.service, eventlet, Apache and placement quote the request; the status follows, with or without a word. */
const quoted = new RegExp(`"(${methods}) (\\S+?)(?: HTTP/[\\d.]+)?\\\\?" (?:status: )?(\\d{3})\\b(.*)`, 's');
const uwsgi = new RegExp(`\\b(${methods}) (\\S+) => generated \\d+ bytes in (\\d+) msecs \\(HTTP/[\\d.]+ (\\d{3})\\)`);
const plain = new RegExp(`^(${methods}) ((?:https?://|/)\\S+)$`, 'm');

/** Reads the access line in a message; undefined when there is none. */
export function readAccessLine(message: string): AccessLine | undefined {
  const first = quoted.exec(message);
  if (first) {
    const [, method, path, status, rest] = first;
    return { method: method!, path: cleanPath(path!), status: Number(status), seconds: secondsIn(rest!) };
  }
  const second = uwsgi.exec(message);
  if (second) {
    const [, method, path, milliseconds, status] = second;
    return {
      method: method!,
      path: cleanPath(path!),
      status: Number(status),
      seconds: Number(milliseconds) / 1000,
    };
  }
  const third = plain.exec(message);
  if (!third) return undefined;
  return { method: third[1]!, path: cleanPath(third[2]!), status: undefined, seconds: undefined };
}

/** No answer takes longer, in seconds; what says so is damaged or a trap. */
const longestAnswer = 1_000_000;

/** `time: 0.2008810` of oslo.service and nova; eventlet writes the seconds last: `200 1234 0.123456`. */
function secondsIn(rest: string): number | undefined {
  const written = /\btime: (\d+\.\d+)/.exec(rest)?.[1] ?? /^ \d+ (\d+\.\d+)\s*$/.exec(rest)?.[1];
  const seconds = Number(written);
  return written === undefined || seconds > longestAnswer ? undefined : seconds;
}

/** Takes off what differs between clouds: the host, the service's prefix, the API's version and the project. */
function cleanPath(written: string): string {
  const path = written
    .replace(/^https?:\/\/[^/]+/, '')
    .replace(/[?#].*$/s, '')
    .replace(/^\/(?:compute|placement|identity|image|network|networking|volume|block-storage)(?=\/)/, '')
    .replace(/^\/v\d+(?:\.\d+)?(?=\/|$)/, '')
    .replace(/^\/(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27})(?=\/)/, '')
    .replace(/\.json$/, '');
  const trimmed = path.length > 1 ? path.replace(/\/+$/, '') : path;
  return trimmed === '' ? '/' : trimmed;
}
