import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InProcessServer, startInProcessServer } from '../ssh/in-process-server.ts';
import { createWorld, type World } from '../ssh/world.ts';
import {
  openServedWindow,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  showViews,
} from './served-window.ts';

const passphrase = 'correct horse';
const password = 'battery staple';

describe('a person answers what SSH asks', () => {
  let world: World;
  let withKey: InProcessServer;
  let withPassword: InProcessServer;
  let window: ServedWindow | undefined;

  before(async () => {
    world = createWorld();
    world.key('host');
    world.key('user', { passphrase });
    const hostKeys = [world.privateKey('host')];
    withKey = await startInProcessServer({ hostKeys, authorizedKeys: [world.publicKey('user')] });
    withPassword = await startInProcessServer({ hostKeys, passwords: [password] });
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
    await window?.close();
    window = undefined;
  });
  after(async () => {
    await Promise.all([withKey.close(), withPassword.close()]);
    world.remove();
  });

  /** Opens a folder whose one controller is the server. */
  async function open(name: string, server: InProcessServer, lines: readonly string[]): Promise<ServedWindow> {
    world.writeConfiguration(
      [
        `Host ${name}`,
        '  HostName 127.0.0.1',
        `  Port ${server.port}`,
        `  UserKnownHostsFile ${world.knownHostsFile}`,
        ...lines,
        '',
      ].join('\n'),
    );
    const folder = join(world.home, name);
    mkdirSync(folder, { recursive: true });
    describeCluster(name, 'first');
    window = await openServedWindow({
      folder,
      environment: { HOME: world.home, SSH_AUTH_SOCK: '' },
      settings: { 'novaDoctor.controllers.refreshSeconds': 0 },
    });
    await showControllers(window);
    return window;
  }

  function describeCluster(name: string, cluster: string): void {
    const text = `cluster: ${cluster}\nvip: none\ncontrollers: [${name}]\nbecome: none\n`;
    writeFileSync(join(world.home, name, '.nova-doctor.yaml'), text);
  }

  /** Waits until the view shows what was read of a cluster. */
  const title = ({ page }: ServedWindow, cluster: string) =>
    page.locator('.pane-header', { hasText: 'Controllers' }).filter({ hasText: cluster }).waitFor();

  async function showControllers({ page }: ServedWindow): Promise<void> {
    await showViews({ page }, 'Nova Doctor');
    await page.getByRole('button', { name: 'Read Them Now' }).click();
  }

  const controller = ({ page }: ServedWindow, name: string) =>
    page.locator('.pane-body .monaco-list-row', { hasText: name }).first();

  /** Answers the question that is asked, and nothing else. */
  async function answer({ page }: ServedWindow, question: string, text: string): Promise<void> {
    const widget = page.locator('.quick-input-widget', { hasText: question });
    await widget.waitFor();
    const input = widget.locator('input').first();
    assert.equal(await input.getAttribute('type'), 'password');
    await input.fill(text);
    await page.keyboard.press('Enter');
  }

  it('about a host key that nobody knows, and may refuse it', async () => {
    world.writeKnownHosts('');
    const opened = await open('stranger', withKey, [`  IdentityFile ${world.key('user')}`, '  IdentitiesOnly yes']);
    const dialog = opened.page.locator('.monaco-dialog-box');
    await dialog.filter({ hasText: 'The host key of stranger is not known.' }).waitFor();
    await dialog.filter({ hasText: /SHA256:[A-Za-z0-9+/]{43}/ }).waitFor();
    await opened.page.getByText('Connecting over SSH, and reading …').waitFor();
    await saveScreenshot(opened, 'ssh-host-key');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await controller(opened, 'stranger').filter({ hasText: 'no answer' }).waitFor();
    assert.equal(readFileSync(world.knownHostsFile, 'utf8'), '');
  });

  it('about a key that is locked: a wrong passphrase is asked again, and only who wants that has it kept', async () => {
    world.writeKnownHosts('');
    const opened = await open('ctl1', withKey, [`  IdentityFile ${world.key('user')}`, '  IdentitiesOnly yes']);
    const dialog = opened.page.locator('.monaco-dialog-box');
    await dialog.getByRole('button', { name: 'Connect and Remember' }).click();
    await answer(opened, 'Passphrase of the key', 'wrong');
    await answer(opened, 'Passphrase of the key', passphrase);
    await controller(opened, 'ctl1').filter({ hasText: 'load' }).waitFor();
    assert.match(readFileSync(world.knownHostsFile, 'utf8'), /^\S+ ssh-ed25519 \S+\n$/);

    // It was not said that it may be kept, so new connections ask again: whoever writes the file anew gets them.
    describeCluster('ctl1', 'second');
    await answer(opened, 'Passphrase of the key', passphrase);
    await opened.page.getByRole('button', { name: 'Keep in the Secret Storage' }).first().waitFor();
    await saveScreenshot(opened, 'ssh-keep-passphrase');
    const keep = opened.page.getByRole('button', { name: 'Keep in the Secret Storage' });
    await keep.last().click();
    await title(opened, 'second');

    describeCluster('ctl1', 'third');
    await title(opened, 'third');
    await controller(opened, 'ctl1').filter({ hasText: 'load' }).waitFor();
    assert.equal(await opened.page.locator('.quick-input-widget:visible').count(), 0);
  });

  it('about a password, which is tried once and nowhere else', async () => {
    world.writeKnownHosts(world.knownHost(withPassword.port, 'host'));
    const opened = await open('ctl2', withPassword, ['  User nova', '  PubkeyAuthentication no']);
    await answer(opened, 'Password of nova on ctl2', password);
    await controller(opened, 'ctl2').filter({ hasText: 'load' }).waitFor();
    assert.deepEqual(withPassword.triedPasswords, [password]);
  });
});
