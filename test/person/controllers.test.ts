import { appendFileSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SimulatedController, simulatedLogs, startSimulatedController } from '../ssh/simulated-controller.ts';
import { createWorld, type World } from '../ssh/world.ts';
import { chooseTheme } from './choose-theme.ts';
import {
  openServedWindow,
  runCommand,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  showViews,
  webviewPage,
} from './served-window.ts';

const vip = '10.77.0.10';
const containers = (conductor = 'running') => [
  { name: 'nova_api', image: 'kolla/nova-api:2025.1' },
  { name: 'nova_scheduler', image: 'kolla/nova-scheduler:2025.1' },
  { name: 'nova_conductor', image: 'kolla/nova-conductor:2025.1', status: conductor },
  { name: 'rabbitmq', image: 'kolla/rabbitmq:2025.1' },
  { name: 'haproxy', image: 'kolla/haproxy:2025.1' },
  { name: 'keepalived', image: 'kolla/keepalived:2025.1' },
];
const queue = (name: string, messages: number, consumers: number) => ({
  name,
  type: 'classic',
  messages,
  messages_unacknowledged: 0,
  consumers,
  state: 'running',
});
const healthyQueues = [
  queue('conductor', 0, 6),
  queue('scheduler', 0, 3),
  queue('reply_0483f6cbe89d416a9f63cf97d8291d78', 0, 1),
];
const sickQueues = [
  queue('conductor', 412, 0),
  queue('scheduler', 0, 3),
  queue('reply_0483f6cbe89d416a9f63cf97d8291d78', 37, 0),
];

describe('a person looks at the controllers', () => {
  const names = ['ctl1', 'ctl2', 'ctl3'];
  let world: World;
  let controllers: SimulatedController[];
  let window: ServedWindow | undefined;
  let emptyFolder: string;
  let folder: string;

  before(async () => {
    world = createWorld();
    for (const name of ['host', 'user']) world.key(name);
    const keys = { hostKey: world.privateKey('host'), authorizedKey: world.publicKey('user') };
    controllers = await Promise.all(
      names.map((_, index) =>
        startSimulatedController(keys, {
          addresses: index === 0 ? ['10.77.0.11', vip] : [`10.77.0.1${index + 1}`],
          containers: containers(),
          queues: healthyQueues,
        }),
      ),
    );
    const hosts = controllers.map(({ server }, index) =>
      [
        `Host ctl${index + 1}`,
        '  HostName 127.0.0.1',
        `  Port ${server.port}`,
        `  IdentityFile ${world.key('user')}`,
        `  UserKnownHostsFile ${world.knownHostsFile}`,
      ].join('\n'),
    );
    world.writeConfiguration(`${hosts.join('\n')}\n`);
    world.writeKnownHosts(controllers.map(({ server }) => world.knownHost(server.port, 'host')).join(''));
    emptyFolder = join(world.home, 'empty');
    folder = join(world.home, 'region-one');
    for (const path of [emptyFolder, folder]) {
      mkdirSync(path);
      writeFileSync(join(path, 'notes.txt'), 'Notes\n');
    }
    writeFileSync(
      join(folder, '.nova-doctor.yaml'),
      [
        'cluster: region-one',
        `vip: [${vip}]`,
        'controllers:',
        ...names.map(name => `  - { name: ${name}, host: ${name} }`),
        `logs: [${simulatedLogs}]`,
        '',
      ].join('\n'),
    );
    for (const { logs } of controllers) {
      copyFileSync(join(import.meta.dirname, '../../examples/incident/ctl1/nova-api.log'), join(logs, 'nova-api.log'));
      writeFileSync(
        join(logs, 'nova-conductor.log'),
        line('INFO', 'nova.service', 'Starting conductor node (version 31.0.0)'),
      );
    }
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
    await window?.close();
    window = undefined;
  });
  after(async () => {
    await Promise.all(controllers.map(controller => controller.remove()));
    world.remove();
  });

  async function open(path: string, trusted = true, refreshSeconds = 0): Promise<ServedWindow> {
    const opened = await openServedWindow({
      folder: path,
      trusted,
      environment: { HOME: world.home },
      settings: { 'workbench.hover.delay': 600_000, 'novaDoctor.controllers.refreshSeconds': refreshSeconds },
    });
    window = opened;
    await opened.page.setViewportSize({ width: 1280, height: 1350 });
    await showViews(opened, 'Nova Doctor');
    return opened;
  }

  /** Runs a command and chooses from what it offers. */
  async function choose(opened: ServedWindow, command: string, label: string): Promise<void> {
    // The palette offers what needs controllers when it is known that some are named.
    await opened.page.locator('.pane', { hasText: 'Runbooks' }).locator('.monaco-list-row').first().waitFor();
    await runCommand(opened, command);
    const widget = opened.page.locator('.quick-input-widget');

    await widget.locator('.monaco-list-row', { hasText: label }).first().waitFor();
    await widget.locator('input').first().fill(label);
    await widget.locator('.monaco-list-row.focused', { hasText: label }).waitFor();
    await opened.page.keyboard.press('Enter');
  }

  const rows = (opened: ServedWindow) => opened.page.locator('.pane-body .monaco-list-row');

  it('finds ways to begin in an empty view', async () => {
    const opened = await open(emptyFolder);
    await opened.page.getByRole('button', { name: 'Use an Ansible Inventory' }).waitFor();
    await opened.page.getByRole('button', { name: 'Choose Hosts from ~/.ssh/config' }).waitFor();
    await opened.page.getByRole('button', { name: 'try it on a simulated cluster' }).waitFor();
    await saveScreenshot(opened, 'controllers-empty');
    await runCommand(opened, 'Nova: Triage');
    const card = webviewPage(opened);
    await card.getByText('This workspace names no controllers').waitFor();
    await card.getByRole('button', { name: 'Show the Controllers View' }).click();
    await saveScreenshot(opened, 'triage-nothing');
  });

  it('is told that its file names no controllers', async () => {
    const unnamed = join(world.home, 'unnamed');
    mkdirSync(unnamed);
    writeFileSync(join(unnamed, '.nova-doctor.yaml'), `cluster: region-two\nvip: [${vip}]\ncontrollers: []\n`);
    const opened = await open(unnamed);
    await opened.page.getByRole('button', { name: 'Read Them Now' }).click();
    await opened.page.getByText('names no controllers, or it or the inventory').waitFor();
    await opened.page.getByRole('button', { name: 'Open .nova-doctor.yaml' }).click();
    await opened.page.locator('.editor-container .view-line', { hasText: 'region-two' }).waitFor();
    await saveScreenshot(opened, 'controllers-unnamed');
  });

  it('is told in an untrusted window why nothing connects', async () => {
    const before = controllers.map(({ server }) => server.allConnections());
    const opened = await open(folder, false);
    await opened.page.getByText('so Nova Doctor connects nowhere from it').waitFor();
    await saveScreenshot(opened, 'controllers-untrusted');
    const after = controllers.map(({ server }) => server.allConnections());
    if (before.join() !== after.join()) throw new Error(`connections were made: ${before} ${after}`);
  });

  it('sees three controllers with a VIP, and follows a log in which an error appears', async () => {
    const opened = await open(folder);
    await opened.page.getByRole('button', { name: 'Read Them Now' }).click();
    await rows(opened)
      .filter({ hasText: /^VIP 10\.77\.0\.10/ })
      .filter({ hasText: 'on ctl1' })
      .waitFor();
    await rows(opened).filter({ hasText: /^ctl3/ }).waitFor();
    await rows(opened)
      .filter({ hasText: /^Queues/ })
      .filter({ hasText: 'nothing waits' })
      .waitFor();
    await saveScreenshot(opened, 'controllers');
    for (const theme of ['Light High Contrast', 'Dark High Contrast', 'Dark Modern']) {
      await chooseTheme(opened, theme);
      await saveScreenshot(opened, `controllers-${theme.toLowerCase().replaceAll(' ', '-')}`);
    }

    await runCommand(opened, 'Nova: Follow Log of All Controllers');
    const widget = opened.page.locator('.quick-input-widget');
    await widget.locator('input').first().fill('nova-conductor.log');
    await widget.locator('.monaco-list-row.focused', { hasText: 'nova-conductor.log' }).waitFor();
    await opened.page.keyboard.press('Enter');
    const output = opened.page.locator('.output-view-content, .part.panel .view-lines');
    await output.filter({ hasText: 'Starting conductor node' }).first().waitFor();
    appendFileSync(
      join(controllers[1]!.logs, 'nova-conductor.log'),
      line(
        'ERROR',
        'oslo.messaging._drivers.impl_rabbit',
        '[-] Connection failed: [Errno 111] ECONNREFUSED (retrying in 2.0 seconds): ConnectionRefusedError: [Errno 111]',
      ),
    );
    await output.filter({ hasText: 'ECONNREFUSED' }).first().waitFor();
    await opened.page.locator('.part.panel .codelens-decoration', { hasText: 'RabbitMQ was stopped' }).waitFor();
    await saveScreenshot(opened, 'controllers-follow');
    await runCommand(opened, 'View: Focus Problems');
    await opened.page.locator('.markers-panel .monaco-list-row', { hasText: 'RabbitMQ' }).first().waitFor();
  });

  it('follows what a container prints that writes no file', async () => {
    writeFileSync(
      controllers[0]!.containerLog,
      line('INFO', 'nova.service', 'Starting scheduler node (version 31.0.0)'),
    );
    const opened = await open(folder);
    await opened.page.getByRole('button', { name: 'Read Them Now' }).click();
    await rows(opened)
      .filter({ hasText: /^Queues/ })
      .waitFor();
    await choose(opened, 'Nova: Follow Log Live', 'nova-scheduler');
    const output = opened.page.locator('.part.panel .view-lines');
    await output.filter({ hasText: 'Starting scheduler node' }).first().waitFor();
    appendFileSync(controllers[0]!.containerLog, line('ERROR', 'nova.scheduler', 'appears while it runs'));
    await output.filter({ hasText: 'appears while it runs' }).first().waitFor();
  });

  it('has the logs analyzed on the controllers, and opens the place of an incident', async () => {
    const opened = await open(folder);
    await choose(opened, 'Nova: Analyze Logs on Controllers', 'Everything that is there');
    const incidents = opened.page.locator('.pane', { hasText: 'Incidents' }).locator('.monaco-list-row');
    const evidence = incidents.filter({ hasText: /^First broker connection/ });
    await incidents
      .filter({ hasText: /^Evidence/ })
      .first()
      .click();
    await evidence.first().click();
    await opened.page.locator('.editor-container .view-line', { hasText: 'ERROR' }).first().waitFor();
    await saveScreenshot(opened, 'controllers-analyze');
  });

  it('opens a large log around a time', async () => {
    const begin = Date.UTC(2026, 10, 22, 8);
    const written = (second: number) => new Date(begin + second * 1000).toISOString().replace('T', ' ').slice(0, 23);
    const lines = Array.from(
      { length: 20_000 },
      (_, second) => `${written(second)} 7 INFO nova.compute.manager [-] entry ${second} ${'x'.repeat(400)}\n`,
    );
    const large = join(controllers[0]!.logs, 'nova-compute.log');
    writeFileSync(large, lines.join(''));
    const opened = await open(folder);
    await choose(opened, 'Nova: Open Log Around a Time', 'nova-compute.log');
    const widget = opened.page.locator('.quick-input-widget', { hasText: 'before the end of the logs' });
    await widget.locator('input').first().fill('11:25:36');
    await opened.page.keyboard.press('Enter');
    const editor = opened.page.locator('.editor-container .view-line');
    await editor.filter({ hasText: /11:25:36\.000.*entry.12336/ }).waitFor();
    // Line numbers of a part are those of the part.
    await opened.page
      .locator('.editor-container .line-numbers', { hasText: /^\d{3,4}$/ })
      .first()
      .waitFor();
    rmSync(large);
  });

  it('sees by itself what has changed, while it looks at the view', async () => {
    const opened = await open(folder, true, 5);
    await opened.page.getByRole('button', { name: 'Read Them Now' }).click();
    const services = rows(opened).filter({ hasText: /^Services/ });
    await services.filter({ hasText: '6 of 6 run' }).nth(2).waitFor();
    controllers[2]!.set({ addresses: ['10.77.0.13'], containers: containers('exited'), queues: healthyQueues });
    await services.filter({ hasText: '5 of 6 run' }).waitFor();
    controllers[2]!.set({ addresses: ['10.77.0.13'], containers: containers(), queues: healthyQueues });
  });

  it('sees a controller that is down, a split VIP, and the likely cause on one card', async () => {
    controllers[1]!.set({ addresses: ['10.77.0.12', vip], containers: containers('exited'), queues: sickQueues });
    controllers[0]!.set({ addresses: ['10.77.0.11', vip], containers: containers(), queues: sickQueues });
    await controllers[2]!.server.close();
    const opened = await open(folder);
    await opened.page.getByRole('button', { name: 'Read Them Now' }).click();
    await rows(opened).filter({ hasText: 'on several hosts at once: ctl1, ctl2' }).waitFor();
    await rows(opened).filter({ hasText: 'nothing listens on the port of SSH' }).waitFor();
    // Room for the rows: what is out of sight has no element.
    await opened.page.locator('.pane-header', { has: opened.page.getByText('Incidents', { exact: true }) }).click();
    await rows(opened)
      .filter({ hasText: /^conductor/ })
      .filter({ hasText: '412 messages' })
      .waitFor();
    await saveScreenshot(opened, 'controllers-split-vip');

    await runCommand(opened, 'Nova: Triage');
    const page = webviewPage(opened);
    await page.getByText('The VIP is on two hosts at once').waitFor();
    await page.getByText('its queue has no consumer').waitFor();
    await opened.page.setViewportSize({ width: 1280, height: 900 });
    await saveScreenshot(opened, 'triage');
  });
});

function line(level: string, logger: string, message: string): string {
  return `${new Date().toISOString().replace('T', ' ').slice(0, 23)} 7 ${level} ${logger} ${message}\n`;
}
