import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  commandIds,
  languageIds,
  manifest,
  missingFrom,
  readProjectJson,
  settingIds,
  settings,
  viewIds,
} from './manifest.ts';
import { projectFolder } from './sources.ts';

const { commands = [], configuration, menus, views = {}, viewsWelcome } = manifest.contributes;
const languages = ['package.nls.json', 'package.nls.zh-cn.json'].map(file => ({
  file,
  texts: readProjectJson<Record<string, string>>(file),
}));
const english = languages[0]?.texts ?? {};
const textOf = (title: string, texts: Record<string, string>) => texts[title.replaceAll('%', '')] ?? title;
const paletteWhen = new Map((menus.commandPalette ?? []).map(({ command, when }) => [command, when]));

/** What a command works on when it is called from the palette; where this is missing, it cannot run. */
const needs: readonly (readonly [pattern: RegExp, key: string])[] = [
  [/^novaDoctor\.(?:controller|controllers|controllerConfiguration)\./, 'novaDoctor.hasWorkspaceFile'],
  [/^novaDoctor\.controllerLog\.(?!stop)/, 'novaDoctor.hasWorkspaceFile'],
  [/^novaDoctor\.controllerLog\.stop/, 'novaDoctor.isFollowing'],
  // Without controllers, its page says how to name some.
  [/^novaDoctor\.triage\./, 'isWorkspaceTrusted'],
  [/^novaDoctor\.(?:runbook|runbooks|service|lock)\./, 'novaDoctor.hasWorkspaceFile'],
  [/^novaDoctor\.run\.resume$/, 'novaDoctor.hasWorkspaceFile'],
  [/^novaDoctor\.run\.stop$/, 'novaDoctor.isRunning'],
  [/^novaDoctor\.run\.show$/, 'novaDoctor.hasRun'],
  [/^novaDoctor\.(?:incident|incidents)\./, 'novaDoctor.isAnalyzed'],
  [/^novaDoctor\.ticket\./, 'editorLangId'],
  [/^novaDoctor\.workspaceFile\./, 'workspaceFolderCount'],
];

describe('the palette', () => {
  it('has a title for each command in both languages, all different, under one category', () => {
    for (const { file, texts } of languages) {
      const titles = commands.map(({ title }) => textOf(title, texts));
      assert.deepEqual(
        titles.filter(title => title === '' || title.startsWith('%')),
        [],
        file,
      );
      assert.deepEqual(
        titles.filter((title, index) => titles.indexOf(title) !== index),
        [],
        `twice in ${file}`,
      );
    }
    assert.deepEqual([...new Set(commands.map(({ category }) => category))], ['Nova']);
  });

  it('lists the usual command first where another one has the same words', () => {
    // The palette puts what matches the typed words in the order of the alphabet.
    const titles = commands.map(({ title }) => textOf(title, english));
    for (const usual of ['Run Runbook…', 'Triage', 'Resume Run…', 'Follow Log Live…']) {
      assert.ok(titles.includes(usual), usual);
      const words = usual.replace('…', '').split(' ');
      const matching = titles.filter(title => {
        const parts = title.split(' ').map(part => part.replace('…', ''));
        return words.every(
          (word, index) => parts.indexOf(word) >= (index === 0 ? 0 : parts.indexOf(words[index - 1]!)),
        );
      });
      assert.equal(matching.sort((one, other) => one.localeCompare(other, 'en'))[0], usual);
    }
  });

  it('offers a command that needs something only where that is there', () => {
    const lacking = commandIds.filter(id => {
      const when = paletteWhen.get(id) ?? '';
      return when !== 'false' && needs.some(([pattern, key]) => pattern.test(id) && !when.includes(key));
    });
    assert.deepEqual(lacking, []);
  });

  it('offers what works in Nova Log View only there', () => {
    const elsewhere = commands
      .filter(({ enablement }) => enablement !== undefined)
      .filter(({ command, enablement }) => paletteWhen.get(command) !== enablement);
    assert.deepEqual(elsewhere, []);
  });

  it('leaves a command out only where a menu, or another part of the product, offers it', () => {
    const offered = Object.entries(menus).flatMap(([menu, items]) =>
      menu === 'commandPalette' ? [] : items.map(({ command }) => command),
    );
    const hidden = commandIds.filter(id => paletteWhen.get(id) === 'false');
    // These three are what a click, a lens or a quick fix runs.
    const byClick = ['novaDoctor.incident.open', 'novaDoctor.signature.explain', 'novaDoctor.signature.ignore'];
    assert.deepEqual(missingFrom(hidden, [...offered, ...byClick]), []);
  });

  it('conditions name commands that exist, each once', () => {
    const named = (menus.commandPalette ?? []).map(({ command }) => command);
    assert.deepEqual(missingFrom(named, commandIds), []);
    assert.equal(new Set(named).size, named.length);
  });
});

describe('documents', () => {
  it('list every command with its title', () => {
    const page = readFileSync(join(projectFolder, 'docs/commands.md'), 'utf8');
    const missing = commands.filter(
      ({ command, title }) => !page.includes(`| Nova: ${textOf(title, english)} | \`${command}\` |`),
    );
    assert.deepEqual(
      missing.map(({ command }) => command),
      [],
    );
  });

  it('call commands by their titles', () => {
    const chinese = languages[1]?.texts ?? {};
    const documents = [
      ['README.md', english],
      ['README.zh-CN.md', chinese],
      ['ARCHITECTURE.md', english],
      ['CONTRIBUTING.md', english],
      ['docs/editors.md', english],
      ['docs/own-signatures.md', english],
    ] as const;
    for (const [file, texts] of documents) {
      const text = readFileSync(join(projectFolder, file), 'utf8');
      const named = [...text.matchAll(/\*Nova: ([^*]+)\*/g)].map(([, title = '']) => title);
      const titles = commands.map(({ title }) => textOf(title, texts));
      assert.deepEqual(missingFrom(named, titles), [], file);
    }
  });
});

describe('menus', () => {
  it('show buttons only of commands that have an icon', () => {
    const icons = new Map(commands.map(({ command, icon }) => [command, icon]));
    const buttons = [...(menus['view/title'] ?? []), ...(menus['view/item/context'] ?? [])].filter(({ group }) =>
      /^(?:inline|navigation)\b/.test(group ?? ''),
    );
    assert.notEqual(buttons.length, 0);
    assert.deepEqual(
      buttons.filter(({ command }) => icons.get(command) === undefined),
      [],
    );
  });

  it('offer by a row’s menu what its buttons do, so that the keyboard reaches it', () => {
    const items = menus['view/item/context'] ?? [];
    const inline = items.filter(({ group }) => group?.startsWith('inline'));
    assert.notEqual(inline.length, 0);
    const only = inline.filter(
      ({ command, when }) =>
        !items.some(
          other => other.command === command && other.when === when && !(other.group ?? '').startsWith('inline'),
        ),
    );
    assert.deepEqual(only, []);
  });
});

describe('views', () => {
  it('say something in every state in which they are empty', () => {
    const whenOf = (view: string) => viewsWelcome.filter(each => each.view === view).map(({ when }) => when);
    for (const view of viewIds) assert.notEqual(whenOf(view).length, 0, view);
    const states = whenOf('novaDoctor.controllers').join('\n');
    for (const state of ['!isWorkspaceTrusted', 'workspaceFolderCount == 0', '!novaDoctor.hasWorkspaceFile']) {
      assert.ok(states.includes(state), state);
    }
    const client = readFileSync(join(projectFolder, 'client/controllers/controllers-view.ts'), 'utf8');
    const said = [...new Set([...client.matchAll(/\bsay\('(\w+)'\)/g)].map(([, state = '']) => state))].sort();
    const welcomed = [...states.matchAll(/novaDoctor\.cluster == (\w+)/g)].map(([, state = '']) => state).sort();
    assert.deepEqual(welcomed, said);
  });

  it('welcome with links to commands that exist, the same in both languages', () => {
    const linksOf = (text: string) => [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id = '']) => id);
    const keys = Object.keys(english).filter(key => /^(?:welcome|walkthrough)\./.test(key));
    const known = [...commandIds, ...viewIds.map(id => `${id}.focus`)];
    for (const key of keys) {
      const [links = [], ...others] = languages.map(({ texts }) => linksOf(texts[key] ?? ''));
      for (const other of others) assert.deepEqual(other, links, key);
      const own = links.filter(id => id.startsWith('novaDoctor.'));
      assert.deepEqual(missingFrom(own, known), [], key);
    }
  });

  it('have icons of one colour, which the theme gives', () => {
    const icons = Object.values(views)
      .flat()
      .map(({ icon }) => icon);
    for (const icon of [...icons, './media/activity-bar.svg']) {
      const svg = readFileSync(join(projectFolder, icon), 'utf8');
      assert.match(svg, /viewBox="0 0 24 24"/, icon);
      assert.deepEqual(
        [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour),
        ['none', 'currentColor'],
        icon,
      );
    }
  });
});

describe('settings', () => {
  it('are few, stand in titled sections, and have a place, a description and a default', () => {
    assert.ok(settingIds.length <= 10, 'does somebody need one more?');
    assert.ok(configuration.length > 1);
    for (const { title, order, properties } of configuration) {
      for (const { file, texts } of languages) assert.notEqual(textOf(title, texts), title, `${title} in ${file}`);
      assert.equal(typeof order, 'number', title);
      const orders = Object.values(properties).map(setting => setting.order);
      assert.deepEqual(
        orders,
        orders.map((_, index) => index + 1),
        title,
      );
    }
    for (const [id, setting] of Object.entries(settings)) {
      assert.ok(setting.markdownDescription?.startsWith('%'), id);
      assert.ok('default' in setting, id);
      assert.equal(setting.enum?.length, setting.markdownEnumDescriptions?.length, id);
    }
  });

  it('name languages that are declared, in defaults of the editor', () => {
    const defaults = readProjectJson<{ contributes: { configurationDefaults: Record<string, unknown> } }>(
      'package.json',
    ).contributes.configurationDefaults;
    const named = Object.keys(defaults).map(key => key.replace(/[[\]]/g, ''));
    assert.deepEqual(missingFrom(named, languageIds), []);
  });
});
