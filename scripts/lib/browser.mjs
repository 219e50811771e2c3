import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

/** Root has no sandbox, containers have little shared memory, and nothing but the served VS Code is to be reached. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts Chromium without a window. Its profile is new and goes away with it.
 */
export async function launchBrowser() {
  return chromium.launch({ executablePath: await findChromium(), args: flags });
}
