import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseError } from '../core/features/database-error.ts';
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

/**
 * Reads the knowledge that ships with the program. It is tested where it is built, so a fault in it is a bug and throws.
 * @param folder path of the `knowledge` folder.
 */
export function readLogKnowledge(folder: string): LogKnowledge {
  return {
    formats: readFolder<LogFormat>(join(folder, 'formats')),
    signatures: readFolder<{ signatures: Signature[] }>(join(folder, 'signatures')).flatMap(file => file.signatures),
    causes: readJson<{ causes: Cause[] }>(join(folder, 'causes.json')).causes,
    systems: readJson<{ systems: System[] }>(join(folder, 'systems.json')).systems,
  };
}

/** What the editor explains beside signatures. */
export interface EditorKnowledge {
  readonly systems: readonly System[];
  readonly databaseErrors: readonly DatabaseError[];
}

/** As `readLogKnowledge`. */
export function readEditorKnowledge(folder: string): EditorKnowledge {
  return {
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

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
