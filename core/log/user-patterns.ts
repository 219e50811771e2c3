import { RE2JS } from 're2js';
import type { Signature } from './signature.ts';
import type { TextPattern } from './signature-matcher.ts';

const flagValues: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};

/**
 * Prepares the pattern of a user's signature on an engine whose time grows linearly with the text, so that no pattern
 * can hang the program.
 * @throws Error for what that engine does not understand, look-around and references to groups among it.
 */
export function compileUserPattern({ pattern, flags = '' }: Pick<Signature, 'pattern' | 'flags'>): TextPattern {
  const value = [...flags].reduce((sum, flag) => sum | (flagValues[flag] ?? 0), 0);
  const compiled = RE2JS.compile(pattern, value);
  return { test: text => compiled.matcher(text).find() };
}
