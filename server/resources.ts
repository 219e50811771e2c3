import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { configRules } from '../core/config/rules/rules.ts';
import { type ConfigService, createConfigService } from '../core/features/config/config-service.ts';
import { createLanguageService, type LanguageService } from '../core/features/language-service.ts';
import type { InitializationOptions } from '../core/features/protocol.ts';
import { compileFormats } from '../core/log/format.ts';
import { createSignatureMatcher, type SignatureMatcher } from '../core/log/signature-matcher.ts';
import type { SignatureProblem } from '../core/log/user-signatures.ts';
import type { AnalyzePathsOptions } from '../io/files/analyze-paths.ts';
import { decodeUtf8 } from '../io/files/decode.ts';
import { addUserSignatures } from '../io/files/user-signatures.ts';
import { type LogKnowledge, readEditorKnowledge, readLogKnowledge } from '../io/knowledge.ts';
import { type OptionKnowledge, readOptionDescriptions, readOptionKnowledge } from '../io/option-knowledge.ts';

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

/** The program of the thread that scans large logs ahead; there is none when the server runs from its sources. */
export function scanWorkerPath(): string | undefined {
  const path = join(programFolder, 'dist/scan-ahead-worker.js');
  return existsSync(path) ? path : undefined;
}

/** The language service, and what is wrong with the user's signatures: the place and what to do. */
export interface ShippedLanguageService {
  readonly service: LanguageService;
  /** What analysing many logs together needs. */
  readonly analysis: Pick<AnalyzePathsOptions, 'formats' | 'signatures' | 'causes' | 'systems'> & {
    readonly matcher: SignatureMatcher;
  };
  readonly signatureProblems: readonly string[];
}

/**
 * Makes the language service with the knowledge that ships and the signatures that the user's settings name.
 * @param locale as for `useLanguage`.
 * @param explainOption gives Markdown about an option of oslo.config.
 */
export async function createShippedLanguageService(
  { signaturePaths = [], commands = [], ignoredSignatures = {} }: InitializationOptions,
  locale = 'en',
  explainOption: (group: string, name: string) => string | undefined = () => undefined,
): Promise<ShippedLanguageService> {
  const folder = join(programFolder, 'knowledge');
  const knowledge = readLogKnowledge(folder, locale.toLowerCase());
  const formats = compileFormats(knowledge.formats);
  const own = await addUserSignatures(signaturePaths, { ...knowledge, formats, l10n });
  const { causes, systems } = knowledge;
  const matcher = createSignatureMatcher(own.signatures, own.compile);
  const service = createLanguageService({
    formats,
    matcher,
    causes,
    ...readEditorKnowledge(folder, locale.toLowerCase()),
    coding: { encode: text => Buffer.from(text), decode: decodeUtf8 },
    l10n,
    assumedYear: new Date().getFullYear(),
    knownCommands: commands,
    explainOption,
    pause: () => setImmediate(),
  });
  service.ignore(ignoredSignatures);
  const place = (problem: SignatureProblem) => `${problem.path}:${problem.line}:${problem.column}: ${problem.message}`;
  const analysis = { formats, signatures: own.signatures, causes, systems, matcher };
  return { service, analysis, signatureProblems: own.problems.map(place) };
}

/** The options of all releases; each is read when the first file needs it. */
export function shippedOptionKnowledge(): OptionKnowledge {
  return readOptionKnowledge(join(programFolder, 'knowledge'));
}

export function shippedLogKnowledge(): LogKnowledge {
  return readLogKnowledge(join(programFolder, 'knowledge'));
}

/** Makes the service for configuration. @param signatures ids of what runbooks can be suggested for. */
export function createShippedConfigService(
  { release, ruleSeverities = {} }: InitializationOptions,
  knowledge: OptionKnowledge,
  signatures: () => readonly string[],
  locale = 'en',
): ConfigService {
  const service = createConfigService({
    releases: knowledge.releases,
    cataloguesOf: knowledge.cataloguesOf,
    rules: configRules,
    descriptions: readOptionDescriptions(join(programFolder, 'knowledge'), locale.toLowerCase()),
    severities: ruleSeverities,
    loadRunbooks: async () => {
      const { createRunbookLanguage } = await import('../core/features/config/runbook-language.ts');
      const schema = JSON.parse(readFileSync(join(programFolder, 'knowledge/schemas/runbook.schema.json'), 'utf8'));
      return createRunbookLanguage({ schema, signatures, l10n });
    },
    l10n,
  });
  service.files.setRelease(release === 'auto' ? undefined : release);
  return service;
}
