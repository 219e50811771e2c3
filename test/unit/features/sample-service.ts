import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type LogDocument, withLineFeeds } from '../../../core/features/document.ts';
import { createLanguageService, type LanguageService } from '../../../core/features/language-service.ts';
import type { Analysis } from '../../../core/log/analysis.ts';
import { compileFormats } from '../../../core/log/format.ts';
import { createSignatureMatcher } from '../../../core/log/signature-matcher.ts';
import { english } from '../../../core/text/l10n.ts';
import { readEditorKnowledge, readLogKnowledge } from '../../../io/knowledge.ts';
import { textCoding } from '../read-log.ts';

const knowledgeFolder = fileURLToPath(new URL('../../../knowledge/', import.meta.url));

/** The language service with the knowledge that ships, in English. */
export function createSampleService(knownCommands: readonly string[] = []): LanguageService {
  const { formats, signatures, causes } = readLogKnowledge(knowledgeFolder);
  return createLanguageService({
    formats: compileFormats(formats),
    matcher: createSignatureMatcher(signatures),
    causes,
    ...readEditorKnowledge(knowledgeFolder),
    coding: textCoding,
    l10n: english,
    assumedYear: 2026,
    knownCommands,
  });
}

export function sampleText(path: string): string {
  return readFileSync(new URL(`../../../examples/incident/${path}`, import.meta.url), 'utf8');
}

export function documentOf(path: string, text: string): LogDocument {
  const lines = withLineFeeds(text).split('\n');
  return { path, lineCount: lines.length, lineAt: line => lines[line - 1] };
}

export async function analyze(service: LanguageService, path: string, text: string): Promise<Analysis> {
  const { pieces } = service.newText(text);
  const analysis = await service.startAnalysis(path).analyze(pieces, { isCancellationRequested: false });
  if (!analysis) throw new Error('The analysis was cancelled.');
  return analysis;
}
