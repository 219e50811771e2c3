import { visibleLine } from '../../text/layout.ts';
import { codeBlock } from '../../text/markdown.ts';
import { withoutSecrets } from '../../text/redact.ts';
import type { CopyHow } from './protocol.ts';

/**
 * What is put into the clipboard for rows of a log: their text, the text behind its place, or the same as a block of Markdown
 * without secrets, for a ticket.
 * @param place path of the log as it is to be shown, with the number of the first row (from 1) where it is known.
 */
export function copiedRows(text: string, how: CopyHow, place: string): string {
  if (how === 'text') return text;
  if (how === 'place') return `${place}\n${text}`;
  return `${visibleLine(place)}\n${codeBlock(withoutSecrets(text), '')}\n`;
}
