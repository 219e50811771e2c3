import { ourWords } from '../../core/runbook/our-words.ts';
import type { Runbook } from '../../core/runbook/runbook.ts';
import { readLogKnowledge } from '../knowledge.ts';
import { findRunbooks } from './find-runbooks.ts';

/**
 * The runbooks that ship with the program, in the order of their files' names. A fault in one is a bug and throws.
 * @param folder @param language as of `readLogKnowledge`.
 */
export async function readShippedRunbooks(folder: string, language = 'en'): Promise<Runbook[]> {
  const { signatures, causes } = readLogKnowledge(folder);
  const known = { ...ourWords, signatures: [...signatures, ...causes].map(({ id }) => id) };
  const found = await findRunbooks(folder, undefined, known, language);
  return found.map(({ path, runbook, problems, unreadable }) => {
    if (runbook && problems.length === 0) return runbook;
    throw new Error(`${path}: ${unreadable ?? problems.map(each => JSON.stringify(each)).join('; ')}`);
  });
}
