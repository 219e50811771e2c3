import type { Analysis } from '../log/analysis.ts';
import { createAnalyzer } from '../log/analyzer.ts';
import type { Cause } from '../log/cause.ts';
import type { Entry } from '../log/entry.ts';
import { createEntryReader } from '../log/entry-reader.ts';
import type { CompiledFormat } from '../log/format.ts';
import type { TextCoding } from '../log/format-check.ts';
import type { SignatureMatcher } from '../log/signature-matcher.ts';
import { createSourceGuess } from '../log/source.ts';
import { createSourceNames } from '../log/source-names.ts';
import type { System } from '../log/system.ts';
import type { Translator } from '../text/l10n.ts';
import { createRedactor } from '../text/redact.ts';
import type { DatabaseError } from './database-error.ts';
import { type LogDiagnostic, logDiagnostics } from './diagnostics.ts';
import type { LogDocument } from './document.ts';
import { type LogHover, logHover } from './hover.ts';

/** What the features know; read at the edges and handed in. */
export interface LanguageServiceOptions {
  readonly formats: readonly CompiledFormat[];
  readonly matcher: SignatureMatcher;
  readonly causes: readonly Cause[];
  readonly systems: readonly System[];
  readonly databaseErrors: readonly DatabaseError[];
  readonly coding: TextCoding;
  readonly l10n: Translator;
  /** The year of dates that carry none. */
  readonly assumedYear: number;
}

/** Something that a caller may cancel; the tokens of the language server protocol are such. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/** The one door to the features of the editor. To add a feature, write its file and add its function here. */
export interface LanguageService {
  /**
   * Analyses one log.
   * @param path under which the results name it.
   * @param blocks the bytes of the log; whoever gives them lets other work go on between two blocks.
   * @returns undefined when it was cancelled.
   */
  analyzeLog(
    path: string,
    blocks: AsyncIterable<Uint8Array>,
    cancellation: Cancellation,
  ): Promise<Analysis | undefined>;
  diagnostics(analysis: Analysis, document: LogDocument): LogDiagnostic[];
  /**
   * Explains what is at a place.
   * @param line from 1; @param character from 0.
   * @param analysis of the document, when there is one: it tells the part that the place plays in an incident.
   */
  hover(document: LogDocument, line: number, character: number, analysis: Analysis | undefined): LogHover | undefined;
}

export function createLanguageService(options: LanguageServiceOptions): LanguageService {
  const { formats, matcher, coding, l10n, assumedYear } = options;
  // One for all answers, so that the same secret has the same name in all of them.
  const redactor = createRedactor();

  const sources = createSourceNames(options.systems);

  function readerOf(onEntry: (entry: Entry) => void, allLevels: boolean, onLogger: (logger: string) => void) {
    return createEntryReader({
      formats,
      decode: coding.decode,
      onEntry,
      onLogger,
      allLevels,
      wantedLogger: matcher.wantsLogger,
      originOf: sources.ofWrapper,
      assumedYear,
    });
  }

  async function analyzeLog(path: string, blocks: AsyncIterable<Uint8Array>, cancellation: Cancellation) {
    const analyzer = createAnalyzer({ signatures: matcher.signatures, causes: options.causes, matcher, l10n });
    const file = analyzer.openFile({ path });
    const guess = createSourceGuess(sources, path);
    const takeEntry = (entry: Entry) => {
      guess.entry(entry);
      file.entry(entry);
    };
    const reader = readerOf(takeEntry, false, guess.logger);
    for await (const block of blocks) {
      if (cancellation.isCancellationRequested) return undefined;
      reader.push(block);
    }
    reader.end();
    file.close(reader.counts, guess.result());
    return cancellation.isCancellationRequested ? undefined : analyzer.finish();
  }

  function readEntries(text: string): Entry[] {
    const entries: Entry[] = [];
    const reader = readerOf(
      entry => entries.push(entry),
      true,
      () => undefined,
    );
    reader.push(coding.encode(text));
    reader.end();
    return entries;
  }

  return {
    analyzeLog,
    diagnostics: (analysis, document) => logDiagnostics(analysis, document, l10n, redactor),
    hover: (document, line, character, analysis) =>
      logHover({ document, line, character, analysis, readEntries, redactor, ...options }),
  };
}
