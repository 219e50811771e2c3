/** Characters that do not show, or turn the direction of what follows: with them a command could read as another one. */
const hidden = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text of a stranger for a question that somebody agrees to: what would not show is written as `\u{202e}`. */
export function visibleText(text: string): string {
  return text.replace(hidden, character => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
