import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { createLanguageService, type LanguageService } from '../core/features/language-service.ts';
import type { InitializationOptions } from '../core/features/protocol.ts';
import { compileFormats } from '../core/log/format.ts';
import { createSignatureMatcher } from '../core/log/signature-matcher.ts';
import { decodeUtf8 } from '../io/files/decode.ts';
import { readEditorKnowledge, readLogKnowledge } from '../io/knowledge.ts';

/** The folder that holds `knowledge` and `l10n`: this file lies one folder below it, as source and in the bundle. */
const programFolder = join(import.meta.dirname, '..');

/**
 * Sets the language of the server's texts.
 * @param locale as the editor names it (`zh-cn`, `de`); English is spoken where there is no translation.
 */
export function useLanguage(locale: string | undefined): void {
  const fsPath = join(programFolder, 'l10n', `bundle.l10n.${(locale ?? 'en').toLowerCase()}.json`);
  l10n.config({ contents: existsSync(fsPath) ? readFileSync(fsPath, 'utf8') : '{}' });
}

export function createShippedLanguageService(_options: InitializationOptions): LanguageService {
  const folder = join(programFolder, 'knowledge');
  const { formats, signatures, causes } = readLogKnowledge(folder);
  return createLanguageService({
    formats: compileFormats(formats),
    matcher: createSignatureMatcher(signatures),
    causes,
    ...readEditorKnowledge(folder),
    coding: { encode: text => Buffer.from(text), decode: decodeUtf8 },
    l10n,
    assumedYear: new Date().getFullYear(),
  });
}
