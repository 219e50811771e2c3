/** The pieces of a line that are shown in colours of their own. The same things have colours in `syntaxes/`. */

/** A class of the page's style sheet. */
export type LineColour =
  | 'time'
  | 'process'
  | 'error'
  | 'warning'
  | 'info'
  | 'debug'
  | 'logger'
  | 'request'
  | 'instance'
  | 'exception'
  | 'code'
  | 'path'
  | 'prefix'
  | 'escape';

/** Characters [start, end) of the line. */
export interface ColouredPiece {
  readonly start: number;
  readonly end: number;
  readonly colour: LineColour;
}

const wrapper = /^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,255} [\w.@-]{1,100}\[\d{1,10}\]: )/;
const time = /^\d{2,4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{3,6})?(?:Z|[+-]\d\d:?\d\d)?(?= )/;
const head = /^ (?:(\d{1,10}) )?(TRACE|DEBUG|INFO|AUDIT|WARN|WARNING|ERROR|CRITICAL) ([A-Za-z_][\w.-]{0,199})(?= |$)/;
const context = /^ \[(?:-|[^\][]{0,200}?\bg?req-[^\][]{0,400})\]/;
const jsonLevel = /"levelname": ?"([A-Z]{4,8})"/;
const jsonLogger = /"name": ?"([\w.-]{1,200})"/;

const inMessage =
  /(?<escape>\u241b(?:\[[\d;?]*[ -/]*[@-~])?|[\u2400-\u241f\u2421]|<U\+[0-9A-F]{4}>)|(?<request>\bg?req-[0-9a-fA-F]{8}-?[0-9a-fA-F-]{4,27}(?!\w))|(?<instance>\[instance: [^\]\s]{1,64}\])|(?<code>\(\d{4}, (?=u?\\*["'])|\bHTTP [45]\d\d\b|\bstatus: [45]\d\d\b)|(?<path>(?<=File ")[^"]{1,400}(?=", line \d))|(?<exception>\b[A-Za-z_][\w.]{0,150}(?:Error|Exception|Timeout|Interrupt|NotFound|Refused|Unavailable|Failure)(?:_Remote)?\b)/g;

const levelColours: Readonly<Record<string, LineColour>> = {
  CRITICAL: 'error',
  ERROR: 'error',
  TRACE: 'error',
  WARNING: 'warning',
  WARN: 'warning',
  INFO: 'info',
  AUDIT: 'info',
  DEBUG: 'debug',
};

/**
 * Tells the pieces of a line that have a colour, in their order.
 * @param line as `displayText` gives it.
 */
export function colouredPieces(line: string): ColouredPiece[] {
  const pieces: ColouredPiece[] = [];
  const add = (start: number, end: number, colour: LineColour) => pieces.push({ start, end, colour });
  let at = wrapper.exec(line)?.[0].length ?? 0;
  if (at > 0) add(0, at, 'prefix');
  const timeLength = time.exec(line.slice(at, at + 48))?.[0].length ?? 0;
  const found = timeLength === 0 ? null : head.exec(line.slice(at + timeLength, at + timeLength + 300));
  if (found) {
    const [whole, process, level = '', logger = ''] = found;
    const end = at + timeLength + whole.length;
    const bracket = context.exec(line.slice(end, end + 700));
    const repeats = bracket === null && levelColours[level] === 'error';
    if (repeats) add(at, end, 'prefix');
    else {
      add(at, at + timeLength, 'time');
      const levelStart = end - logger.length - 1 - level.length;
      if (process !== undefined) add(at + timeLength + 1, at + timeLength + 1 + process.length, 'process');
      add(levelStart, levelStart + level.length, levelColours[level]!);
      add(end - logger.length, end, 'logger');
    }
    at = end;
  } else if (line.startsWith('{')) addJson(line, add);
  addMessage(line, at, add);
  return pieces.sort((one, other) => one.start - other.start);
}

function addJson(line: string, add: (start: number, end: number, colour: LineColour) => void): void {
  const level = jsonLevel.exec(line);
  const logger = jsonLogger.exec(line);
  const colour = levelColours[level?.[1] ?? ''];
  if (level && colour)
    add(level.index + level[0].length - 1 - level[1]!.length, level.index + level[0].length - 1, colour);
  if (logger)
    add(logger.index + logger[0].length - 1 - logger[1]!.length, logger.index + logger[0].length - 1, 'logger');
}

function addMessage(line: string, from: number, add: (start: number, end: number, colour: LineColour) => void): void {
  inMessage.lastIndex = from;
  for (let match = inMessage.exec(line); match !== null; match = inMessage.exec(line)) {
    const colour = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0] as LineColour;
    add(match.index, match.index + match[0].length, colour);
    if (match[0] === '') inMessage.lastIndex++;
  }
}
