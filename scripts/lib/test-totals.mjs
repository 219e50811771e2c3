import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testResultsFolder } from './paths.mjs';

/** How many tests `npm test` ran last, for the command that runs after it and says the sum of both. */
const totalsFile = join(testResultsFolder, 'totals.json');

/**
 * @param {{passed: number, failed: number}} totals
 */
export function writeTotals(totals) {
  mkdirSync(testResultsFolder, { recursive: true });
  writeFileSync(totalsFile, JSON.stringify(totals));
}

/**
 * @returns {{passed: number, failed: number}} zeros where `npm test` has not been run here
 */
export function readTotals() {
  return existsSync(totalsFile) ? JSON.parse(readFileSync(totalsFile, 'utf8')) : { passed: 0, failed: 0 };
}
