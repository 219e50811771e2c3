import type { Command } from './command.ts';
import { sourceOfPath } from './follow-source.ts';

/** How a file of a log is packed on the controller, or who keeps what a service prints. */
type RemotePacking = 'plain' | 'gz' | 'xz' | 'zst' | 'bz2' | 'docker' | 'podman' | 'journal';

/** A file of a log on a controller. */
export interface ThinFile {
  /** As `pathOfSource` writes it. */
  readonly path: string;
  /** What is read of it at most: what is written meanwhile is left out. */
  readonly bytes: number;
}

/** What is asked for, in the words of the log's own clock: `2026-11-22 14:14:08`. */
export interface ThinWindow {
  readonly since?: string;
  readonly until?: string;
}

/** What a controller says of thinning, besides the thinned logs themselves. */
export interface ThinEnd {
  readonly status: number | undefined;
  /** Indexes of files that could not be read to their ends, with what the program said. */
  readonly failed: ReadonlyMap<number, string>;
  /** What was said about everything. */
  readonly said: string;
}

/** Characters of one file that travel at most, before they are packed: an error storm repeats itself. */
const mostKept = 256 * 1024 * 1024;
/** Bytes that come of one file at most, packed or not: characters have up to four, marks of what was passed over are few. */
export const mostThinnedBytes = 4 * mostKept;
const timeoutSeconds = 1800;

function packingOf(path: string): RemotePacking {
  const source = sourceOfPath(path);
  if (source.kind === 'container') return source.engine;
  if (source.kind === 'unit') return 'journal';
  const ending = /\.(gz|xz|zst|zstd|bz2)$/.exec(path)?.[1];
  return ending === undefined ? 'plain' : ending === 'zstd' ? 'zst' : (ending as RemotePacking);
}

/**
 * Sends logs thinned (see `core/log/thinned-log.ts`) and packed with gzip, on the standard output. Progress comes on the
 * standard error: see `thinProgress`.
 * @param files without line ends in their paths. @param wantedLoggers whose records of level INFO are sent.
 * @param mostCharacters of one file; what comes behind them is cut.
 */
export function thinLogsCommand(
  files: readonly ThinFile[],
  wantedLoggers: Iterable<string>,
  { since = '', until = '' }: ThinWindow = {},
  mostCharacters = mostKept,
): Command<ThinEnd> {
  return {
    name: 'thin-logs',
    effect: 'read',
    asRoot: true,
    isExpensive: true,
    run: {
      script,
      parameters: {
        FILES: files
          .map(({ path, bytes }, index) => `${index} ${sinceOf(path) ?? bytes} ${packingOf(path)} ${nameOf(path)}`)
          .join('\n'),
        SINCE: since,
        UNTIL: until,
        LIMIT: String(mostCharacters),
        WANTED: [...wantedLoggers].join(' '),
        PROGRAM: program,
      },
    },
    timeoutSeconds,
    read: ({ status, standardError }) => ({ status, ...readSaid(standardError) }),
  };
}

/** By what the path is found: a file by itself, what others keep by its name. */
function nameOf(path: string): string {
  const source = sourceOfPath(path);
  return source.kind === 'file' ? source.path : source.kind === 'unit' ? source.unit : source.name;
}

/** Of the journal it is said since when, not how much. */
function sinceOf(path: string): number | undefined {
  const source = sourceOfPath(path);
  return source.kind === 'unit' ? (source.sinceSeconds ?? 0) : undefined;
}

const script = [
  // Services that write times themselves are read without the journal's, as from their files.
  'journal() {',
  '  FORMAT=short-iso',
  '  journalctl --no-pager -q -n 50 -o cat -u "$1" | grep -q "^2[0-9][0-9][0-9]-[01][0-9]-" && FORMAT=cat',
  '  journalctl --no-pager -q -o "$FORMAT" --since "@$2" -u "$1"',
  '}',
  'unpack() {',
  '  case $1 in',
  '    gz) gzip -dc < "$3" ;;',
  '    xz) xz -dc < "$3" ;;',
  '    zst) zstd -dcq < "$3" ;;',
  '    bz2) bzip2 -dc < "$3" ;;',
  '    docker|podman) "$1" logs "$3" 2>&1 ;;',
  '    journal) journal "$3" "$2" ;;',
  '    *) head -c "$2" < "$3" ;;',
  '  esac',
  '}',
  'thin() {',
  '  printf "%s\\n" "$FILES" | while read -r INDEX BYTES PACKING FILE; do',
  '    echo ">$INDEX"',
  '    { unpack "$PACKING" "$BYTES" "$FILE" </dev/null || echo "failed $INDEX" >&2; } |',
  '      awk -v "index_=$INDEX" -v "since=$SINCE" -v "until=$UNTIL" -v "limit=$LIMIT" -v "names=$WANTED" "$PROGRAM"',
  '    echo "done $INDEX" >&2',
  '  done',
  '  echo .',
  '}',
  // Without gzip more travels, and nothing else changes: the other side looks at the first bytes.
  'if command -v gzip >/dev/null; then thin | gzip -c -1; else thin; fi',
].join('\n');

/**
 * What `core/log/fast-header.ts` passes over, in awk: a record of oslo.log of level INFO, AUDIT or DEBUG whose logger
 * nobody wants. Everything else is sent: all that is WARNING or above, all lines that begin with no such header
 * (continuations, tracebacks, other programs' logs), the first record of each logger, and the last record of each run.
 * With those the reader on the other side tells writers, times and continuations as it does with the whole text.
 */
const program = [
  'BEGIN {',
  '  year = "[0-9][0-9][0-9][0-9]"; month = "(0[1-9]|1[0-2])"; day = "(0[1-9]|[12][0-9]|3[01])"',
  '  clock = "([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)\\\\.[0-9][0-9][0-9]"',
  '  low = "^" year "-" month "-" day " " clock " [0-9]+ (INFO|DEBUG|AUDIT) "',
  '  dated = "^" year "-" month "-" day " " clock " [0-9]+ [A-Z]+ "',
  '  count = split(names, list, " "); for (i = 1; i <= count; i++) wanted[list[i]] = 1',
  // What no record of oslo.log precedes is of another writer, whose clock may be another one.
  '  inside = 1',
  '}',
  'function flush() {',
  '  if (lines > 1) print "-" (lines - 1) " " (bytes - length(last) - 1)',
  '  if (lines > 0) { print " " last; sent += length(last) + 2 }',
  '  lines = 0; bytes = 0',
  '}',
  'function leave() {',
  '  if (outside > 0) print "~" outside " " outsideBytes',
  '  outside = 0; outsideBytes = 0',
  '}',
  'function told() { read_ += step; step = 0; print "read " index_ " " read_ > "/dev/stderr" }',
  // A logger is learned with the record that is sent; 0: never passed over, 1: where it is DEBUG, 2: always.
  'function passes(  rest, end, logger) {',
  '  if (!match($0, low)) return 0',
  '  rest = substr($0, RLENGTH + 1, 129); end = index(rest, " ")',
  '  if (end < 2) return 0',
  '  logger = substr(rest, 1, end - 1)',
  '  if (!(logger in known)) {',
  '    known[logger] = logger !~ /^[A-Za-z0-9_.-]+$/ ? 0 : (logger in wanted) ? 1 : 2',
  '    return 0',
  '  }',
  '  return known[logger] == 2 || (known[logger] == 1 && substr($0, RLENGTH - 5, 5) == "DEBUG")',
  '}',
  '{',
  '  size = length($0) + 1; step += size; if (step > 33554432) told()',
  '  if (since until != "") {',
  '    if ($0 ~ dated) {',
  '      time = substr($0, 1, 19)',
  '      inside = (since == "" || time >= since) && (until == "" || time <= until)',
  '    }',
  '    if (!inside) {',
  '      flush()',
  '      outside++; outsideBytes += size; if (outside >= 65536) leave()',
  '      next',
  '    }',
  '  }',
  '  if (outside > 0) leave()',
  '  if (passes()) { lines++; bytes += size; last = $0; if (lines >= 65536) flush(); next }',
  '  if (lines > 0) flush()',
  '  if (sent > limit) { print "!"; print "cut " index_ > "/dev/stderr"; exit }',
  '  print " " $0; sent += size + 1',
  '}',
  'END { flush(); leave(); told() }',
].join('\n');

function readSaid(standardError: string): Pick<ThinEnd, 'failed' | 'said'> {
  const failed = new Map<number, string>();
  const cut = new Set<number>();
  let said: string[] = [];
  for (const line of standardError.split('\n')) {
    if (/^(?:read \d+ \d+|done \d+)?$/.test(line)) continue;
    const told = /^(failed|cut) (\d+)$/.exec(line);
    if (told === null) said.push(line);
    else if (told[1] === 'cut') cut.add(Number(told[2]));
    else {
      failed.set(Number(told[2]), said.at(-1) ?? '');
      said = said.slice(0, -1);
    }
  }
  // Whoever unpacks a file notices that nobody reads on.
  for (const index of cut) failed.delete(index);
  return { failed, said: said.join('\n').trim() };
}

/** How far thinning is. */
export type ThinProgress =
  | { readonly file: number; readonly read: number }
  | { readonly file: number; readonly isDone: true };

/** Reads one line of the standard error; undefined where it is about something else. */
export function thinProgress(line: string): ThinProgress | undefined {
  const read = /^read (\d+) (\d+)$/.exec(line);
  if (read) return { file: Number(read[1]), read: Number(read[2]) };
  const done = /^done (\d+)$/.exec(line);
  return done ? { file: Number(done[1]), isDone: true } : undefined;
}
