import type { TextRange } from '../finding.ts';

/** One option of a file of MySQL or MariaDB. */
export interface MySqlSetting {
  readonly section: string;
  /**
   * With underscores, however it is written; `loose_` and `maximum_` are taken off, `skip_` and its like are not, for some
   * variables begin with it.
   */
  readonly name: string;
  readonly nameRange: TextRange;
  /** Without its quotes, escapes resolved; empty where the line has no `=`. */
  readonly value: string;
  /** With its quotes; empty, at the end of the name, where the line has no `=`. */
  readonly valueRange: TextRange;
  /** Whether the line has an `=`. `skip-networking` has none. */
  readonly hasValue: boolean;
}

/** A `[mysqld]`, with what stands below it. */
export interface MySqlSection {
  readonly name: string;
  readonly headerRange: TextRange;
  /** From the header to the next one, or to the end of the file. */
  readonly range: TextRange;
}

/** `!include FILE` or `!includedir FOLDER`: noted, not followed. */
export interface MySqlInclude {
  readonly target: string;
  readonly isFolder: boolean;
  readonly range: TextRange;
}

/** What makes the server refuse the file, or pass over the line. */
export interface MySqlProblem {
  readonly range: TextRange;
  readonly kind: 'option-before-section' | 'unclosed-section' | 'unknown-directive';
}

/** A file of MySQL or MariaDB (`my.cnf`, `galera.cnf`). */
export interface MySqlFile {
  readonly path: string;
  readonly text: string;
  readonly sections: readonly MySqlSection[];
  readonly settings: readonly MySqlSetting[];
  readonly includes: readonly MySqlInclude[];
  readonly problems: readonly MySqlProblem[];
}

interface Draft {
  section: string | undefined;
  readonly sections: { name: string; headerRange: TextRange; start: number }[];
  readonly settings: MySqlSetting[];
  readonly includes: MySqlInclude[];
  readonly problems: MySqlProblem[];
}

/**
 * Reads a file of MySQL or MariaDB as their programs do (mysys/my_default.c): `#` begins a comment anywhere outside of
 * quotes, `;` only at the start of a line; one pair of quotes around a value is taken off.
 */
export function readMySqlFile(path: string, text: string): MySqlFile {
  const draft: Draft = { section: undefined, sections: [], settings: [], includes: [], problems: [] };
  for (const line of text.matchAll(/[^\r\n]+/g)) readLine(draft, line[0], line.index);
  const sections = draft.sections.map(({ name, headerRange, start }, index) => ({
    name,
    headerRange,
    range: { start, end: draft.sections[index + 1]?.start ?? text.length },
  }));
  return {
    path,
    text,
    sections,
    settings: draft.settings,
    includes: draft.includes,
    problems: draft.problems,
  };
}

function readLine(draft: Draft, line: string, offset: number): void {
  const part = trimmed(line, offset, 0, line.length);
  const first = part.text[0];
  if (first === undefined || first === '#' || first === ';') return;
  const range = rangeOf(part);
  if (first === '!') {
    const match = /^!(include|includedir)\s+(.*)$/.exec(part.text);
    if (match) draft.includes.push({ target: match[2]!, isFolder: match[1] === 'includedir', range });
    else draft.problems.push({ range, kind: 'unknown-directive' });
    return;
  }
  if (first === '[') {
    const end = part.text.indexOf(']');
    if (end < 0) {
      draft.problems.push({ range, kind: 'unclosed-section' });
      return;
    }
    draft.section = part.text.slice(1, end).trim();
    const headerRange = { start: part.start, end: part.start + end + 1 };
    draft.sections.push({ name: draft.section, headerRange, start: part.start });
    return;
  }
  if (draft.section === undefined) {
    draft.problems.push({ range, kind: 'option-before-section' });
    return;
  }
  draft.settings.push(settingOf(draft.section, part.text, part.start));
}

function settingOf(section: string, text: string, start: number): MySqlSetting {
  const end = commentStart(text);
  const equals = text.slice(0, end).indexOf('=');
  const name = trimmed(text, start, 0, equals < 0 ? end : equals);
  const value = equals < 0 ? undefined : trimmed(text, start, equals + 1, end);
  const nameRange = rangeOf(name);
  return {
    section,
    name: plainName(name.text),
    nameRange,
    value: value === undefined ? '' : unquoted(value.text),
    valueRange: value === undefined ? { start: nameRange.end, end: nameRange.end } : rangeOf(value),
    hasValue: value !== undefined,
  };
}

function plainName(name: string): string {
  return name.replaceAll('-', '_').replace(/^(?:loose_|maximum_)+/, '');
}

/** Where the comment of a line begins, or its length. A backslash protects a quote only within quotes. */
function commentStart(text: string): number {
  let quote = '';
  let escaped = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if ((character === "'" || character === '"') && !escaped) {
      if (quote === '') quote = character;
      else if (quote === character) quote = '';
    }
    if (quote === '' && character === '#') return index;
    escaped = quote !== '' && character === '\\' && !escaped;
  }
  return text.length;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', s: ' ' };

function unquoted(value: string): string {
  const inner = value.length > 1 && /^(['"])[\s\S]*\1$/.test(value) ? value.slice(1, -1) : value;
  return inner.replace(/\\([ntrbs"'\\])/g, (_, character: string) => escapes[character] ?? character);
}

interface Part {
  readonly text: string;
  readonly start: number;
}

/** The part of a line without the blanks around it. `offset` is where the line begins in the file. */
function trimmed(line: string, offset: number, from: number, to: number): Part {
  let start = from;
  let end = to;
  while (start < end && isBlank(line[start]!)) start++;
  while (end > start && isBlank(line[end - 1]!)) end--;
  return { text: line.slice(start, end), start: offset + start };
}

function isBlank(character: string): boolean {
  return /[\s\ufeff]/.test(character);
}

function rangeOf(part: Part): TextRange {
  return { start: part.start, end: part.start + part.text.length };
}

const multipliers: Readonly<Record<string, number>> = {
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
  p: 2 ** 50,
  e: 2 ** 60,
};

/** The number that a value stands for: `32G` is 34359738368. Undefined where it is none. */
export function mySqlNumber(value: string): number | undefined {
  const match = /^([+-]?\d+)([kmgtpe]?)$/i.exec(value.trim());
  if (!match) return undefined;
  return Number(match[1]) * (multipliers[match[2]!.toLowerCase()] ?? 1);
}

/** Whether a switch is on, as the server reads it: `ON`, `TRUE`, `1`, or the bare name. Undefined where it is neither. */
export function mySqlBoolean(setting: MySqlSetting): boolean | undefined {
  if (!setting.hasValue) return true;
  if (/^(?:on|true|1)$/i.test(setting.value)) return true;
  if (/^(?:off|false|0)$/i.test(setting.value)) return false;
  return undefined;
}

const serverSections = /^(?:mysqld|server|client-server|mariadbd?|galera|(?:mysqld|mariadbd?)-\d+(?:\.\d+)?)$/;

/** Whether the server reads this section: `mysqld`, `server`, `mariadb`, `mysqld-8.0` … but not `client` or `mysqldump`. */
export function isServerSection(section: string): boolean {
  return serverSections.test(section);
}

/** The setting of the server that counts in one file: the last one, as later ones win. */
export function serverSetting(file: MySqlFile, name: string): MySqlSetting | undefined {
  return file.settings.findLast(setting => setting.name === name && isServerSection(setting.section));
}
