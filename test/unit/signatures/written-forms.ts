/**
 * The forms in which one message reaches a log: as Python 2 writes strings, and inside a RemoteError.
 */

/**
 * Python 2 marks Unicode strings: `(2003, u"Can't …")`, `[u'Traceback …']`, `{u'host': u'ctl1'}`. A quote opens a string
 * where a value can begin inside brackets; elsewhere it belongs to the sentence.
 */
export function asPython2(text: string): string {
  let depth = 0;
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    const isQuote = character === "'" || character === '"';
    if (isQuote && depth > 0 && /(?:[([{]|, |: )$/.test(text.slice(0, at))) result += 'u';
    result += character;
  }
  return result;
}

/** A string as `repr()` writes it: quotes, backslashes and line ends escaped. */
function asPythonRepresentation(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll("'", "\\'");
  return `'${escaped}'`;
}

/** The log line of a caller whose call failed with this text at the other end: one line, the traceback as a list. */
export function asRemoteError(text: string): string {
  const lines = [
    'Traceback (most recent call last):\n',
    '  File "/usr/lib/python3/dist-packages/nova/x.py", line 1, in f\n',
  ];
  const traceback = [...lines, `${text}\n`].map(asPythonRepresentation).join(', ');
  return `2025-05-17 08:12:44.310 1871 ERROR oslo_messaging.rpc.server [-] Exception during call: oslo_messaging.rpc.client.RemoteError: Remote error: Failure x [${traceback}].`;
}

/** A RemoteError that came through a second service: everything is escaped once more. */
export function asNestedRemoteError(text: string): string {
  return asRemoteError(asRemoteError(text));
}
