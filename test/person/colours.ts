import type { Page } from 'playwright-core';

/**
 * The colours in which the editor shows pieces of a line.
 * @param line a text that only this line holds.
 * @param texts for each of these the first piece that holds it.
 */
export function coloursOf(page: Page, line: string, texts: readonly string[]): Promise<string[]> {
  return waitForColours(page, line, texts, false);
}

/** The same, when every piece has got a colour of its own. VS Code shows a text first and colours it afterwards. */
export function distinctColoursOf(page: Page, line: string, texts: readonly string[]): Promise<string[]> {
  return waitForColours(page, line, texts, true);
}

async function waitForColours(
  page: Page,
  line: string,
  texts: readonly string[],
  areDistinct: boolean,
): Promise<string[]> {
  const result = await page.waitForFunction(
    wanted => {
      const text = (node: { textContent: string | null }) => (node.textContent ?? '').replaceAll('\u00a0', ' ');
      const { document } = globalThis as unknown as { document: PageDocument };
      const shown = [...document.querySelectorAll('.editor-group-container.active .view-line')].find(candidate =>
        text(candidate).includes(wanted.line),
      );
      const pieces = [...(shown?.querySelectorAll('span > span') ?? [])];
      const colours = wanted.texts.map(part => {
        const piece = pieces.find(candidate => text(candidate).includes(part));
        return piece?.ownerDocument.defaultView.getComputedStyle(piece).color ?? '';
      });
      const isReady = colours.every(colour => colour !== '');
      return isReady && (!wanted.areDistinct || new Set(colours).size === colours.length) ? colours : undefined;
    },
    { line, texts, areDistinct },
  );
  return (await result.jsonValue()) ?? [];
}

/** The little of a page's document that is used here: the tests are compiled without the types of a browser. */
interface PageDocument {
  querySelectorAll(selector: string): Iterable<PageElement>;
  readonly defaultView: { getComputedStyle(element: PageElement): { readonly color: string } };
}

interface PageElement {
  readonly textContent: string | null;
  readonly ownerDocument: PageDocument;
  querySelectorAll(selector: string): Iterable<PageElement>;
}
