import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOfProject } from './project-files.ts';
import { projectFolder, sources } from './sources.ts';

/** Design: about 400 lines. A file that is longer than this wants to be two. */
const mostLines = 450;

const files = filesOfProject();
const textOf = (path: string) => readFileSync(join(projectFolder, path), 'utf8');

describe('the files of the project', () => {
  it('are short enough to be read', () => {
    const code = files.filter(path => /\.(?:ts|mjs|cjs)$/.test(path));
    assert.ok(code.length > 20);
    const long = code
      .map(path => ({ path, lines: textOf(path).split('\n').length - 1 }))
      .filter(({ lines }) => lines > mostLines);
    assert.deepEqual(long, []);
  });

  it('have their tests where npm test looks for them', () => {
    const lost = files.filter(path => /\.test\.[cm]?[jt]s$/.test(path) && !/^test\/[^/]+\/.*\.test\.ts$/.test(path));
    assert.deepEqual(lost, []);
  });

  it('let no test stand alone or stand aside', () => {
    const marked = sources.flatMap(({ path, calls }) =>
      calls
        .filter(({ callee }) =>
          /^(?:(?:describe|context|suite|it|specify|test)\.(?:only|skip)|x(?:describe|context|it|specify))$/.test(
            callee,
          ),
        )
        .map(({ callee, line }) => `${path}:${line}: ${callee}`),
    );
    assert.deepEqual(marked, []);
  });

  it('wait on events in tests, never on time', () => {
    const waits = sources.flatMap(({ path, calls, imports }) =>
      path.startsWith('test/') && !path.startsWith('test/bench/')
        ? [
            ...calls
              .filter(({ callee }) => /(?:^|\.)(?:setTimeout|waitForTimeout|setInterval)$/.test(callee))
              .map(({ callee, line }) => `${path}:${line}: ${callee}`),
            ...imports
              .filter(specifier => specifier === 'node:timers/promises')
              .map(specifier => `${path}: ${specifier}`),
          ]
        : [],
    );
    assert.deepEqual(waits, []);
  });

  it('link only to files that exist', () => {
    const documents = files.filter(path => path.endsWith('.md'));
    assert.ok(documents.includes('CHANGELOG.md'));
    const broken = documents.flatMap(path =>
      relativeLinks(textOf(path))
        .filter(link => !existsSync(join(projectFolder, dirname(path), link)))
        .map(link => `${path}: ${link}`),
    );
    assert.deepEqual(broken, []);
  });
});

/** The targets of links and images of a Markdown text that are files, without what is in code. */
function relativeLinks(markdown: string): string[] {
  const prose = markdown.replace(/^ *(```|~~~)[\s\S]*?^ *\1/gm, '').replace(/`[^`\n]*`/g, '');
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)/g)].map(match => match[1] ?? '');
  const references = [...prose.matchAll(/^\s*\[[^\]]+\]:\s*<?(\S+?)>?\s*$/gm)].map(match => match[1] ?? '');
  const html = [...prose.matchAll(/<(?:img|a)\s[^>]*(?:src|href)="([^"]+)"/g)].map(match => match[1] ?? '');
  return [...inline, ...references, ...html]
    .filter(target => !/^(?:[a-z][\w+.-]*:|#)/i.test(target))
    .map(target => decodeURI(target.replace(/#.*$/, '')));
}
