import type { Analysis } from '../log/analysis.ts';
import type { Cause } from '../log/cause.ts';
import type { Entry } from '../log/entry.ts';
import { createEntryReader } from '../log/entry-reader.ts';
import type { CompiledFormat } from '../log/format.ts';
import type { LogPiece } from '../log/log-pieces.ts';
import { createPieceAnalysis } from '../log/piece-analysis.ts';
import type { SignatureMatcher } from '../log/signature-matcher.ts';
import { createSourceNames } from '../log/source-names.ts';
import type { System } from '../log/system.ts';
import type { Translator } from '../text/l10n.ts';
import { createRedactor } from '../text/redact.ts';
import { type ActionQuestion, type LogAction, logActions } from './code-actions.ts';
import type { DatabaseError } from './database-error.ts';
import { type LogDiagnostic, logDiagnostics } from './diagnostics.ts';
import { type LineRange, type LogDocument, withLineFeeds } from './document.ts';
import { createFoldFinder, type LogFold } from './folding.ts';
import { logHighlights } from './highlights.ts';
import { explainSignature, type LogHover, logHover } from './hover.ts';
import { createIgnoredSignatures } from './ignored-signatures.ts';
import type { KnownException } from './known-exception.ts';
import { type LogLens, logLenses } from './lenses.ts';
import { type LogLink, logLinks } from './links.ts';
import { type BytesCoding, createLogText, type LogText } from './log-text.ts';
import { type LogSymbol, logOutline } from './outline.ts';
import { commands, type IgnoredSignatures } from './protocol.ts';
import { type LogToken, logTokens } from './semantic-tokens.ts';
import { ticketMarkdown } from './ticket.ts';
import { type WorkspaceLogSymbol, workspaceLogSymbols } from './workspace-symbols.ts';

/** What the features know; read at the edges and handed in. */
export interface LanguageServiceOptions {
  readonly formats: readonly CompiledFormat[];
  readonly matcher: SignatureMatcher;
  readonly causes: readonly Cause[];
  readonly systems: readonly System[];
  readonly databaseErrors: readonly DatabaseError[];
  readonly exceptions: readonly KnownException[];
  readonly coding: BytesCoding;
  readonly l10n: Translator;
  /** The year of dates that carry none. */
  readonly assumedYear: number;
  /** Markdown about an option of oslo.config, where it is known. */
  readonly explainOption?: (group: string, name: string) => string | undefined;
  /** Ids of the commands that the editor has; nothing is offered that needs another one. */
  readonly knownCommands?: readonly string[];
  /** Lets other work go on, where much is to be done; resolves when it is the turn of this again. */
  readonly pause?: () => Promise<void>;
}

/** Something that a caller may cancel; the tokens of the language server protocol are such. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/** The analysis of an open log. */
export interface OpenLogAnalysis {
  /**
   * Analyses the log as it is now; that costs what has changed since the last time.
   * @returns undefined when it was cancelled.
   */
  analyze(pieces: readonly LogPiece[], cancellation: Cancellation): Promise<Analysis | undefined>;
}

/** The one door to the features of the editor. To add a feature, write its file and add its function here. */
export interface LanguageService {
  /** Begins the analysis of one log, which can be repeated when that has changed. */
  startAnalysis(path: string): OpenLogAnalysis;
  /** The text of a log, in the form that its analysis wants. */
  newText(text: string | readonly LogPiece[]): LogText;
  diagnostics(analysis: Analysis, document: LogDocument): LogDiagnostic[];
  /**
   * Explains what is at a place.
   * @param line from 1; @param character from 0.
   * @param analysis of the document, when there is one: it tells the part that the place plays in an incident.
   */
  hover(
    document: LogDocument,
    line: number,
    character: number,
    analysis: Analysis | undefined,
    isExcerpt?: boolean,
  ): LogHover | undefined;
  /** @returns at most so many; undefined when it was cancelled. */
  folds(document: LogDocument, most: number, cancellation: Cancellation): Promise<LogFold[] | undefined>;
  outline(analysis: Analysis, document: LogDocument): LogSymbol[];
  /** @param isWhole whether it is the analysis of many logs that the user asked for last. */
  lenses(analysis: Analysis, path: string, isWhole: boolean): LogLens[];
  links(document: LogDocument): LogLink[];
  highlights(document: LogDocument, line: number, character: number): LineRange[];
  tokens(document: LogDocument, firstLine: number, lastLine: number): LogToken[];
  actions(question: Omit<ActionQuestion, 'known' | 'l10n'>): LogAction[];
  symbols(analyses: readonly Analysis[], query: string): WorkspaceLogSymbol[];
  /** Markdown for a ticket about the entry at a line; `firstLine` is the number of the document's first in the log. */
  ticket(document: LogDocument, line: number, firstLine: number, analysis: Analysis | undefined): string;
  /** The explanation of a signature in Markdown; undefined where there is no such. */
  explain(signature: string): string | undefined;
  /** The entries of a piece of text, of all levels. */
  readEntries(text: string): readonly Entry[];
  /** Sets which signatures the diagnostics leave out in which files. */
  ignore(ignored: IgnoredSignatures): void;
  /** Differs whenever other signatures are left out. */
  readonly ignoredState: string | undefined;
}

/** Blocks of so many lines are read before other work gets its turn. */
const linesPerTurn = 2000;
const mostFoldedLines = 300_000;

export function createLanguageService(options: LanguageServiceOptions): LanguageService {
  const { formats, matcher, coding, l10n, assumedYear } = options;
  // One for all answers, so that the same secret has the same name in all of them.
  const redactor = createRedactor();
  const known: ReadonlySet<string> = new Set(options.knownCommands);
  let isIgnored = createIgnoredSignatures({});
  let ignoredState: string | undefined;

  const sources = createSourceNames(options.systems);

  function readerOf(onEntry: (entry: Entry) => void) {
    return createEntryReader({
      formats,
      decode: coding.decode,
      onEntry,
      allLevels: true,
      originOf: sources.ofWrapper,
      assumedYear,
    });
  }

  function startAnalysis(path: string): OpenLogAnalysis {
    const analysis = createPieceAnalysis({ ...options, path, decode: coding.decode, names: sources });
    return {
      analyze: (pieces, cancellation) =>
        analysis.analyze(pieces, async () => {
          await options.pause?.();
          return !cancellation.isCancellationRequested;
        }),
    };
  }

  function readEntries(text: string): Entry[] {
    const entries: Entry[] = [];
    const reader = readerOf(entry => entries.push(entry));
    reader.push(coding.encode(text));
    reader.end();
    return entries;
  }

  async function folds(document: LogDocument, most: number, cancellation: Cancellation) {
    // Editors fold no longer ones either.
    if (document.lineCount > mostFoldedLines) return [];
    const finder = createFoldFinder(document);
    const reader = readerOf(finder.entry);
    for (let line = 1; line <= document.lineCount; line += linesPerTurn) {
      const lines: string[] = [];
      for (let number = line; number < line + linesPerTurn && number <= document.lineCount; number++) {
        lines.push(document.lineAt(number) ?? '');
      }
      reader.push(coding.encode(withLineFeeds(`${lines.join('\n')}\n`)));
      await options.pause?.();
      if (cancellation.isCancellationRequested) return undefined;
    }
    reader.end();
    return finder.result(most);
  }

  function explain(id: string): string | undefined {
    const signature = matcher.signatures.find(candidate => candidate.id === id);
    return signature && explainSignature(signature, l10n);
  }

  return {
    startAnalysis,
    newText: text => createLogText(text, coding),
    diagnostics: (analysis, document) =>
      logDiagnostics(analysis, document, l10n, redactor, signature => isIgnored(signature, document.path)),
    hover: (document, line, character, analysis, isExcerpt = false) => {
      const canTrace = known.has(commands.showTrace);
      return logHover({ document, line, character, analysis, readEntries, redactor, isExcerpt, canTrace, ...options });
    },
    folds,
    outline: (analysis, document) => logOutline(analysis, document, l10n),
    lenses: (analysis, path, isWhole) => logLenses(analysis, path, isWhole, known, l10n),
    links: document => logLinks(document, known.has(commands.showTrace)),
    highlights: logHighlights,
    tokens: logTokens,
    actions: question => logActions({ ...question, known, l10n }),
    symbols: (analyses, query) => workspaceLogSymbols(analyses, query, l10n),
    ticket: (document, line, firstLine, analysis) =>
      ticketMarkdown({ document, line, firstLine, analysis, readEntries, redactor, ...options }),
    explain,
    readEntries,
    ignore: ignored => {
      isIgnored = createIgnoredSignatures(ignored);
      ignoredState = Object.keys(ignored).length === 0 ? undefined : JSON.stringify(ignored);
    },
    get ignoredState() {
      return ignoredState;
    },
  };
}
