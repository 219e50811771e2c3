import { type Document, isSeq, LineCounter, type Node } from 'yaml';
import type { Translator } from '../text/l10n.ts';
import { parseFirstYaml } from '../text/yaml.ts';
import type { Level } from './entry.ts';
import { requiredLiterals } from './required-literals.ts';
import type { Check, Explains, Severity, Signature } from './signature.ts';
import {
  choice,
  type FieldReader,
  fieldsOf,
  listOf,
  type NodeReader,
  partialRecord,
  positiveNumber,
  readFields,
  record,
  resolved,
  text,
} from './signature-fields.ts';
import type { TextPattern } from './signature-matcher.ts';
import { compileUserPattern } from './user-patterns.ts';

/** What is wrong with a file of signatures, and where. */
export interface SignatureProblem {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** What is wrong and what to do, in the user's language. */
  readonly message: string;
  /** Whether a signature or the file is not used because of it. */
  readonly isFatal: boolean;
}

export interface SignatureFileText {
  readonly path: string;
  readonly text: string;
}

export interface UserSignatureContext {
  /** Ids of the signatures that ship with the program; they cannot be taken. */
  readonly shippedIds: ReadonlySet<string>;
  readonly causeIds: ReadonlySet<string>;
  readonly l10n: Translator;
  /** The texts that patterns see when a sample is read as a log (`matchTextOf` of its entries). */
  readonly matchTexts: (sample: string) => readonly string[];
}

export interface UserSignatures {
  readonly signatures: readonly Signature[];
  /** Makes the pattern of one of them, on an engine of linear time. */
  readonly compile: (signature: Signature) => TextPattern;
  readonly problems: readonly SignatureProblem[];
}

/** A signature with the place it comes from. */
interface Read {
  readonly signature: Signature;
  readonly node: Node | undefined;
  readonly reader: NodeReader;
}

const levels: readonly Level[] = ['TRACE', 'DEBUG', 'INFO', 'AUDIT', 'WARNING', 'ERROR', 'CRITICAL'];
const severities: readonly Severity[] = ['error', 'warning', 'info'];
const required = ['id', 'title', 'severity', 'pattern'] as const;

/** Lower-case words joined by hyphens. */
const id: FieldReader<string> = (node, name, reader) => {
  const value = text(node, name, reader);
  if (value === undefined || /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(value)) return value;
  reader.report(node, reader.l10n.t('{0} must be lower-case words joined by hyphens, not {1}.', name, value), true);
  return undefined;
};

const flags: FieldReader<string> = (node, name, reader) => {
  const value = text(node, name, reader);
  if (value === undefined || /^[ims]+$/.test(value)) return value;
  reader.report(node, reader.l10n.t('{0} may hold only the letters i, m and s.', name), true);
  return undefined;
};

const literal: FieldReader<string> = (node, name, reader) => {
  const value = text(node, name, reader);
  if (value === undefined || (value.length >= 4 && !/["'`\\\n]/.test(value))) return value;
  reader.report(
    node,
    reader.l10n.t('{0} must have at least four characters and no quotes, backslashes or line ends.', name),
    true,
  );
  return undefined;
};

/** What a file can say of a signature. */
type Written = Omit<Signature, 'isOwn'>;

const fieldReaders: { readonly [K in keyof Written]-?: FieldReader<NonNullable<Written[K]>> } = {
  id,
  title: text,
  components: listOf(text),
  severity: choice(severities),
  pattern: text,
  flags,
  literals: listOf(literal),
  minimumLevel: choice(levels),
  samples: (node, name, reader) => {
    const samples = partialRecord<Signature['samples']>({ positive: listOf(text), negative: listOf(text) });
    const { positive = [], negative = [] } = samples(node, name, reader) ?? {};
    return { positive, negative };
  },
  causes: listOf(text),
  checks: listOf(record<Check>({ command: text, lookFor: text })),
  remedies: listOf(text),
  options: listOf(text),
  explains: listOf(
    record<Explains>({ signature: id, withinSeconds: positiveNumber, scope: choice(['same-host', 'any-host']) }),
  ),
  rootCauses: listOf(text),
  sources: listOf(text),
};

/**
 * Reads the signatures that users write, in YAML or JSON. A faulty signature or file is left out and reported with its
 * place; the others are used.
 */
export function readUserSignatures(files: readonly SignatureFileText[], context: UserSignatureContext): UserSignatures {
  const problems: SignatureProblem[] = [];
  const read: Read[] = [];
  const taken = new Map<string, string>();
  for (const file of files) {
    for (const one of readFile(file, context, problems)) {
      if (isTaken(one, file, taken, context)) continue;
      taken.set(one.signature.id, file.path);
      read.push(one);
    }
  }
  const known = new Set([...context.shippedIds, ...taken.keys()]);
  const signatures = read.map(one => ({ ...withKnownReferences(one, known, context), isOwn: true }));
  return { signatures, compile: compileUserPattern, problems };
}

function readFile(file: SignatureFileText, context: UserSignatureContext, problems: SignatureProblem[]): Read[] {
  const { l10n } = context;
  const counter = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { path: file.path, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const document = parseFirstYaml(file.text, { lineCounter: counter, prettyErrors: false });
  if (document === undefined) {
    problems.push({ ...place(0), message: l10n.t('The file is empty.'), isFatal: false });
    return [];
  }
  const faults = document.errors;
  for (const fault of faults) {
    problems.push({
      ...place(fault.pos[0]),
      message: l10n.t('This is not valid YAML: {0}', fault.message),
      isFatal: true,
    });
  }
  if (faults.length > 0) return [];
  const reader: NodeReader = {
    document,
    l10n,
    report: (node, message, isFatal) => problems.push({ ...place(node?.range?.[0] ?? 0), message, isFatal }),
  };
  const items = signatureNodes(document, reader);
  return items.flatMap(node => {
    const signature = readSignature(node, reader, context);
    return signature === undefined ? [] : [{ signature, node, reader }];
  });
}

/** The members of the list `signatures`. */
function signatureNodes(document: Document, reader: NodeReader): (Node | undefined)[] {
  const fields = fieldsOf(resolved(document.contents, document), document);
  const list = fields?.find(({ name }) => name === 'signatures');
  for (const { name, key } of fields ?? []) {
    if (name === 'signatures' || name === '$schema') continue;
    reader.report(
      key,
      reader.l10n.t('{0} is not known here. A file of signatures has the field signatures.', name),
      false,
    );
  }
  if (list === undefined || !isSeq(list.value)) {
    const message = reader.l10n.t('A file of signatures begins with "signatures:", followed by a list of them.');
    reader.report(list?.key ?? document.contents ?? undefined, message, true);
    return [];
  }
  return list.value.items.map(item => resolved(item, document));
}

/** Reads one signature, fills in what it leaves out, and tries it on its samples. */
function readSignature(
  node: Node | undefined,
  outer: NodeReader,
  context: UserSignatureContext,
): Signature | undefined {
  const { l10n } = outer;
  let isUsable = true;
  const reader: NodeReader = {
    ...outer,
    report: (at, message, isFatal) => {
      if (isFatal) isUsable = false;
      outer.report(at ?? node, message, isFatal);
    },
  };
  const fields = fieldsOf(node, outer.document);
  if (fields === undefined) {
    reader.report(node, l10n.t('A signature must have the fields {0}.', required.join(', ')), true);
    return undefined;
  }
  const given = readFields<Written>(fields, fieldReaders, reader);
  const missing = required.filter(name => !fields.some(field => field.name === name));
  if (missing.length > 0) reader.report(node, l10n.t('This signature lacks {0}.', missing.join(', ')), true);
  const patternNode = fields.find(({ name }) => name === 'pattern')?.value;
  if (given.pattern === undefined) return undefined;
  const literals = given.literals ?? requiredLiterals(given.pattern);
  const signature = {
    components: [],
    causes: [],
    checks: [],
    remedies: [],
    options: [],
    sources: [],
    samples: { positive: [], negative: [] },
    ...given,
    ...(literals === undefined ? {} : { literals }),
  } as unknown as Signature;
  checkPattern(signature, patternNode, reader, context);
  return isUsable ? signature : undefined;
}

function checkPattern(
  signature: Signature,
  node: Node | undefined,
  { report, l10n }: NodeReader,
  { matchTexts }: UserSignatureContext,
): void {
  let pattern: ReturnType<typeof compileUserPattern>;
  try {
    pattern = compileUserPattern(signature);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = l10n.t(
      'This pattern cannot be used: {0}. Patterns are RE2 regular expressions: no look-around and no references to groups.',
      reason,
    );
    report(node, message, true);
    return;
  }
  const { literals = [], samples } = signature;
  const fold = (sample: string) => (signature.flags?.includes('i') ? sample.toLowerCase() : sample);
  for (const sample of samples.positive) {
    const texts = [sample, ...matchTexts(sample)];
    const shown = texts.filter(text => pattern.test(text));
    if (shown.length === 0) report(node, l10n.t('The pattern does not match its sample: {0}', sample), false);
    else if (literals.length > 0 && !shown.some(text => literals.some(part => fold(text).includes(fold(part))))) {
      report(
        node,
        l10n.t('None of its literals is in its sample, so it would never be found there: {0}', sample),
        false,
      );
    }
  }
  for (const sample of samples.negative) {
    if (![sample, ...matchTexts(sample)].some(text => pattern.test(text))) continue;
    report(node, l10n.t('The pattern matches what it may not match: {0}', sample), false);
  }
}

function isTaken(
  { signature, node, reader }: Read,
  file: SignatureFileText,
  taken: ReadonlyMap<string, string>,
  { shippedIds, l10n }: UserSignatureContext,
): boolean {
  if (shippedIds.has(signature.id)) {
    const message = l10n.t(
      '{0} is the id of a signature of Nova Doctor. Choose another, for example {1}.',
      signature.id,
      `my-${signature.id}`,
    );
    reader.report(node, message, true);
    return true;
  }
  const other = taken.get(signature.id);
  if (other === undefined) return false;
  const message =
    other === file.path
      ? l10n.t('{0} is already the id of another signature in this file.', signature.id)
      : l10n.t('{0} is already the id of a signature in {1}.', signature.id, other);
  reader.report(node, message, true);
  return true;
}

/** Leaves out causes and echoes that do not exist, and says so. */
function withKnownReferences(
  { signature, node, reader }: Read,
  known: ReadonlySet<string>,
  { causeIds, l10n }: UserSignatureContext,
): Signature {
  const { rootCauses, explains } = signature;
  for (const cause of rootCauses ?? []) {
    if (!causeIds.has(cause)) reader.report(node, l10n.t('There is no root cause {0}.', cause), false);
  }
  for (const { signature: echo } of explains ?? []) {
    if (!known.has(echo)) reader.report(node, l10n.t('There is no signature {0} that it could explain.', echo), false);
  }
  return {
    ...signature,
    ...(rootCauses === undefined ? {} : { rootCauses: rootCauses.filter(cause => causeIds.has(cause)) }),
    ...(explains === undefined ? {} : { explains: explains.filter(({ signature: echo }) => known.has(echo)) }),
  };
}
