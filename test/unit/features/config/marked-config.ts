import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../../../core/config/rule.ts';
import { configRules } from '../../../../core/config/rules/rules.ts';
import { type ConfigService, createConfigService } from '../../../../core/features/config/config-service.ts';
import { createRunbookLanguage } from '../../../../core/features/config/runbook-language.ts';
import { english } from '../../../../core/text/l10n.ts';
import { readOptionKnowledge } from '../../../../io/option-knowledge.ts';

const optionKnowledge = readOptionKnowledge(join(import.meta.dirname, '../../../../knowledge'));

const runbookSchema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../knowledge/schemas/runbook.schema.json'), 'utf8'),
);

const runbooks = createRunbookLanguage({
  schema: runbookSchema,
  signatures: () => ['mycat-1003-tx-interrupted', 'db-gone-away-2006', 'sa-reset-failed'],
  l10n: english,
});

/** A service with files; in the texts `‸` marks a place. */
export interface MarkedService {
  readonly service: ConfigService;
  /** The path of the file that has the mark, and where it is. */
  readonly path: string;
  readonly offset: number;
  readonly text: string;
}

export function serviceWith(
  files: Readonly<Record<string, string>>,
  rules: readonly Rule[] = configRules,
): MarkedService {
  const service = createConfigService({
    releases: optionKnowledge.releases,
    cataloguesOf: optionKnowledge.cataloguesOf,
    rules,
    descriptions: { 'database/max_pool_size': 'Connections that a process keeps open.' },
    severities: {},
    loadRunbooks: async () => runbooks,
    l10n: english,
  });
  let marked = { path: Object.keys(files)[0] ?? '', offset: 0 };
  for (const [path, written] of Object.entries(files)) {
    const offset = written.indexOf('‸');
    if (offset !== -1) marked = { path, offset };
    service.files.set(path, written.replace('‸', ''));
  }
  return { service, ...marked, text: service.files.textOf(marked.path) ?? '' };
}

/** A text with edits of one file applied. */
export function edited(
  text: string,
  edits: readonly { readonly range: { readonly start: number; readonly end: number }; readonly text: string }[],
): string {
  return [...edits]
    .sort((one, other) => other.range.start - one.range.start)
    .reduce((result, { range, text: part }) => result.slice(0, range.start) + part + result.slice(range.end), text);
}
