import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startLab } from '../../scripts/lib/lab.mjs';
import { sampleFolder } from '../../scripts/lib/paths.mjs';
import {
  openFile,
  openServedWindow,
  runCommand,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  showViews,
  webviewPage,
} from './served-window.ts';

const rows = (page: Page) => page.locator('.pane-body .monaco-list-row');

describe('一位中文用户 (a person who reads Chinese)', () => {
  let folder: string;
  let window: ServedWindow | undefined;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-chinese-'));
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
    await window?.close();
    window = undefined;
  });
  after(() => rmSync(folder, { recursive: true }));

  it('sees views, walkthrough and settings in Chinese', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    writeFileSync(join(empty, 'notes.txt'), 'Notes\n');
    const opened = await openServedWindow({ folder: empty, language: 'zh-cn' });
    window = opened;
    const { page } = opened;
    await showViews(opened, 'Nova Doctor');
    for (const name of ['故障', '控制节点', '运行手册', '运行记录']) {
      await page.locator('.pane-header', { has: page.getByText(name, { exact: true }) }).waitFor();
    }
    await page.getByRole('button', { name: '分析工作区' }).waitFor();
    await page.getByRole('button', { name: '使用 Ansible 清单' }).waitFor();
    await page.getByRole('button', { name: '在模拟集群上试用' }).waitFor();
    // What the mouse rests on says more about itself.
    await page.mouse.move(900, 500);
    await saveScreenshot(opened, 'zh-welcome');

    await page.setViewportSize({ width: 1700, height: 1000 });
    await runCommand(opened, 'Nova: 入门引导');
    const steps = page.locator('.gettingStartedContainer .getting-started-step');
    await steps.filter({ hasText: '留下操作记录' }).waitFor();
    assert.equal(await steps.count(), 7);
    await steps.filter({ hasText: '逐步恢复' }).click();
    await page.locator('.gettingStartedContainer').getByRole('button', { name: '执行运行手册…' }).waitFor();
    await saveScreenshot(opened, 'zh-walkthrough');

    // By its key: the walkthrough takes the focus back from a palette that is open too early.
    await page.keyboard.press('Control+Comma');
    const settings = page.locator('.settings-editor');
    await settings.locator('.monaco-editor').first().click();
    await page.keyboard.type('@ext:nova-doctor.nova-doctor');
    await settings.getByText('没有文件写明时').first().waitFor();
    // Those of the machine on which the extension runs.
    await settings.getByText(/^Remote \[/).click();
    await settings.locator('.settings-toc-container').getByText('控制节点与 SSH').click();
    await settings.getByText('如何通过 SSH 连接控制节点').first().waitFor();
    await saveScreenshot(opened, 'zh-settings');
  });

  it('goes from the logs to the plan of recovery in Chinese', async () => {
    const region = join(folder, 'region-one');
    cpSync(sampleFolder, region, { recursive: true });
    const lab = await startLab(join(folder, 'lab'));
    try {
      const opened = await openServedWindow({
        folder: region,
        language: 'zh-cn',
        settings: { 'workbench.hover.delay': 600_000 },
        machineSettings: { 'novaDoctor.ssh.configFile': lab.sshConfiguration },
        environment: { XDG_STATE_HOME: join(folder, 'state') },
      });
      window = opened;
      const { page } = opened;
      page.setDefaultTimeout(60_000);
      await page.setViewportSize({ width: 1280, height: 1000 });
      await showViews(opened, 'Nova Doctor');
      await page.getByRole('button', { name: '分析工作区' }).click();
      const incident = rows(page)
        .filter({ hasText: /^数据库代理/ })
        .first();
      await incident.waitFor();
      await saveScreenshot(opened, 'zh-incidents');

      await showViews(opened, 'Explorer');
      await openFile(opened, 'ctl1/nova-conductor.log');
      await runCommand(opened, 'View: Focus Problems');
      await page.locator('.markers-panel .monaco-list-row', { hasText: /^根因：数据库代理/ }).waitFor();
      await page.locator('.codelens-decoration', { hasText: '根因：' }).waitFor();
      await saveScreenshot(opened, 'zh-incident');
      await page.keyboard.press('Control+J');
      await runCommand(opened, 'View: Show Nova Doctor');

      await runCommand(opened, 'Nova: 显示故障报告');
      await webviewPage(opened).getByRole('heading', { name: '下一步' }).waitFor();
      await saveScreenshot(opened, 'zh-report');

      await runCommand(opened, 'Nova: 分诊');
      const card = webviewPage(opened);
      await card.getByRole('heading', { name: /的分诊$/ }).waitFor();
      const plan = card.getByRole('button', { name: '制定运行手册 conductor-safe-channel 的计划…' });
      await plan.waitFor();
      await saveScreenshot(opened, 'zh-triage');

      await plan.click();
      await page.locator('.quick-input-widget .monaco-list-row', { hasText: '按这些参数显示计划' }).click();
      const shown = webviewPage(opened);
      await shown.getByText('这是计划，尚未运行任何操作。').first().waitFor();
      await shown.getByRole('heading', { level: 1, name: /nova-conductor/ }).waitFor();
      await saveScreenshot(opened, 'zh-plan');
      assert.doesNotMatch(await shown.locator('header').innerText(), /[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}/);
    } finally {
      lab.stop();
    }
  });
});
