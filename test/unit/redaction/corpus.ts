import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A text with secrets, as a service or a program wrote it. */
export interface SecretCase {
  readonly name: string;
  readonly text: string;
  readonly secrets: readonly string[];
  /** The text without its secrets, in the pieces that have to stay readable. */
  readonly kept: readonly string[];
}

const folder = join(import.meta.dirname, '../../fixtures/redaction');
const read = (name: string): unknown => parse(readFileSync(join(folder, name), 'utf8'));

/** Texts in which secrets stand between ⟦ and ⟧. */
export const secretCases: readonly SecretCase[] = (read('secrets.yaml') as { name: string; text: string }[]).map(
  ({ name, text }) => ({
    name,
    text: text.replace(/[⟦⟧]/g, ''),
    secrets: [...text.matchAll(/⟦(.*?)⟧/gs)].map(([, secret]) => secret ?? ''),
    kept: text.split(/⟦.*?⟧/s),
  }),
);

/** Texts that hold no secret, whatever they look like. */
export const harmlessTexts = read('harmless.yaml') as readonly string[];

/** The shortest part of a secret that counts as having leaked. */
const shortestPart = 6;

/** What of a secret would tell it: the whole, and each of its words. */
function tellingParts(secret: string): string[] {
  return [
    secret,
    ...secret.split(/[^A-Za-z0-9]+/).filter(word => word.length >= shortestPart && !plainWords.has(word)),
  ];
}

/** Words that stand in secrets and say nothing: the kind of a hash, the name of a cookie, an attribute. */
const plainWords: ReadonlySet<string> = new Set([
  'SHA256',
  'default',
  'HttpOnly',
  'SERVERID',
  'csrftoken',
  'sessionid',
]);

/** The secrets of a case that can still be read in a text, whole or in part, in any of the ways in which texts are written. */
export function leaksIn(text: string, { secrets }: SecretCase): string[] {
  const ways = [text, text.replaceAll('\\', ''), unescapeHtml(text)];
  return secrets.filter(secret => tellingParts(secret).some(part => ways.some(way => way.includes(part))));
}

function unescapeHtml(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
