import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { DatabaseError } from '../core/features/database-error.ts';
import type { Cause } from '../core/log/cause.ts';
import { severityWord } from '../core/log/output/words.ts';
import type { Signature } from '../core/log/signature.ts';
import { wrap } from '../core/text/layout.ts';
import { nearest } from '../core/text/nearest.ts';
import { sentences } from '../core/text/sentences.ts';
import { type LogKnowledge, readEditorKnowledge, readLogKnowledge } from '../io/knowledge.ts';
import type { Arguments } from './arguments.ts';
import { type Command, exitStatus, type Surroundings } from './command.ts';
import { allRules, explainOption, explainRule } from './explain-config.ts';
import { currentLanguage } from './language.ts';
import { terminalOf } from './terminal.ts';
import { UsageFailure } from './usage-failure.ts';

export const explainCommand: Command = { options: {}, help, run };

const mostItems = 12;

function help(): string {
  return [
    l10n.t('nova-doctor explain WORD: what a word of a report means'),
    '',
    l10n.t(
      'WORD is a signature (db-gone-away-2006), a root cause (db-process-died), an error number of MySQL, MariaDB, Galera or Mycat (2013), a rule (OD009) or an option ([database]max_overflow).',
    ),
  ].join('\n');
}

async function run(args: Arguments, surroundings: Surroundings): Promise<number> {
  const [word, ...others] = args.positionals;
  if (word === undefined || others.length > 0) throw new UsageFailure(l10n.t('explain needs one word.'));
  const folder = join(surroundings.projectFolder, 'knowledge');
  const knowledge = readLogKnowledge(folder, currentLanguage());
  const { databaseErrors } = readEditorKnowledge(folder);
  const { width } = terminalOf(surroundings.environment);
  const rules = await allRules();
  const text =
    explanation(word, knowledge, databaseErrors, width) ??
    explainRule(word, rules, width) ??
    explainOption(word, folder, width);
  if (text === undefined)
    throw new UsageFailure(
      unknownWord(
        word,
        knowledge,
        rules.map(rule => rule.id),
      ),
    );
  await surroundings.print(`${text}\n`);
  return exitStatus.fine;
}

function explanation(
  word: string,
  knowledge: LogKnowledge,
  databaseErrors: readonly DatabaseError[],
  width: number,
): string | undefined {
  const signature = knowledge.signatures.find(({ id }) => id === word);
  if (signature) return explainSignature(signature, knowledge, width).join('\n');
  const cause = knowledge.causes.find(({ id }) => id === word);
  if (cause) return explainCause(cause, knowledge, width).join('\n');
  const number = /^(?:ER(?:ROR)?[ -]?)?(\d{3,5})$/i.exec(word)?.[1];
  const errors = databaseErrors.filter(error => String(error.number) === number || error.name === word.toUpperCase());
  if (errors.length === 0) return undefined;
  return explainErrors(errors, knowledge, width).join('\n');
}

function explainSignature(signature: Signature, knowledge: LogKnowledge, width: number): string[] {
  const causes = (signature.rootCauses ?? []).map(id => nameOfCause(id, knowledge));
  const echoes = (signature.explains ?? []).map(({ signature: id }) => nameOfSignature(id, knowledge));
  return [
    ...wrap(signature.title, width),
    `${signature.id}, ${severityWord(signature.severity, l10n)}, ${signature.components.join(', ')}`,
    ...section(l10n.t('Why it happens'), signature.causes, width),
    ...section(l10n.t('Root causes that it can point to'), causes, width),
    ...section(l10n.t('What follows from it'), echoes, width),
    ...section(
      l10n.t('Check'),
      signature.checks.map(check => `${check.command}  (${check.lookFor})`),
      width,
    ),
    ...section(l10n.t('Do'), signature.remedies, width),
    ...section(l10n.t('Options'), signature.options, width),
    ...section(l10n.t('Example'), signature.samples.positive.slice(0, 1), width),
    ...section(l10n.t('Sources'), signature.sources, width),
  ];
}

function explainCause(cause: Cause, knowledge: LogKnowledge, width: number): string[] {
  const signatures = knowledge.signatures.filter(({ rootCauses }) => rootCauses?.includes(cause.id) === true);
  return [
    ...wrap(cause.title, width),
    cause.id,
    ...section(l10n.t('How to tell'), cause.tellTale, width),
    ...section(l10n.t('Not to be confused with'), cause.notToBeConfusedWith, width),
    ...section(l10n.t('What helps'), cause.whatHelps, width),
    ...section(l10n.t('Runbooks'), cause.runbooks, width),
    ...section(
      l10n.t('Signatures that can point to it'),
      signatures.map(({ id, title }) => `${id}: ${title}`),
      width,
    ),
  ];
}

function explainErrors(errors: readonly DatabaseError[], knowledge: LogKnowledge, width: number): string[] {
  const lines = errors.flatMap(error => [
    `${[error.number, error.name].filter(part => part !== '').join(' ')} (${error.by})`,
    ...wrap(l10n.t(error.meaning), width),
    '',
  ]);
  const numbers = new RegExp(`\\b(?:${errors.map(error => error.number).join('|')})\\b`);
  const signatures = knowledge.signatures.filter(({ id, pattern }) => numbers.test(id) || numbers.test(pattern));
  const list = section(
    l10n.t('Signatures that show it'),
    signatures.map(({ id, title }) => `${id}: ${title}`),
    width,
  );
  return [...lines, ...list.slice(1)];
}

function section(heading: string, items: readonly string[], width: number): string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, mostItems);
  if (items.length > mostItems) shown.push(l10n.t('and {0} more', items.length - mostItems));
  return ['', heading, ...shown.flatMap(item => wrap(`  • ${item.replaceAll('\n', ' ')}`, width, '    '))];
}

function nameOfCause(id: string, knowledge: LogKnowledge): string {
  const cause = knowledge.causes.find(cause => cause.id === id);
  return cause === undefined ? id : `${id}: ${cause.title}`;
}

function nameOfSignature(id: string, knowledge: LogKnowledge): string {
  const signature = knowledge.signatures.find(signature => signature.id === id);
  return signature === undefined ? id : `${id}: ${signature.title}`;
}

function unknownWord(word: string, knowledge: LogKnowledge, ruleIds: readonly string[]): string {
  const ids = [...[...knowledge.signatures, ...knowledge.causes].map(({ id }) => id), ...ruleIds];
  const near = nearest(word, ids) ?? ids.find(id => id.includes(word.toLowerCase()));
  const text = l10n.t('{0} is not a signature, root cause, known database error, rule or option.', word);
  return near === undefined ? text : sentences(text, l10n.t('Did you mean {0}?', near));
}
