/** Ids as logs write them: requests, instances and other UUIDs, messages of oslo.messaging. */
const ids =
  /\bg?req-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])|(?<=(?:message ID|msg_id ?:|[Tt]he reply|Reply message|response for msg) )[0-9a-f]{32}\b/gi;
const instancePrefix = /\[instance: $/;

/**
 * The id that somebody who points at a place of a line most likely means: the one under the cursor, else the request of
 * the line (the last one of its header: the one before it is the global id), else its instance, else any other id.
 * @param character from 0.
 */
export function idAt(line: string, character: number): string | undefined {
  const found = [...line.matchAll(ids)];
  const under = found.find(match => match.index <= character && character <= match.index + match[0].length);
  if (under) return under[0];
  const bracketEnd = line.indexOf(']', found[0]?.index ?? 0);
  const requests = found.filter(match => /^g?req-/i.test(match[0]));
  const inHeader = requests.filter(match => match.index < bracketEnd);
  const instance = found.find(match => instancePrefix.test(line.slice(0, match.index)));
  return (inHeader.at(-1) ?? requests[0] ?? instance ?? found[0])?.[0];
}

/** An id in a line, without the `g` of `greq-…`, which other places lack. Characters count from 0. */
export interface IdInLine {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** All ids in a line, in their order. */
export function idsIn(line: string): IdInLine[] {
  return [...line.matchAll(ids)].map(({ 0: written, index }) => {
    const start = /^g/i.test(written) ? index + 1 : index;
    return { text: line.slice(start, index + written.length), start, end: index + written.length };
  });
}

/** Whether an id stands right at a place. */
export function isIdAt(line: string, character: number): boolean {
  return [...line.matchAll(ids)].some(match => match.index <= character && character <= match.index + match[0].length);
}
