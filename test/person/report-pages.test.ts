import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type AnalyzeLogsParams, type AnalyzeLogsResult, analyzeLogs } from '../../core/features/protocol.ts';
import type { ReportMessage } from '../../core/features/report.ts';
import { analysisHtml } from '../../core/log/output/html.ts';
import { english } from '../../core/text/l10n.ts';
import { createRedactor } from '../../core/text/redact.ts';
import { launchBrowser } from '../../scripts/lib/browser.mjs';
import { connectClient } from '../protocol/connected-client.ts';

const projectFolder = join(import.meta.dirname, '../..');
const sampleFolder = join(projectFolder, 'examples/incident');

/** The language pack of VS Code is not to be had from npm, so the page is shown by itself, with a few colours of a theme. */
const html = `<!DOCTYPE html>
<html lang="zh-cn"><head><meta charset="utf-8"><title>report</title>
<style>:root {
  --vscode-foreground: #3b3b3b; --vscode-editor-background: #fff; --vscode-font-family: sans-serif; --vscode-font-size: 13px;
  --vscode-editor-font-family: monospace; --vscode-editor-font-size: 13px; --vscode-widget-border: #e5e5e5;
  --vscode-descriptionForeground: #5f6a79; --vscode-textLink-foreground: #005fb8; --vscode-charts-red: #b01011;
  --vscode-charts-yellow: #bf8803; --vscode-charts-blue: #0063d3; --vscode-button-secondaryBackground: #e5e5e5;
  --vscode-editorWidget-background: #f8f8f8; --vscode-textPreformat-background: #0000001f; --vscode-focusBorder: #005fb8;
  --vscode-textCodeBlock-background: #f8f8f8; --vscode-editorError-foreground: #e51400; --vscode-editorWarning-foreground: #bf8803;
}</style></head><body></body></html>`;

async function reportIn(locale: string): Promise<Extract<ReportMessage, { kind: 'show' }>> {
  const client = await connectClient(locale);
  try {
    const params: AnalyzeLogsParams = { paths: [sampleFolder], progress: 'p' };
    const { analysis, problems }: AnalyzeLogsResult = await client.connection.sendRequest(analyzeLogs, params);
    const labels = Object.fromEntries(
      analysis.findings.flatMap(finding =>
        finding.perFile.map(({ path }) => [path, path.slice(sampleFolder.length + 1)] as const),
      ),
    );
    return { kind: 'show', report: { analysis, problems, labels } };
  } finally {
    await client.close();
  }
}

describe('pages of the incident report by themselves', () => {
  let browser: Browser;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  it('have no English left in Chinese, but what names things', async () => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 2000 } });
    await page.setContent(html);
    const translations = readFileSync(join(projectFolder, 'l10n/bundle.l10n.zh-cn.json'), 'utf8');
    await page.evaluate(
      `{
        const script = document.createElement('script');
        script.type = 'application/json';
        script.id = 'translations';
        script.textContent = ${JSON.stringify(translations)};
        document.head.append(script);
        globalThis.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} });
      }`,
    );
    await page.addStyleTag({ path: join(projectFolder, 'dist/report.css') });
    await page.addScriptTag({ path: join(projectFolder, 'dist/report.js'), type: 'module' });
    const message = JSON.stringify(await reportIn('zh-cn'));
    await page.evaluate(`window.postMessage(${message}, '*')`);
    await page.getByRole('heading', { name: '下一步' }).waitFor();
    await page.getByRole('application').locator('canvas').waitFor();
    await page.screenshot({ path: join(screenshotsFolder(), 'report-chinese.png') });
    const texts = await page
      .locator('h1, h2, h3, th, button:not(.link):not(.card), select option, .lane-role')
      .allTextContents();
    assert.deepEqual(
      texts.filter(text => text !== '' && !/[\u4e00-\u9fff]/.test(text)),
      [],
    );
    await page.close();
  });

  it('can be read as one HTML file, in light and dark, and load nothing', async () => {
    const { report } = await reportIn('en');
    const text = analysisHtml(report.analysis, {
      l10n: english,
      redactor: createRedactor(),
      version: '0.1.0',
      problems: [],
      language: 'en',
    });
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width: 1100, height: 1500 }, colorScheme });
      const faults: string[] = [];
      page.on('console', message => faults.push(message.text()));
      page.on('request', request => faults.push(request.url()));
      await page.setContent(text);
      assert.equal(await page.locator('svg rect.cause').count(), 6);
      await page.screenshot({ path: join(screenshotsFolder(), `report-html-${colorScheme}.png`) });
      assert.deepEqual(faults, []);
      await page.close();
    }
  });
});

function screenshotsFolder(): string {
  const folder = process.env.NOVA_DOCTOR_SCREENSHOTS;
  assert.ok(folder, 'run these tests with "npm test -- person"');
  mkdirSync(folder, { recursive: true });
  return folder;
}
