/**
 * A thinned log: the text of a log without the records that its analysis passes over, as a controller sends it (see
 * `core/cluster/thin-logs.ts`, which makes it). Runs of such records are numbers, so that lines keep their numbers and the
 * analysis of a thinned log says what that of the whole one says.
 *
 * It consists of lines, each told by its first character:
 *
 * | line | what it says |
 * |---|---|
 * | a space, then a line of the log | the line as it is |
 * | `-LINES BYTES` | so many records below WARNING were passed over |
 * | `~LINES BYTES` | so many lines lie outside of the time that was asked for |
 * | `>INDEX` | a file begins; the index, from 0, is that in the list that was asked for |
 * | `!` | the file goes on, but more is not sent |
 * | `.` | all files were sent: without this line it is cut |
 */
export interface ThinnedConsumer {
  /** @param index from 0, in the list of files that was asked for. */
  readonly file: (index: number) => void;
  /** Whole lines of the file, with their line ends; the block is reused afterwards. */
  readonly text: (bytes: Uint8Array) => void;
  /** Lines that were not sent. `records`: each is an entry below WARNING; `outside`: nobody asked for their time. */
  readonly passed: (lines: number, bytes: number, kind: 'records' | 'outside') => void;
  /** The rest of the file was not sent. */
  readonly cut: () => void;
}

export interface ThinnedReader {
  /** Takes the next bytes; any split into blocks gives the same. */
  push(block: Uint8Array): void;
  /** @returns whether everything had come. */
  end(): boolean;
}

const newline = 10;
const space = 32;
const largestText = 256 * 1024;

/** Reads a thinned log. Lines that are of no known kind are passed over. */
export function createThinnedReader(consumer: ThinnedConsumer): ThinnedReader {
  let partial: Uint8Array[] = [];
  let text = new Uint8Array(largestText);
  let length = 0;
  let isComplete = false;

  function flush(): void {
    if (length > 0) consumer.text(text.subarray(0, length));
    length = 0;
  }

  function keep(block: Uint8Array, from: number, to: number): void {
    const size = to - from + 1;
    if (length + size > text.length) flush();
    if (size > text.length) text = new Uint8Array(size);
    text.set(block.subarray(from, to), length);
    length += size;
    text[length - 1] = newline;
  }

  function takeLine(block: Uint8Array, from: number, to: number): void {
    if (block[from] === space) {
      keep(block, from + 1, to);
      return;
    }
    flush();
    const line = String.fromCharCode(...block.subarray(from, Math.min(to, from + 64)));
    const counts = /^([-~])(\d+) (\d+)$/.exec(line);
    const begun = /^>(\d+)$/.exec(line);
    if (counts) consumer.passed(Number(counts[2]), Number(counts[3]), counts[1] === '-' ? 'records' : 'outside');
    else if (begun) consumer.file(Number(begun[1]));
    else if (line === '!') consumer.cut();
    else if (line === '.') isComplete = true;
  }

  function push(block: Uint8Array): void {
    let start = 0;
    for (let end = block.indexOf(newline); end !== -1; end = block.indexOf(newline, start)) {
      if (partial.length > 0) {
        const line = joined([...partial, block.subarray(start, end)]);
        partial = [];
        takeLine(line, 0, line.length);
      } else takeLine(block, start, end);
      start = end + 1;
    }
    if (start < block.length) partial.push(block.slice(start));
  }

  return {
    push,
    end() {
      flush();
      return isComplete;
    },
  };
}

function joined(blocks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}
