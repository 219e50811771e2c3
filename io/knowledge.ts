import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseError } from '../core/features/database-error.ts';
import type { KnownException } from '../core/features/known-exception.ts';
import type { Cause } from '../core/log/cause.ts';
import type { LogFormat } from '../core/log/format.ts';
import type { Signature } from '../core/log/signature.ts';
import type { System } from '../core/log/system.ts';
import type { Operation } from '../core/log/trace/operations.ts';
import type { BootStages } from '../core/log/trace/stages.ts';

/** The data of the `knowledge` folder that reading and diagnosing logs needs. */
export interface LogKnowledge {
  readonly formats: readonly LogFormat[];
  readonly signatures: readonly Signature[];
  readonly causes: readonly Cause[];
  readonly systems: readonly System[];
}

/** Signatures and causes in another language, by their ids; lists stand in the order of the English ones. */
interface Translations {
  readonly signatures: Readonly<Record<string, TranslatedSignature>>;
  readonly causes: Readonly<Record<string, Pick<Cause, 'title' | 'tellTale' | 'whatHelps'>>>;
}

interface TranslatedSignature extends Pick<Signature, 'title' | 'causes' | 'remedies'> {
  readonly checks: readonly { readonly lookFor: string }[];
}

/**
 * Reads the knowledge that ships with the program. It is tested where it is built, so a fault in it is a bug and throws.
 * @param folder path of the `knowledge` folder.
 * @param language folder in `knowledge/l10n` whose texts stand for the English ones; English where there is none.
 */
export function readLogKnowledge(folder: string, language = 'en'): LogKnowledge {
  const translations = readTranslations(folder, language);
  const signatures = readFolder<{ signatures: Signature[] }>(join(folder, 'signatures')).flatMap(
    file => file.signatures,
  );
  const { causes } = readJson<{ causes: Cause[] }>(join(folder, 'causes.json'));
  return {
    formats: readFolder<LogFormat>(join(folder, 'formats')),
    signatures: signatures.map(signature => translated(signature, translations?.signatures[signature.id])),
    causes: causes.map(cause => ({ ...cause, ...translations?.causes[cause.id] })),
    systems: readJson<{ systems: System[] }>(join(folder, 'systems.json')).systems,
  };
}

function readTranslations(folder: string, language: string): Translations | undefined {
  const texts = join(folder, 'l10n', language);
  if (!existsSync(texts)) return undefined;
  return { signatures: readJson(join(texts, 'signatures.json')), causes: readJson(join(texts, 'causes.json')) };
}

function translated(signature: Signature, texts: TranslatedSignature | undefined): Signature {
  if (texts === undefined) return signature;
  const { title, causes, remedies } = texts;
  const checks = signature.checks.map((check, index) => ({ ...check, ...texts.checks[index] }));
  return { ...signature, title, causes, remedies, checks };
}

/** What the editor explains beside signatures. */
export interface EditorKnowledge {
  readonly systems: readonly System[];
  readonly databaseErrors: readonly DatabaseError[];
  readonly exceptions: readonly KnownException[];
}

/** As `readLogKnowledge`. */
export function readEditorKnowledge(folder: string, language = 'en'): EditorKnowledge {
  const translations = join(folder, 'l10n', language, 'exceptions.json');
  const meanings = existsSync(translations) ? readJson<Readonly<Record<string, string>>>(translations) : {};
  const { exceptions } = readJson<{ exceptions: KnownException[] }>(join(folder, 'exceptions.json'));
  return {
    exceptions: exceptions.map(known => ({ ...known, meaning: meanings[known.name] ?? known.meaning })),
    systems: readJson<{ systems: System[] }>(join(folder, 'systems.json')).systems,
    databaseErrors: readJson<{ errors: DatabaseError[] }>(join(folder, 'database-errors.json')).errors,
  };
}

/** What following an id through logs needs. */
export interface TraceKnowledge {
  readonly formats: readonly LogFormat[];
  readonly systems: readonly System[];
  readonly operations: readonly Operation[];
  readonly stages: BootStages;
}

/** As `readLogKnowledge`. */
export function readTraceKnowledge(folder: string): TraceKnowledge {
  return {
    formats: readFolder<LogFormat>(join(folder, 'formats')),
    systems: readJson<{ systems: System[] }>(join(folder, 'systems.json')).systems,
    operations: readJson<{ operations: Operation[] }>(join(folder, 'operations.json')).operations,
    stages: readJson<BootStages>(join(folder, 'boot-stages.json')),
  };
}

/** Every JSON file of a folder, by name, so that the order never hangs on the file system. */
function readFolder<T>(folder: string): T[] {
  const names = readdirSync(folder).filter(name => name.endsWith('.json'));
  return names.sort().map(name => readJson<T>(join(folder, name)));
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
