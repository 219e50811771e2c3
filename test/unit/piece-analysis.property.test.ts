import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { createLogText, type TextChange } from '../../core/features/log-text.ts';
import type { Analysis } from '../../core/log/analysis.ts';
import { createAnalyzer } from '../../core/log/analyzer.ts';
import { createEntryReader } from '../../core/log/entry-reader.ts';
import { createPieceAnalysis } from '../../core/log/piece-analysis.ts';
import { createSignatureMatcher } from '../../core/log/signature-matcher.ts';
import { createSourceGuess } from '../../core/log/source.ts';
import { createSourceNames } from '../../core/log/source-names.ts';
import { english } from '../../core/text/l10n.ts';
import { readLogKnowledge } from '../../io/knowledge.ts';
import { realRuns } from '../diagnosis/real-runs.ts';
import { block, logBytes } from './random-logs.ts';
import { checkedFormats, textCoding } from './read-log.ts';

const { signatures, causes, systems } = readLogKnowledge(join(import.meta.dirname, '../../knowledge'));
const matcher = createSignatureMatcher(signatures);
const names = createSourceNames(systems);
const { formats } = checkedFormats;
const path = '/var/log/x.log';
const common = { path, formats, decode: textCoding.decode, names, assumedYear: 2026 };
const goOn = () => Promise.resolve(true);

/** One reader from the first byte to the last, as `nova-doctor analyze` has it. */
function analyzeAtOnce(text: string): Analysis {
  const analyzer = createAnalyzer({ signatures, causes, matcher, l10n: english });
  const file = analyzer.openFile({ path });
  const guess = createSourceGuess(names, path);
  const reader = createEntryReader({
    ...common,
    wantedLogger: matcher.wantsLogger,
    skipFrames: true,
    originOf: names.ofWrapper,
    onLogger: guess.logger,
    onEntry: entry => {
      guess.entry(entry);
      file.entry(entry);
    },
  });
  reader.push(Buffer.from(text));
  reader.end();
  file.close(reader.counts, guess.result());
  return analyzer.finish();
}

function newAnalysis() {
  return createPieceAnalysis({ ...common, matcher, causes, l10n: english });
}

/** What an edit puts in the place of some characters; shares of the text's length. */
interface Edit {
  readonly from: number;
  readonly length: number;
  readonly text: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.nat({ max: 200 }), fc.nat({ max: 5000 })),
  text: fc.oneof(
    fc.constantFrom('', '\n', 'x', ' '),
    block,
    block.map(text => `${text}\n`),
    block.map(text => `\n${text}`),
  ),
});

function changeOf(text: string, { from, length, text: inserted }: Edit): { change: TextChange; after: string } {
  const start = Math.floor(from * text.length);
  const end = Math.min(text.length, start + length);
  const positionOf = (offset: number) => {
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)!.length };
  };
  const plain = inserted.replace(/\r\n?/g, '\n');
  return {
    change: { range: { start: positionOf(start), end: positionOf(end) }, text: inserted },
    after: text.slice(0, start) + plain + text.slice(end),
  };
}

/** Analyses a text, and again after every edit; compares each with an analysis of the whole. */
async function checkEdits(text: string, edits: readonly Edit[], pieceSize: number): Promise<void> {
  const log = createLogText(text, textCoding, pieceSize);
  const analysis = newAnalysis();
  let now = text;
  assert.deepEqual(await analysis.analyze(log.pieces, goOn), analyzeAtOnce(now));
  for (const one of edits) {
    const { change, after } = changeOf(now, one);
    log.change([change]);
    now = after;
    const lines = now.split('\n');
    assert.equal(log.lineCount, lines.length);
    const line = Math.floor(one.from * (lines.length - 1)) + 1;
    assert.equal(log.lineAt(line), lines[line - 1]?.replace(/\r$/, ''));
    assert.deepEqual(await analysis.analyze(log.pieces, goOn), analyzeAtOnce(now));
  }
}

const plainText = (bytes: Buffer) => bytes.toString().replace(/\r\n?/g, '\n');

describe('the analysis of a log that changes', function () {
  this.timeout(240_000);

  it('says what an analysis of the whole says, whatever the log and the edits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(logBytes, { minLength: 1, maxLength: 6 }),
        fc.array(edit, { maxLength: 4 }),
        fc.constantFrom(200, 1000, 5000),
        (logs, edits, pieceSize) => checkEdits(plainText(Buffer.concat(logs)), edits, pieceSize),
      ),
      { numRuns: 150 },
    );
  });

  it('says the same of real logs', async () => {
    const logs = realRuns()
      .flatMap(run => run.logs)
      .filter(log => log.bytes.length < 300_000);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...logs),
        fc.array(edit, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(2000, 32_768),
        (log, edits, pieceSize) => checkEdits(plainText(Buffer.from(log.bytes)), edits, pieceSize),
      ),
      { numRuns: 60 },
    );
  });

  it('reads little when a line is appended or typed', async () => {
    const [run] = realRuns().filter(({ name }) => name === 'db_killed_for_good');
    const text = plainText(Buffer.concat((run?.logs ?? []).map(log => Buffer.from(log.bytes)))).repeat(4);
    const log = createLogText(text, textCoding);
    let read = 0;
    const counted = () =>
      log.pieces.map(piece => (piece.reading === undefined ? { ...piece, read: () => count(piece.read()) } : piece));
    const count = (bytes: Uint8Array) => {
      read += bytes.length;
      return bytes;
    };
    const analysis = newAnalysis();
    await analysis.analyze(log.pieces, goOn);
    log.change([{ range: { start: { line: 10, character: 3 }, end: { line: 10, character: 3 } }, text: 'x' }]);
    await analysis.analyze(counted(), goOn);
    assert.ok(text.length > 1_000_000);
    assert.ok(read > 0 && read < 200_000, `${read} bytes`);
  });
});
