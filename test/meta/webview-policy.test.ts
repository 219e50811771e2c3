import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesOfProject } from './project-files.ts';
import { productCalls, projectFolder } from './sources.ts';

/** What `client/webview-page.ts` uses of VS Code; it cannot be had outside of VS Code. */
const fakeVscode = `
export const env = { language: 'zh-cn"><script>bad()</script>' };
export const l10n = { uri: globalThis.translationsOfTest };
export const Uri = { joinPath: (base, ...parts) => ({ path: [base.path, ...parts].join('/') }) };
`;

type Page = typeof import('../../client/webview-page.ts');

const context = { extensionUri: { path: '/extension' } } as never;
const webview = { cspSource: 'https://source.example', asWebviewUri: ({ path }: { path: string }) => path } as never;

describe('the pages of panels', () => {
  let page: Page;
  let folder = '';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-policy-'));
    const path = join(folder, 'bundle.json');
    writeFileSync(path, '{"a": "</script><script>bad()</script>"}');
    Object.assign(globalThis, { translationsOfTest: { fsPath: path, href: pathToFileURL(path).href } });
    const url = `data:text/javascript,${encodeURIComponent(fakeVscode)}`;
    const hooks = registerHooks({
      resolve: (specifier, at, next) => (specifier === 'vscode' ? { url, shortCircuit: true } : next(specifier, at)),
    });
    page = await import('../../client/webview-page.ts');
    hooks.deregister();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const html = () =>
    page.webviewHtml(context, webview, { script: 'a.js', style: 'a.css', title: 'A "title"><script>bad()</script>' });

  it('admit their own script by a word of one use, their own style, and nothing else', () => {
    const text = html();
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(text)?.[1] ?? '';
    const directives = policy.split('; ').map(directive => directive.split(' '));
    const nonce = /'nonce-([A-Za-z0-9+/=]{20,})'/.exec(policy)?.[1] ?? '';
    assert.notEqual(nonce, '');
    assert.deepEqual(directives, [
      ['default-src', "'none'"],
      ['script-src', `'nonce-${nonce}'`],
      ['style-src', 'https://source.example'],
      ['img-src', 'https://source.example', 'data:'],
      ['font-src', 'https://source.example'],
    ]);
    assert.ok(!html().includes(nonce), 'the word is used again');
  });

  it('hold no script but those that the policy admits, whatever titles, languages and translations say', () => {
    const text = html();
    const nonce = /'nonce-([^']+)'/.exec(text)?.[1];
    const scripts = [...text.matchAll(/<script\b([^>]*)>/g)].map(match => match[1] ?? '');
    assert.equal(scripts.length, 2);
    for (const attributes of scripts) assert.ok(attributes.includes(`nonce="${nonce}"`), attributes);
    assert.doesNotMatch(text, /<[^>]*\s(?:on\w+|style)=/i);
    assert.doesNotMatch(text, /<script>bad/);
  });

  it('can read nothing but the bundles', () => {
    assert.deepEqual(page.webviewOptions(context), {
      enableScripts: true,
      localResourceRoots: [{ path: '/extension/dist' }],
    });
  });

  it('are all made in this way: every panel has these options and this page', () => {
    const makers = productCalls.filter(({ callee }) =>
      /\.(?:createWebviewPanel|registerCustomEditorProvider)$/.test(callee),
    );
    const paths = [...new Set(makers.map(({ path }) => path))].sort();
    assert.ok(paths.length >= 6, paths.join(', '));
    for (const path of paths) {
      const used = productCalls.filter(call => call.path === path).map(({ callee }) => callee);
      assert.ok(used.includes('webviewHtml') && used.includes('webviewOptions'), path);
    }
    const client = filesOfProject().filter(path => path.startsWith('client/') && path.endsWith('.ts'));
    const assigned = client.flatMap(path =>
      [...readFileSync(join(projectFolder, path), 'utf8').matchAll(/\.html = (.*)/g)].map(
        match => `${path}: ${match[1]}`,
      ),
    );
    assert.ok(assigned.length >= paths.length);
    assert.deepEqual(
      assigned.filter(text => !/: webviewHtml\(context, /.test(text)),
      [],
    );
  });

  it('make no element of a text: what a log says is set as text', () => {
    const sources = filesOfProject().filter(path => /^(?:webview|client)\/.*\.ts$/.test(path));
    const ways =
      /\b(?:innerHTML|outerHTML|srcdoc|insertAdjacentHTML|createContextualFragment|DOMParser|setHTMLUnsafe)\b|document\.write/;
    assert.deepEqual(
      sources.filter(path => ways.test(readFileSync(join(projectFolder, path), 'utf8'))),
      [],
    );
  });
});
