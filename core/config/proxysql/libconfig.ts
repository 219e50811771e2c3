import type { TextRange } from '../finding.ts';

/** A value of a libconfig file, with its place. */
export type LibconfigValue =
  | { readonly kind: 'scalar'; readonly value: string; readonly range: TextRange }
  | { readonly kind: 'list'; readonly items: readonly LibconfigValue[]; readonly range: TextRange }
  | { readonly kind: 'group'; readonly members: readonly LibconfigMember[]; readonly range: TextRange };

/** `name = value` or `name: value`. */
export interface LibconfigMember {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly value: LibconfigValue;
  readonly range: TextRange;
}

export interface LibconfigProblem {
  readonly range: TextRange;
  readonly kind: 'unexpected-text' | 'missing-value' | 'unclosed';
}

interface Token {
  readonly kind: 'name' | 'scalar' | 'mark';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** How deep groups and lists may stand in one another; what is deeper is passed over. */
const deepest = 50;

/**
 * Reads a file of libconfig, which proxysql.cnf is. Values are kept as text: strings without quotes, parts joined.
 * Whatever is not understood is passed over with a problem.
 */
export function readLibconfig(text: string): {
  members: readonly LibconfigMember[];
  problems: readonly LibconfigProblem[];
} {
  const tokens = tokensOf(text);
  const problems: LibconfigProblem[] = [];
  let at = 0;

  function readMembers(end: string | undefined, depth: number): LibconfigMember[] {
    const members: LibconfigMember[] = [];
    for (let token = tokens[at]; token && token.text !== end; token = tokens[at]) {
      const assign = tokens[at + 1];
      if (token.kind === 'name' && assign?.kind === 'mark' && (assign.text === '=' || assign.text === ':')) {
        at += 2;
        const value = readValue(depth);
        if (!value) {
          problems.push({ range: { start: token.start, end: assign.end }, kind: 'missing-value' });
          continue;
        }
        const range = { start: token.start, end: value.range.end };
        members.push({ name: token.text, nameRange: { start: token.start, end: token.end }, value, range });
        continue;
      }
      if (token.text !== ',' && token.text !== ';') {
        problems.push({ range: { start: token.start, end: token.end }, kind: 'unexpected-text' });
      }
      at++;
    }
    return members;
  }

  function readItems(end: string, depth: number): LibconfigValue[] {
    const items: LibconfigValue[] = [];
    for (let token = tokens[at]; token && token.text !== end; token = tokens[at]) {
      const before = at;
      const item = token.text === ',' ? undefined : readValue(depth);
      if (item) items.push(item);
      if (at !== before) continue;
      if (token.text !== ',') {
        problems.push({ range: { start: token.start, end: token.end }, kind: 'unexpected-text' });
      }
      at++;
    }
    return items;
  }

  function readValue(depth: number): LibconfigValue | undefined {
    const token = tokens[at];
    if (!token) return undefined;
    if (token.kind !== 'mark') return readScalar();
    const end = { '{': '}', '(': ')', '[': ']' }[token.text];
    if (end === undefined || depth >= deepest) return undefined;
    at++;
    const content =
      token.text === '{' ? { members: readMembers(end, depth + 1) } : { items: readItems(end, depth + 1) };
    const closing = tokens[at];
    if (closing) at++;
    else problems.push({ range: { start: token.start, end: token.end }, kind: 'unclosed' });
    const range = { start: token.start, end: closing?.end ?? text.length };
    return 'members' in content
      ? { kind: 'group', members: content.members, range }
      : { kind: 'list', items: content.items, range };
  }

  /** Strings that stand beside each other are one. */
  function readScalar(): LibconfigValue {
    const first = tokens[at++]!;
    let value = first.text;
    let end = first.end;
    while (first.kind === 'scalar' && text[first.start] === '"' && text[tokens[at]?.start ?? text.length] === '"') {
      value += tokens[at]!.text;
      end = tokens[at]!.end;
      at++;
    }
    return { kind: 'scalar', value, range: { start: first.start, end } };
  }

  const members = readMembers(undefined, 0);
  return { members, problems };
}

const tokenPattern =
  /\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|("(?:[^"\\]|\\[\s\S])*(?:"|$))|([A-Za-z*][\w*-]*)|([-+]?[0-9.][\w.+-]*)|([\s\S])/g;

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(tokenPattern)) {
    const [whole, quoted, name, number, mark] = match;
    const place = { start: match.index, end: match.index + whole.length };
    if (quoted !== undefined) {
      const inner = quoted.slice(1, quoted.length > 1 && quoted.endsWith('"') ? -1 : undefined);
      const value = inner.replace(/\\([\s\S])/g, (_, character: string) => escapes[character] ?? character);
      tokens.push({ kind: 'scalar', text: value, ...place });
    } else if (name !== undefined) tokens.push({ kind: 'name', text: name, ...place });
    else if (number !== undefined) tokens.push({ kind: 'scalar', text: number, ...place });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, ...place });
  }
  return tokens;
}
