import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** What the page of a panel is made of. */
export interface WebviewPage {
  /** Names of bundles in `dist/`: `report.js`, `report.css`. */
  readonly script: string;
  readonly style: string;
  readonly title: string;
}

/** Options of every panel: scripts are allowed, and nothing outside of `dist/` can be read. */
export function webviewOptions(context: vscode.ExtensionContext): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(context.extensionUri, 'dist')] };
}

/**
 * The HTML of a page. Its content security policy admits only the bundle's script and style: no other source, no inline
 * script or style, no connection. The translations travel in the page as data.
 */
export function webviewHtml(context: vscode.ExtensionContext, webview: vscode.Webview, page: WebviewPage): string {
  const nonce = randomBytes(16).toString('base64');
  const addressOf = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(context.extensionUri, 'dist', file));
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<link rel="stylesheet" href="${addressOf(page.style)}">
<script type="application/json" id="translations" nonce="${nonce}">${translations()}</script>
<script type="module" src="${addressOf(page.script)}" nonce="${nonce}"></script>
</head>
<body></body>
</html>`;
}

/** The extension's own translations as JSON that can stand in a page; empty in English. */
function translations(): string {
  const file = vscode.l10n.uri;
  if (file === undefined) return '';
  return readFileSync(file.fsPath, 'utf8').replaceAll('<', '\\u003c');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
