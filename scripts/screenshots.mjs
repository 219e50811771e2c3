// npm run screenshots: takes the pictures of the documents anew, from what the person tests saw.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { installDependencies } from './lib/dependencies.mjs';
import { buildBundles } from './lib/extension-package.mjs';
import { runMain, UserFailure } from './lib/failure.mjs';
import { runPersonLayer, screenshotsFolder } from './lib/layer-person.mjs';
import { inProject } from './lib/paths.mjs';
import { makeWalkthroughPictures } from './lib/walkthrough-pictures.mjs';

/** The pictures that documents show: names that the person tests give their screenshots. */
const pictures = [
  'incident',
  'report',
  'log-view-filter-dark',
  'trace',
  'triage',
  'recovery-triage',
  'recovery-plan',
  'recovery-purge',
  'recovery-done',
];

/** The same in Chinese, for README.zh-CN.md. */
const chinesePictures = ['incident', 'report', 'triage', 'plan', 'walkthrough', 'settings'];

await runMain(async () => {
  await installDependencies();
  await buildBundles();
  const { failed } = await runPersonLayer({ words: [], grep: undefined });
  for (const { title, reason } of failed) console.error(`FAILED ${title}\n${reason}`);
  if (failed.length > 0) throw new UserFailure('No picture was taken over, because a test failed.');
  mkdirSync(inProject('media/screenshots'), { recursive: true });
  for (const picture of pictures) {
    copyFileSync(join(screenshotsFolder, `${picture}.png`), inProject(`media/screenshots/${picture}.png`));
  }
  mkdirSync(inProject('media/screenshots/zh-cn'), { recursive: true });
  for (const picture of chinesePictures) {
    copyFileSync(join(screenshotsFolder, `zh-${picture}.png`), inProject(`media/screenshots/zh-cn/${picture}.png`));
  }
  await makeWalkthroughPictures(picture => join(screenshotsFolder, `${picture}.png`));
  return 0;
});
