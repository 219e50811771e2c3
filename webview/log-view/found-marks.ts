import type { FindChoice } from './find-bar.ts';

/** Marks what is searched for in the lines that are on the screen. */
export function markFound(root: Node, { text, isRegex, matchCase }: FindChoice): void {
  CSS.highlights.delete('found');
  if (text === '' || isRegex) return;
  const wanted = matchCase ? text : text.toLowerCase();
  const highlight = new Highlight();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const content = matchCase ? node.nodeValue! : node.nodeValue!.toLowerCase();
    for (let at = content.indexOf(wanted); at !== -1; at = content.indexOf(wanted, at + wanted.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, Math.min(at + wanted.length, node.nodeValue!.length));
      highlight.add(range);
    }
  }
  CSS.highlights.set('found', highlight);
}

/** Takes the marks away. */
export function forgetMarks(): void {
  CSS.highlights.delete('found');
}
