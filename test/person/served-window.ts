import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/lib/browser.mjs';
import {
  installExtension,
  startServedVSCode,
  workbenchAddress,
  writeFirstSettings,
  writeMachineSettings,
} from '../../scripts/lib/served-vscode.mjs';

/** A window of VS Code in a browser, with the extension installed from its package. */
export interface ServedWindow {
  readonly page: Page;
  /** Ends everything; call it in `after`. */
  close(): Promise<void>;
}

export interface ServedWindowOptions {
  /** Absolute path of the folder that is opened. */
  readonly folder: string;
  /** Whether the folder is trusted. When not, the window opens in Restricted Mode. */
  readonly trusted?: boolean;
  /** The user's settings beside those that keep the window free of what is not under test. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine on which extensions run. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** The language of the window. Texts of VS Code itself stay English: its translations are in an extension of their own. */
  readonly language?: 'zh-cn';
  /** Variables of the environment in which extensions run. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Arguments of the Node in which VS Code and extensions run. */
  readonly nodeArgs?: readonly string[];
  /** The package to install, where it is not to be the built one where it was built. */
  readonly packageFile?: string;
  /** A folder that is not there yet: for settings, extensions and logs of VS Code. */
  readonly dataFolder?: string;
}

/** Opens a folder, and resolves when its Explorer is on the screen and the extensions are known. */
export async function openServedWindow(options: ServedWindowOptions): Promise<ServedWindow> {
  const { folder, trusted = true, settings = {}, machineSettings = {}, environment = {}, language } = options;
  const { path, hash } = builtPackage();
  const { dataFolder = mkdtempSync(join(tmpdir(), 'nova-doctor-person-')), packageFile = path } = options;
  writeFirstSettings(dataFolder, { 'security.workspace.trust.enabled': !trusted, ...settings });
  writeMachineSettings(dataFolder, machineSettings);
  await installExtension(dataFolder, { path: packageFile, hash });
  const server = await startServedVSCode({ dataFolder, environment, nodeArgs: options.nodeArgs ?? [] });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(30_000);
  // What VS Code's own translations do when they are loaded.
  if (language) await page.context().addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = '${language}';`);
  await page.goto(workbenchAddress(server.origin, folder));
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  // VS Code leaves this mark when the commands, languages and views of the extensions are known.
  await page.waitForFunction("performance.getEntriesByName('code/didLoadExtensions').length > 0");
  return {
    page,
    async close() {
      await browser.close();
      await server.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Runs a command by its title, from the command palette. */
export async function runCommand(window: ServedWindow, title: string): Promise<void> {
  const first = window.page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: title });
  await findCommand(window, title, first);
  await window.page.keyboard.press('Enter');
}

/**
 * Types a title into the command palette, and resolves when a row of it is there. VS Code closes the palette when something
 * else takes the focus, as a page does that has just been loaded: a person then opens it again.
 */
export async function findCommand({ page }: ServedWindow, title: string, row: Locator): Promise<void> {
  const input = page.locator('.quick-input-widget input').first();
  for (let triesLeft = 3; ; triesLeft--) {
    try {
      await page.keyboard.press('F1');
      await input.fill(`>${title}`, { timeout: 10_000 });
      await row.waitFor({ timeout: 10_000 });
      return;
    } catch (error) {
      if (triesLeft === 1) throw error;
      // A palette that is open does not learn of commands that can only now be run.
      await page.keyboard.press('Escape');
    }
  }
}

/**
 * Opens a file of the workspace in the Explorer, and resolves when the editor shows it.
 * @param path below the workspace, with slashes.
 */
export async function openFile({ page }: ServedWindow, path: string): Promise<void> {
  const parts = path.split('/');
  for (const [depth, part] of parts.entries()) {
    const row = page.locator(`.explorer-folders-view .monaco-list-row[aria-level="${depth + 1}"]`, {
      has: page.getByText(part, { exact: true }),
    });
    const isOpenFolder = depth < parts.length - 1 && (await row.getAttribute('aria-expanded')) === 'true';
    if (!isOpenFolder) await row.click();
  }
  await page.locator('.editor-group-container.active .tab.active', { hasText: parts.at(-1) ?? path }).waitFor();
  await page.locator('.editor-group-container.active .view-lines .view-line').first().waitFor();
}

/** The inside of the only page of an extension that is shown: VS Code puts it into two frames. */
export function webviewPage({ page }: Pick<ServedWindow, 'page'>): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

/** Shows the views behind a button of the activity bar. */
export async function showViews({ page }: Pick<ServedWindow, 'page'>, name: 'Nova Doctor' | 'Explorer'): Promise<void> {
  await page.locator(`.activitybar .action-label[aria-label^="${name}"]`).click();
}

/** Saves what is on the screen. */
export async function saveScreenshot({ page }: ServedWindow, name: string): Promise<void> {
  await page.screenshot({ path: join(fromEnvironment('NOVA_DOCTOR_SCREENSHOTS'), `${name}.png`) });
}

/** Saves what is on the screen when the test that has just ended failed; call it in `afterEach`. */
export async function saveScreenshotOfFailure(
  window: ServedWindow | undefined,
  test: Mocha.Test | undefined,
): Promise<void> {
  if (window === undefined || test?.state !== 'failed') return;
  await saveScreenshot(window, `FAILED ${test.fullTitle().replace(/[^\w ]+/g, '-')}`);
}

/** The built .vsix, and a hash of what is in it. */
export function builtPackage(): { path: string; hash: string } {
  return { path: fromEnvironment('NOVA_DOCTOR_PACKAGE'), hash: fromEnvironment('NOVA_DOCTOR_PACKAGE_HASH') };
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run these tests with "npm test -- person".`);
  return value;
}
