import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';

let current = 'en';

/** The language that `useLanguage` has set, as the folders of translations are named: `en`, `zh-cn`. */
export function currentLanguage(): string {
  return current;
}

/**
 * The language that a person has set up: that of the environment, as `zh_CN.UTF-8`; Windows and programs of macOS that are not begun
 * in a shell set none there, and have one of their own.
 * @param systemLocale of the system's own settings, as `zh-Hans-CN`.
 */
export function usualLanguage(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform, systemLocale: string): string {
  const named = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG;
  if (named) return named;
  return platform === 'win32' || platform === 'darwin' ? systemLocale : 'en';
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
  const systemLocale = Intl.DateTimeFormat().resolvedOptions().locale;
  const language = wanted ?? usualLanguage(environment, process.platform, systemLocale);
  current = /^zh/i.test(language) ? 'zh-cn' : 'en';
  if (current === 'zh-cn') {
    const bundle = join(projectFolder, 'l10n', 'bundle.l10n.zh-cn.json');
    if (existsSync(bundle)) l10n.config({ contents: readFileSync(bundle, 'utf8') });
    return true;
  }
  return wanted === undefined || /^en/i.test(wanted);
}
