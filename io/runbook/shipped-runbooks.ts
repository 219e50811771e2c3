import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ourWords } from '../../core/runbook/our-words.ts';
import { readRunbook } from '../../core/runbook/read-runbook.ts';
import type { Runbook } from '../../core/runbook/runbook.ts';
import { type RunbookTexts, translateRunbook } from '../../core/runbook/translate-runbook.ts';
import { readJson, readLogKnowledge } from '../knowledge.ts';

/**
 * The runbooks that ship with the program, in the order of their titles. A fault in one is a bug and throws.
 * @param folder @param language as of `readLogKnowledge`.
 */
export function readShippedRunbooks(folder: string, language = 'en'): Runbook[] {
  const { signatures, causes } = readLogKnowledge(folder);
  const known = { ...ourWords, signatures: [...signatures, ...causes].map(({ id }) => id) };
  const translations = runbookTexts(folder, language);
  const names = readdirSync(join(folder, 'runbooks')).filter(name => name.endsWith('.runbook.yaml'));
  return names.sort().map(name => {
    const path = join(folder, 'runbooks', name);
    const { runbook, problems } = readRunbook(path, readFileSync(path, 'utf8'), known, true);
    if (!runbook || problems.length > 0)
      throw new Error(`${path}: ${problems.map(each => JSON.stringify(each)).join('; ')}`);
    return translateRunbook(runbook, translations[runbook.id]);
  });
}

/** The texts of the shipped runbooks in another language, by their ids; none where there is no such language. */
function runbookTexts(folder: string, language: string): Readonly<Record<string, RunbookTexts>> {
  const path = join(folder, 'l10n', language, 'runbooks.json');
  return existsSync(path) ? readJson(path) : {};
}
