import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createEntryReader } from '../../core/log/entry-reader.ts';
import type { CompiledFormat } from '../../core/log/format.ts';
import { matchTextOf } from '../../core/log/match-text.ts';
import type { Signature } from '../../core/log/signature.ts';
import type { TextPattern } from '../../core/log/signature-matcher.ts';
import type { SignatureFileText, SignatureProblem } from '../../core/log/user-signatures.ts';
import type { Translator } from '../../core/text/l10n.ts';
import { decodeUtf8 } from './decode.ts';
import { InputFailure } from './problem.ts';
import { readWholeFileNow } from './whole-file.ts';

/** No hand-written file of signatures is larger. */
const mostBytes = 4 * 1024 * 1024;

export interface UserSignatureOptions {
  /** The signatures that ship with the program. */
  readonly signatures: readonly Signature[];
  readonly causes: readonly { readonly id: string }[];
  readonly formats: readonly CompiledFormat[];
  readonly l10n: Translator;
}

/** The shipped signatures with the user's behind them, ready for `createSignatureMatcher`. */
export interface AllSignatures {
  readonly signatures: readonly Signature[];
  /** Makes the pattern of a signature; those of users run on an engine of linear time. */
  readonly compile: (signature: Signature) => TextPattern;
  readonly problems: readonly SignatureProblem[];
}

/**
 * Reads the signatures of users and puts them behind the shipped ones.
 * @param paths files, and folders whose `.yaml`, `.yml` and `.json` files are read, by name.
 */
export async function addUserSignatures(
  paths: readonly string[],
  options: UserSignatureOptions,
): Promise<AllSignatures> {
  const compileShipped = ({ pattern, flags }: Signature) => new RegExp(pattern, flags ?? '');
  if (paths.length === 0) return { signatures: options.signatures, compile: compileShipped, problems: [] };
  // The engines for YAML and for users' patterns are loaded only where there are such signatures.
  const { readUserSignatures } = await import('../../core/log/user-signatures.ts');
  const problems: SignatureProblem[] = [];
  const report = (path: string, message: string) => problems.push({ path, line: 1, column: 1, message, isFatal: true });
  const files = paths.flatMap(path => readSignatureFiles(path, options.l10n, report));
  const read = readUserSignatures(files, {
    shippedIds: new Set(options.signatures.map(({ id }) => id)),
    causeIds: new Set(options.causes.map(({ id }) => id)),
    l10n: options.l10n,
    matchTexts: sample => matchTextsOf(sample, options.formats),
  });
  const own = new Set(read.signatures);
  return {
    signatures: [...options.signatures, ...read.signatures],
    compile: signature => (own.has(signature) ? read.compile(signature) : compileShipped(signature)),
    problems: [...problems, ...read.problems],
  };
}

type ReportFile = (path: string, message: string) => void;

function readSignatureFiles(path: string, l10n: Translator, report: ReportFile): SignatureFileText[] {
  let entries: Dirent[];
  try {
    if (!statSync(path).isDirectory()) return readSignatureFile(path, l10n, report);
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    report(path, reasonText(error, l10n));
    return [];
  }
  const names = entries.filter(entry => !entry.isDirectory()).map(({ name }) => name);
  const wanted = names.filter(name => /\.(?:ya?ml|json)$/i.test(name)).sort();
  if (wanted.length === 0) report(path, l10n.t('This folder holds no .yaml, .yml or .json file with signatures.'));
  return wanted.flatMap(name => readSignatureFile(join(path, name), l10n, report));
}

function readSignatureFile(path: string, l10n: Translator, report: ReportFile): SignatureFileText[] {
  try {
    const text = readWholeFileNow(path, mostBytes).toString('utf8');
    return [{ path, text: text.replace(/^\uFEFF/, '') }];
  } catch (error) {
    report(path, reasonText(error, l10n));
    return [];
  }
}

/** @throws the error itself when it is neither of the file system nor of a reader: that is a bug. */
function reasonText(error: unknown, l10n: Translator): string {
  if (error instanceof InputFailure) {
    return error.kind === 'too-large'
      ? l10n.t('This file of {0} bytes is too large for signatures (at most {1}).', error.detail, mostBytes)
      : l10n.t('This is no file with an end, but a pipe or a device: it was not read.');
  }
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || syscall === undefined) throw error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return l10n.t('There is no such file or folder.');
  return l10n.t('It could not be read: {0}', message);
}

function matchTextsOf(sample: string, formats: readonly CompiledFormat[]): string[] {
  const texts: string[] = [];
  const reader = createEntryReader({
    formats,
    decode: decodeUtf8,
    allLevels: true,
    onEntry: entry => texts.push(matchTextOf(entry)),
  });
  reader.push(Buffer.from(sample));
  reader.end();
  return texts;
}
