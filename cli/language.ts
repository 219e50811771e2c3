import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';

let current = 'en';

/** The language that `useLanguage` has set, as the folders of translations are named: `en`, `zh-cn`. */
export function currentLanguage(): string {
  return current;
}

/**
 * Sets the language of everything that is printed.
 * @param wanted what `--lang` says; the usual variables of the environment decide when it is left out.
 * @returns whether there is that language; English is used when there is not.
 */
export function useLanguage(
  wanted: string | undefined,
  environment: NodeJS.ProcessEnv,
  projectFolder: string,
): boolean {
  const language = wanted ?? (environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || 'en');
  current = /^zh/i.test(language) ? 'zh-cn' : 'en';
  if (current === 'zh-cn') {
    const bundle = join(projectFolder, 'l10n', 'bundle.l10n.zh-cn.json');
    if (existsSync(bundle)) l10n.config({ contents: readFileSync(bundle, 'utf8') });
    return true;
  }
  return wanted === undefined || /^en/i.test(wanted);
}
