import type { Analysis, Incident } from '../log/analysis.ts';
import type { Entry } from '../log/entry.ts';
import type { Signature } from '../log/signature.ts';
import type { SignatureMatcher } from '../log/signature-matcher.ts';
import { type System, systemOfLogger } from '../log/system.ts';
import type { Translator } from '../text/l10n.ts';
import { codeBlock, codeSpan, escapeMarkdown } from '../text/markdown.ts';
import type { Redactor } from '../text/redact.ts';
import { sentences } from '../text/sentences.ts';
import type { DatabaseError } from './database-error.ts';
import { type FindingPart, partsOf } from './diagnostics.ts';
import { type LineRange, type LogDocument, textRange } from './document.ts';
import { entryAt, signaturesOf } from './entry-at.ts';
import type { KnownException } from './known-exception.ts';
import { type LogWord, wordAt } from './log-line.ts';
import { commands } from './protocol.ts';

/** What the editor shows about a place. */
export interface LogHover {
  readonly range: LineRange;
  /** Markdown in which no part of the log is mark-up. */
  readonly markdown: string;
}

export interface HoverQuestion {
  readonly document: LogDocument;
  /** From 1. */
  readonly line: number;
  /** From 0. */
  readonly character: number;
  readonly analysis: Analysis | undefined;
  readonly readEntries: (text: string) => readonly Entry[];
  readonly matcher: SignatureMatcher;
  readonly systems: readonly System[];
  readonly databaseErrors: readonly DatabaseError[];
  readonly exceptions: readonly KnownException[];
  /** Whether the document is a part of the log: then nothing is counted in it. */
  readonly isExcerpt: boolean;
  /** Markdown about an option of oslo.config, where it is known. */
  readonly explainOption?: ((group: string, name: string) => string | undefined) | undefined;
  /** Whether the editor can follow an id through all logs. */
  readonly canTrace: boolean;
  readonly l10n: Translator;
  readonly redactor: Redactor;
}

const mostSignatures = 2;
const mostSteps = 6;

/** Explains the word at a place, and the problem that the entry at that place shows. */
export function logHover(question: HoverQuestion): LogHover | undefined {
  const { document, line, character, l10n } = question;
  const text = document.lineAt(line) ?? '';
  const word = wordAt(text, character);
  const entry = entryAt(document, line, question.readEntries)?.entry;
  const named = new Set(question.analysis?.incidents.map(incident => incident.signature));
  const signatures = entry === undefined ? [] : signaturesOf(entry, question.matcher, named);
  const sections = [
    word === undefined ? undefined : explainWord(word, entry, question),
    ...signatures.slice(0, mostSignatures).map(signature => explainSignature(signature, l10n)),
    furtherSignatures(signatures.slice(mostSignatures), l10n),
    ...incidentsOf(signatures, question).map(part => incidentText(part, question)),
  ].filter(section => section !== undefined);
  if (sections.length === 0) return undefined;
  const range =
    word === undefined ? textRange(document, line) : { line, startCharacter: word.start, endCharacter: word.end };
  return { range, markdown: sections.join('\n\n---\n\n') };
}

/** The incidents that the findings of these signatures belong to, each once, with the greatest part that one plays. */
function incidentsOf(signatures: readonly Signature[], { analysis, document }: HoverQuestion): FindingPart[] {
  if (!analysis) return [];
  const parts = partsOf(analysis);
  const found = new Map<Incident, FindingPart>();
  for (const finding of analysis.findings) {
    const part = parts.get(finding);
    if (!part || !signatures.some(signature => signature.id === finding.signature)) continue;
    if (!finding.perFile.some(file => file.path === document.path)) continue;
    if (part.role !== 'echo' || !found.has(part.incident)) found.set(part.incident, part);
  }
  return [...found.values()];
}

function incidentText({ role, incident }: FindingPart, { l10n, redactor }: HoverQuestion): string {
  const cause = escapeMarkdown(l10n.t(incident.title));
  if (role === 'echo') return l10n.t('An echo of the root cause: **{0}**', cause);
  return `${l10n.t('Root cause: **{0}**', cause)}\n\n${evidenceText(incident, l10n, redactor)}`;
}

/** A signature with its causes, checks and remedies, in Markdown. */
export function explainSignature(signature: Signature, l10n: Translator): string {
  const severity = { error: l10n.t('error'), warning: l10n.t('warning'), info: l10n.t('information') };
  const parts = [
    `### ${escapeMarkdown(l10n.t(signature.title))}`,
    `*${severity[signature.severity]}* · ${codeSpan(signature.id)}`,
    listOf(l10n.t('Possible causes'), signature.causes, l10n),
    checksText(signature, l10n),
    listOf(l10n.t('What helps'), signature.remedies, l10n),
  ];
  if (signature.options.length > 0) {
    parts.push(`**${l10n.t('Options')}** ${signature.options.slice(0, mostSteps).map(codeSpan).join(' · ')}`);
  }
  return parts.filter(part => part !== undefined).join('\n\n');
}

function evidenceText(incident: Incident, l10n: Translator, redactor: Redactor): string {
  const confidence = { high: l10n.t('high'), medium: l10n.t('medium'), low: l10n.t('low') };
  const because = incident.because.slice(0, mostSteps).map(reason => `- ${escapeMarkdown(redactor.redact(reason))}`);
  return [`${l10n.t('Confidence: {0}', confidence[incident.confidence])}\n`, ...because].join('\n');
}

function checksText(signature: Signature, l10n: Translator): string | undefined {
  if (signature.checks.length === 0) return undefined;
  const checks = signature.checks
    .slice(0, mostSteps)
    .map(check => `${codeBlock(check.command, 'sh')}\n${escapeMarkdown(l10n.t(check.lookFor))}`);
  return `**${l10n.t('Check')}**\n\n${checks.join('\n\n')}`;
}

function listOf(title: string, texts: readonly string[], l10n: Translator): string | undefined {
  if (texts.length === 0) return undefined;
  return `**${title}**\n\n${texts
    .slice(0, mostSteps)
    .map(text => `- ${escapeMarkdown(l10n.t(text))}`)
    .join('\n')}`;
}

function furtherSignatures(signatures: readonly Signature[], l10n: Translator): string | undefined {
  if (signatures.length === 0) return undefined;
  return sentences(
    l10n.t('Also shown here:'),
    signatures.map(signature => escapeMarkdown(l10n.t(signature.title))).join('; '),
  );
}

function explainWord(word: LogWord, entry: Entry | undefined, question: HoverQuestion): string | undefined {
  const { l10n } = question;
  switch (word.kind) {
    case 'level':
      return levelText(word.text, l10n);
    case 'logger':
      return loggerText(word.text, question);
    case 'request':
      return requestText(word.text, entry, question);
    case 'instance':
      return [
        l10n.t('The record is about the instance {0}.', codeSpan(word.text)),
        ...placesText(word.text, question),
      ].join('\n\n');
    case 'message':
      return [
        l10n.t('The message {0} between two services.', codeSpan(word.text)),
        ...placesText(word.text, question),
      ].join('\n\n');
    case 'error-code':
      return errorText(Number(word.text), question);
    case 'option':
      return optionText(word.text, question);
    case 'exception':
      return exceptionText(word.text, question);
  }
}

function levelText(level: string, l10n: Translator): string | undefined {
  const texts: Readonly<Record<string, string>> = {
    TRACE: l10n.t('A line of a traceback, as releases up to Juno wrote them.'),
    DEBUG: l10n.t('For developers. It is written only where debug = True.'),
    INFO: l10n.t('Normal work.'),
    AUDIT: l10n.t('Normal work that somebody may have to account for; releases up to Kilo wrote it.'),
    WARN: l10n.t('Unusual, and the service went on.'),
    WARNING: l10n.t('Unusual, and the service went on.'),
    ERROR: l10n.t('Something failed. The traceback below it, if there is one, belongs to it.'),
    CRITICAL: l10n.t('The service cannot go on; it usually ends here.'),
  };
  const text = texts[level];
  return text === undefined ? undefined : `**${level}** ${text}`;
}

function loggerText(logger: string, { systems, l10n }: HoverQuestion): string | undefined {
  const system = systemOfLogger(systems, logger);
  if (!system) return undefined;
  return `${codeSpan(logger)} · **${escapeMarkdown(system.title)}**\n\n${escapeMarkdown(l10n.t(system.about))}`;
}

function requestText(request: string, entry: Entry | undefined, question: HoverQuestion): string {
  const { l10n } = question;
  const facts = [
    request === entry?.globalRequestId
      ? l10n.t('The request that the user made: services hand this id on to each other.')
      : l10n.t('The request inside this service: every record written for it carries this id.'),
  ];
  if (entry?.userId !== undefined) facts.push(`${l10n.t('User')} ${codeSpan(entry.userId)}`);
  if (entry?.projectId !== undefined) facts.push(`${l10n.t('Project')} ${codeSpan(entry.projectId)}`);
  return [codeSpan(request), ...facts, ...placesText(request.replace(/^g/, ''), question)].join('\n\n');
}

/** In how many lines of the log an id stands, and the way to all other logs. */
function placesText(id: string, { document, isExcerpt, canTrace, l10n }: HoverQuestion): string[] {
  const texts = isExcerpt || document.isLarge === true ? [] : [linesText(id, document, l10n)];
  if (canTrace) {
    // A bracket of a hostile id would end the link.
    const values = encodeURIComponent(JSON.stringify([{ id }])).replace(/[()*'!~_]/g, percentEncoded);
    texts.push(`[${l10n.t('Trace it through all logs')}](command:${commands.showTrace}?${values})`);
  }
  return texts;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function linesText(id: string, document: LogDocument, l10n: Translator): string {
  let count = 0;
  let first = 0;
  let last = 0;
  for (let line = 1; line <= document.lineCount; line++) {
    if (document.lineAt(line)?.includes(id) !== true) continue;
    count++;
    if (first === 0) first = line;
    last = line;
  }
  if (count === 1) return l10n.t('Only this line of the log names it.');
  return l10n.t('{0} lines of this log name it, from line {1} to line {2}.', count, first, last);
}

/** The signatures in which an option plays a part. */
function optionText(written: string, { matcher, explainOption, l10n }: HoverQuestion): string | undefined {
  const parts = /^\[(.+)\] ?(.+)$/.exec(written) ?? /"(.+)" from group "(.+)"/.exec(written);
  if (parts === null) return undefined;
  const [group, name] = written.startsWith('[') ? [parts[1]!, parts[2]!] : [parts[2]!, parts[1]!];
  const plainName = name.replaceAll('-', '_');
  const option = `[${group}]${plainName}`;
  const named = matcher.signatures.filter(signature => signature.options.includes(option));
  const explained = explainOption?.(group, plainName);
  const texts = [explained ?? `**${codeSpan(option)}** ${l10n.t('An option of oslo.config.')}`];
  if (named.length > 0) {
    const titles = named.slice(0, mostSteps).map(signature => `- ${escapeMarkdown(l10n.t(signature.title))}`);
    texts.push(`${l10n.t('It plays a part in:')}\n\n${titles.join('\n')}`);
  }
  return texts.join('\n\n');
}

/** What an exception of OpenStack, SQLAlchemy, a driver or Python means. */
function exceptionText(written: string, { exceptions, l10n }: HoverQuestion): string | undefined {
  const name = written.replace(/_Remote$/, '').replace(/^.*\./, '');
  const found = exceptions.find(exception => exception.name === name);
  if (found === undefined) return undefined;
  const remote = written.endsWith('_Remote') ? [l10n.t('It was raised in the service that was called.')] : [];
  const by = escapeMarkdown(found.by);
  return [`**${codeSpan(name)}** · ${by}`, escapeMarkdown(l10n.t(found.meaning)), ...remote].join('\n\n');
}

function errorText(code: number, { databaseErrors, l10n }: HoverQuestion): string | undefined {
  const error = databaseErrors.find(candidate => candidate.number === code);
  if (!error) return undefined;
  const name = error.name === '' ? '' : ` ${codeSpan(error.name)}`;
  return `**${error.number}**${name} · ${escapeMarkdown(error.by)}\n\n${escapeMarkdown(l10n.t(error.meaning))}`;
}
