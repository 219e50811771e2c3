import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { launchBrowser } from './browser.mjs';
import { inProject } from './paths.mjs';

/** Pixels: a walkthrough shows a picture on half of the window. */
const width = 640;
const quality = 0.4;

/** The steps of the walkthrough and the pictures that they show. */
const walkthroughPictures = {
  lab: 'recovery-plan',
  inspect: 'incident',
  cause: 'report',
  lint: 'capacity',
  connect: 'recovery-triage',
  recover: 'recovery-purge',
  report: 'recovery-done',
};

/**
 * Makes the pictures of the walkthrough, which are in the package and therefore small, out of those of the documents.
 *
 * @param {(picture: string) => string} pathOf path of a picture in PNG
 */
export async function makeWalkthroughPictures(pathOf) {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    mkdirSync(inProject('media/walkthrough'), { recursive: true });
    for (const [step, picture] of Object.entries(walkthroughPictures)) {
      const source = `data:image/png;base64,${readFileSync(pathOf(picture)).toString('base64')}`;
      const packed = await page.evaluate(shrink, { source, width, quality });
      writeFileSync(inProject(`media/walkthrough/${step}.webp`), Buffer.from(packed.split(',')[1] ?? '', 'base64'));
    }
  } finally {
    await browser.close();
  }
}

/**
 * Runs in the page.
 *
 * @param {{source: string, width: number, quality: number}} wanted
 */
async function shrink({ source, width: wide, quality: fine }) {
  // The types of a browser are not those of scripts.
  const { Image: Picture, document: shown } = /** @type {any} */ (globalThis);
  const picture = new Picture();
  picture.src = source;
  await picture.decode();
  const canvas = shown.createElement('canvas');
  canvas.width = wide;
  canvas.height = Math.round((picture.height * wide) / picture.width);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/webp', fine);
}
