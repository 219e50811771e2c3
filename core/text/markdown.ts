/**
 * Markdown for hovers. Logs are written by strangers: whatever comes from one passes through `escapeMarkdown` or
 * `codeSpan`, so that no log can put links, commands, pictures or HTML before a reader.
 */

const longestText = 600;

/** What means something to Markdown or HTML anywhere in a line, the ways to write a bare address, and list marks at its start. */
const special = /[\\`*_{}[\]<>&~|$@#!]|:(?=\/\/)|(?<=\bwww)\.|^[-+=]|(?<=^\d{1,9})[.)]/gi;

/** Text that is shown as it is written: on one line, shortened, without any mark-up. */
export function escapeMarkdown(text: string): string {
  return onOneLine(text).replace(special, '\\$&');
}

/** Text as inline code. */
export function codeSpan(text: string): string {
  const content = onOneLine(text);
  if (content === '') return '';
  const longestRun = Math.max(0, ...[...content.matchAll(/`+/g)].map(match => match[0].length));
  const fence = '`'.repeat(longestRun + 1);
  return longestRun === 0 ? `${fence}${content}${fence}` : `${fence} ${content} ${fence}`;
}

/** A block of code, as for a command to copy. */
export function codeBlock(text: string, language: string): string {
  const longestRun = Math.max(2, ...[...text.matchAll(/`+/g)].map(match => match[0].length));
  const fence = '`'.repeat(longestRun + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function onOneLine(text: string): string {
  // Besides line ends, what turns the direction of text or hides it could make a text read as another.
  const shown = text
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g, ' ')
    .trim();
  return shown.length <= longestText ? shown : `${shown.slice(0, longestText)}…`;
}
