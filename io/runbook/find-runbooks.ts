import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KnownWords } from '../../core/runbook/known-words.ts';
import { readRunbook } from '../../core/runbook/read-runbook.ts';
import type { Runbook, RunbookProblem } from '../../core/runbook/runbook.ts';
import { type RunbookTexts, translateRunbook } from '../../core/runbook/translate-runbook.ts';
import { readWholeFile } from '../files/whole-file.ts';
import { readJson } from '../knowledge.ts';

/** A runbook file as it was found. */
export interface FoundRunbook {
  /** What its file calls it, also where the file cannot be used; empty where it has no name. */
  readonly id: string;
  readonly path: string;
  readonly isShipped: boolean;
  /** Undefined where the file has errors: what is not understood in full does not run. */
  readonly runbook: Runbook | undefined;
  readonly problems: readonly RunbookProblem[];
  /** Why the file could not be read at all. */
  readonly unreadable?: string;
}

export const runbookEnding = '.runbook.yaml';
/** Folder beside the workspace file in which a team may keep its runbooks. */
const teamFolder = 'runbooks';
/** Runbooks have some KB. */
const mostBytes = 1024 * 1024;

/**
 * All runbooks: those that are shipped, and those of the team.
 * @param workspaceFolder the folder of the workspace file; undefined for the shipped ones only.
 * @param language in which shipped ones speak, as of `readLogKnowledge`.
 */
export async function findRunbooks(
  knowledgeFolder: string,
  workspaceFolder: string | undefined,
  known: KnownWords,
  language = 'en',
): Promise<FoundRunbook[]> {
  const read = await readFolder(join(knowledgeFolder, 'runbooks'), known, true);
  const texts = join(knowledgeFolder, 'l10n', language, 'runbooks.json');
  const translations = existsSync(texts) ? readJson<Readonly<Record<string, RunbookTexts>>>(texts) : {};
  const shipped = read.map(one =>
    one.runbook ? { ...one, runbook: translateRunbook(one.runbook, translations[one.id]) } : one,
  );
  if (workspaceFolder === undefined) return shipped;
  const own = [
    ...(await readFolder(workspaceFolder, known, false)),
    ...(await readFolder(join(workspaceFolder, teamFolder), known, false)),
  ];
  return [...shipped, ...own];
}

/** Reads one runbook file. */
export async function readRunbookFile(path: string, known: KnownWords, isShipped = false): Promise<FoundRunbook> {
  const found = { id: '', path, isShipped, runbook: undefined, problems: [] };
  try {
    const text = (await readWholeFile(path, mostBytes)).toString('utf8');
    const id = /^runbook:[ \t]*["']?([\w.-]+)/m.exec(text)?.[1] ?? '';
    return { ...found, id, ...readRunbook(path, text, known, isShipped) };
  } catch (error) {
    return { ...found, unreadable: (error as Error).message };
  }
}

async function readFolder(folder: string, known: KnownWords, isShipped: boolean): Promise<FoundRunbook[]> {
  const names = await readdir(folder).catch(() => []);
  const own = names.filter(name => name.endsWith(runbookEnding)).sort();
  return Promise.all(own.map(name => readRunbookFile(join(folder, name), known, isShipped)));
}

/** Runbooks that have the same id as another one: none of them is run by it. */
export function sameIds(found: readonly FoundRunbook[]): FoundRunbook[] {
  return found.filter(one => one.id !== '' && found.some(other => other !== one && other.id === one.id));
}
