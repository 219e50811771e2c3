import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Translator } from '../text/l10n.ts';
import { nearest } from '../text/nearest.ts';

/** Says what is wrong at a node; a fatal fault keeps the signature from being used. */
export type Report = (node: Node | undefined, message: string, isFatal: boolean) => void;

/** Reads the nodes of one document and reports what does not fit. */
export interface NodeReader {
  readonly document: Document;
  readonly report: Report;
  readonly l10n: Translator;
}

/** Reads the value of a field; undefined when it does not fit, which has been reported then. */
export type FieldReader<T> = (node: Node | undefined, name: string, reader: NodeReader) => T | undefined;

/** A key of a mapping with the node of its value. */
export interface Field {
  readonly name: string;
  readonly key: Node;
  readonly value: Node | undefined;
}

/** The node that an alias stands for. */
export function resolved(node: unknown, document: Document): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return node === null ? undefined : (node as Node | undefined);
}

/** The fields of a mapping, or undefined when the node is none. */
export function fieldsOf(node: Node | undefined, document: Document): Field[] | undefined {
  if (!isMap(node)) return undefined;
  return node.items.map(pair => ({
    name: isScalar(pair.key) ? String(pair.key.value) : '?',
    key: pair.key as Node,
    value: resolved(pair.value, document),
  }));
}

/** Reads a mapping with known fields; points out the others, with the one that was probably meant. */
export function readFields<T extends object>(
  fields: readonly Field[],
  readers: { readonly [K in keyof T]-?: FieldReader<NonNullable<T[K]>> },
  reader: NodeReader,
): Partial<T> {
  const result: Partial<T> = {};
  const known = Object.keys(readers);
  for (const { name, key, value } of fields) {
    if (name === '$schema') continue;
    if (!known.includes(name)) {
      const meant = nearest(name, known);
      const { l10n } = reader;
      const message =
        meant === undefined
          ? l10n.t('{0} is not a field of a signature. The fields are: {1}.', name, known.join(', '))
          : l10n.t('{0} is not a field of a signature. Did you mean {1}?', name, meant);
      reader.report(key, message, false);
      continue;
    }
    const read = readers[name as keyof T](value, name, reader);
    if (read !== undefined) result[name as keyof T] = read;
  }
  return result;
}

/** A text that is not empty. */
export const text: FieldReader<string> = (node, name, { report, l10n }) => {
  if (isScalar(node) && typeof node.value === 'string' && node.value.trim() !== '') return node.value;
  report(node, l10n.t('{0} must be a text that is not empty. Put it in quotes.', name), true);
  return undefined;
};

/** One of several words. */
export function choice<T extends string>(words: readonly T[]): FieldReader<T> {
  return (node, name, { report, l10n }) => {
    const value = isScalar(node) ? node.value : undefined;
    const found = words.find(word => word === value);
    if (found === undefined) report(node, l10n.t('{0} must be one of: {1}.', name, words.join(', ')), true);
    return found;
  };
}

/** A number above zero. */
export const positiveNumber: FieldReader<number> = (node, name, { report, l10n }) => {
  if (isScalar(node) && typeof node.value === 'number' && node.value > 0) return node.value;
  report(node, l10n.t('{0} must be a number above 0.', name), true);
  return undefined;
};

/** A list whose members are all read alike; members that do not fit are left out. */
export function listOf<T>(member: FieldReader<T>): FieldReader<T[]> {
  return (node, name, reader) => {
    if (!isSeq(node)) {
      reader.report(
        node,
        reader.l10n.t('{0} must be a list, each member on a line that begins with "- ".', name),
        true,
      );
      return undefined;
    }
    return node.items.flatMap(item => {
      const value = member(resolved(item, reader.document), name, reader);
      return value === undefined ? [] : [value];
    });
  };
}

/** A mapping whose fields are all there. */
export function record<T extends object>(
  readers: {
    readonly [K in keyof T]-?: FieldReader<NonNullable<T[K]>>;
  },
): FieldReader<T> {
  return (node, name, reader) => {
    const fields = fieldsOf(node, reader.document);
    const names = Object.keys(readers).join(', ');
    if (fields === undefined) {
      reader.report(node, reader.l10n.t('{0} must have the fields {1}.', name, names), true);
      return undefined;
    }
    const value = readFields<T>(fields, readers, reader);
    const missing = Object.keys(readers).filter(key => !fields.some(field => field.name === key));
    if (missing.length > 0) {
      reader.report(node, reader.l10n.t('{0} lacks {1}.', name, missing.join(', ')), true);
      return undefined;
    }
    return value as T;
  };
}

/** A mapping whose fields may be missing. */
export function partialRecord<T extends object>(
  readers: {
    readonly [K in keyof T]-?: FieldReader<NonNullable<T[K]>>;
  },
): FieldReader<Partial<T>> {
  return (node, name, reader) => {
    const fields = fieldsOf(node, reader.document);
    if (fields !== undefined) return readFields<T>(fields, readers, reader);
    reader.report(node, reader.l10n.t('{0} must have the fields {1}.', name, Object.keys(readers).join(', ')), true);
    return undefined;
  };
}
