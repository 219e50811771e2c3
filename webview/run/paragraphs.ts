import { element } from '../lib/dom.ts';

/** The little Markdown that texts of runbooks have: paragraphs, and code between backquotes. All else stays as it is written. */
export function paragraphs(text: string): HTMLElement[] {
  return text
    .trim()
    .split(/\n[ \t]*\n/)
    .filter(part => part !== '')
    .map(part => {
      const pieces = part
        .split(/`([^`]+)`/)
        .map((piece, index) => (index % 2 === 1 ? element('code', {}, piece) : piece));
      return element('p', {}, ...pieces);
    });
}
