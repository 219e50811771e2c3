import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configRules } from '../../core/config/rules/rules.ts';
import { pythonRules } from '../../core/python/rules/py-rules.ts';
import { filesOfProject, madeFolders } from './project-files.ts';
import { projectFolder } from './sources.ts';

const files = filesOfProject();
const folders = new Set(
  files.flatMap(path => path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'))),
);
const textOf = (path: string) => readFileSync(join(projectFolder, path), 'utf8');

/** A file, as the documents write one: with or without its folder. `NAME` stands for what a reader adds. */
const filePattern = /^(?:[\w.-]+\/)*[\w.-]+\.(?:ts|mjs|cjs|py|sh|json|ya?ml|md|css|txt)$/;
/** A folder with at least one slash, the last one included. */
const folderPattern = /^(?:[\w.-]+\/)+[\w-]*$/;

/** Words in code that look like paths of the project: also those in commands, such as `node scripts/make-docs.mjs`. */
function pathsIn(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '');
  const words = [...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => code.split(' '));
  return [...new Set(words)].filter(word => filePattern.test(word) || folderPattern.test(word));
}

/** Files that a script writes when somebody asks for it, and that a checkout may not have yet. */
const writtenByScripts = ['test/bench/kept-figures.json'];

function exists(path: string): boolean {
  const top = path.split('/')[0]!;
  if (writtenByScripts.includes(path)) return true;
  if (path.includes('/') && (madeFolders.includes(top) || top === 'novaDoctor')) return true;
  if (path.includes('NAME')) {
    const before = path.slice(0, path.indexOf('NAME'));
    return before === '' || folders.has(before.replace(/\/$/, ''));
  }
  const plain = path.replace(/\/$/, '');
  return (
    folders.has(plain) ||
    [...folders].some(folder => folder.endsWith(`/${plain}`)) ||
    files.some(file => file === plain || file.endsWith(`/${plain}`))
  );
}

/** The folders of the tree at the beginning of ARCHITECTURE.md. */
function foldersOfTree(markdown: string): string[] {
  const [, tree = ''] = /^```\n(core\/[\s\S]*?)^```/m.exec(markdown) ?? [];
  let top = '';
  return [...tree.matchAll(/^( *)([\w-]+)\/ /gm)].flatMap(([, indent = '', name = '']) => {
    if (indent.length > 2) return [];
    if (indent === '') top = name;
    return [indent === '' ? name : `${top}/${name}`];
  });
}

describe('the documents for those who change Nova Doctor', () => {
  for (const document of ['ARCHITECTURE.md', 'CONTRIBUTING.md']) {
    it(`${document} names only files and folders that exist`, () => {
      const named = pathsIn(textOf(document));
      assert.ok(named.length > 2, `${document} names ${named.length}`);
      assert.deepEqual(
        named.filter(path => !exists(path)),
        [],
      );
    });
  }

  it('draw every folder of the tree, and none that is not there', () => {
    const drawn = foldersOfTree(textOf('ARCHITECTURE.md'));
    assert.deepEqual(
      drawn.filter(folder => !folders.has(folder)),
      [],
    );
    const top = [...folders].filter(folder => /^[a-z]\w*$/.test(folder));
    assert.deepEqual(
      top.filter(folder => !drawn.includes(folder)),
      [],
    );
    const core = [...folders].filter(folder => /^core\/\w+$/.test(folder));
    assert.deepEqual(
      core.filter(folder => !drawn.includes(folder)),
      [],
    );
  });

  it('name only functions and types that the code has', () => {
    const code = files.filter(path => /\.(?:ts|mjs|cjs|json)$/.test(path) && !path.startsWith('test/fixtures/'));
    const words = new Set(code.flatMap(path => textOf(path).match(/\b[A-Za-z]\w*\b/g) ?? []));
    const prose = textOf('ARCHITECTURE.md').replace(/^```[\s\S]*?^```/gm, '');
    const named = [...prose.matchAll(/`([a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*)(?:\(\))?`/g)].map(([, name = '']) => name);
    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter(name => !words.has(name)),
      [],
    );
  });
});

describe('the rules of lint', () => {
  it('are each named by a test or a fixture', () => {
    const tests = files
      .filter(path => /^test\/(?:unit\/(?:config|python)|fixtures\/python)\//.test(path))
      .map(path => `${path}\n${textOf(path)}`.toLowerCase())
      .join('\n');
    const untested = [...configRules, ...pythonRules].filter(({ id }) => !tests.includes(id.toLowerCase()));
    assert.deepEqual(
      untested.map(({ id }) => id),
      [],
    );
  });
});
