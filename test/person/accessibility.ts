import axe from 'axe-core';
import type { FrameLocator } from 'playwright-core';

/**
 * What axe finds wrong with a page of ours as it is shown: contrast in the present theme, names, roles, order of headings.
 * @returns one line for each problem with the first element that has it, none where all is well.
 */
export async function accessibilityViolations(page: FrameLocator): Promise<string[]> {
  const frame = await (await page.locator('body').elementHandle())?.ownerFrame();
  if (!frame) throw new Error('The page has no frame.');
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
