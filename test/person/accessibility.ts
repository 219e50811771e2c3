import axe from 'axe-core';
import type { Frame, FrameLocator, Page } from 'playwright-core';

/**
 * What axe finds wrong with a page of ours as it is shown: contrast in the present theme, names, roles, order of headings.
 * @returns one line for each problem with the first element that has it, none where all is well.
 */
export async function accessibilityViolations(page: FrameLocator): Promise<string[]> {
  const frame = await frameOf(page);
  // Not as an element of the page: its content security policy admits no script but its own.
  await frame.evaluate(axe.source);
  return frame.evaluate(async () => {
    const { axe: run } = globalThis as unknown as { axe: typeof axe };
    // Numbers of lines have the colour that the editor gives them.
    const { violations } = await run.run(
      { exclude: ['.number'] },
      {
        // A panel is no page of a site: VS Code gives its title, and its landmarks are those of the window.
        rules: { 'page-has-heading-one': { enabled: false }, region: { enabled: false } },
      },
    );
    const texts = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ any, all, html }) => ({ problem: `${id}: ${[...any, ...all][0]?.message ?? ''}`, html })),
    );
    // Of what repeats in every row, one example is enough.
    const problems = new Set(texts.map(({ problem }) => problem));
    return [...problems].map(problem => {
      const same = texts.filter(text => text.problem === problem);
      return `${problem} (${same.length} times, first ${same[0]?.html.slice(0, 120)})`;
    });
  });
}

/** More than the pages have before their long lists. */
const mostStops = 20;

/** Runs in the page, whose types tests do not know: what has the focus, and whether that is seen. */
const focused = `(() => {
  const { activeElement, body } = document;
  if (activeElement === null || activeElement === body) return undefined;
  const { outlineStyle, boxShadow } = getComputedStyle(activeElement);
  // Marks of a picture show the focus by a line of their own.
  const isSeen = outlineStyle !== 'none' || boxShadow !== 'none' || activeElement instanceof SVGElement;
  return { html: activeElement.outerHTML.slice(0, 120), isSeen };
})()`;

/**
 * Goes through a page by Tab, from its beginning.
 * @returns the elements that get the focus, in order, and those of them on which nobody can see that they have it.
 */
export async function tabStops(window: Page, page: FrameLocator): Promise<{ stops: string[]; unseen: string[] }> {
  const frame = await frameOf(page);
  await frame.evaluate('document.body.tabIndex = -1');
  await page.locator('body').focus();
  const stops: string[] = [];
  const unseen: string[] = [];
  for (let stop = 0; stop < mostStops; stop++) {
    await window.keyboard.press('Tab');
    const reached = await frame.evaluate<{ html: string; isSeen: boolean } | undefined>(focused);
    if (reached === undefined) break;
    stops.push(reached.html);
    if (!reached.isSeen) unseen.push(reached.html);
  }
  return { stops, unseen };
}

async function frameOf(page: FrameLocator): Promise<Frame> {
  const frame = await (await page.locator('body').elementHandle())?.ownerFrame();
  if (!frame) throw new Error('The page has no frame.');
  return frame;
}
