import assert from 'node:assert/strict';
import { commands } from '../../../core/features/protocol.ts';
import { analyze, createSampleService, documentOf } from './sample-service.ts';

const path = '/var/log/nova/nova-compute.log';
const known =
  "DBConnectionError: (pymysql.err.OperationalError) (2003, \"Can't connect to MySQL server on '10.77.0.10' ([Errno 111] ECONNREFUSED)\")";

/** What a stranger writes into a log so that whoever reads about it does something. */
const tricks = [
  '[press](command:workbench.action.terminal.new)',
  '](command:workbench.action.terminal.new)[x',
  '`](command:workbench.action.terminal.new)`',
  '``` ](command:workbench.action.terminal.new)',
  '<a href="command:workbench.action.terminal.new">x</a>',
  '<img src=x onerror=alert(1)>',
  // Some words of a log may hold anything but blanks and square brackets.
  '<img/src=x/onerror=alert(1)>',
  '`<img/src=x>`',
  '``<img/src=x>`',
  '![x](https://evil.example/x.png)',
  'https://evil.example/',
  '\u001b]8;;command:workbench.action.terminal.new\u0007x\u001b]8;;\u0007',
  '$(terminal) \\[x\\](command:y)',
  '**\u202e)lanimret.noitca.hcnebkrow:dnammoc(]x[',
];

/** Puts a trick wherever a log has a word that is explained. */
const linesOf = (trick: string) => [
  `2026-11-22 14:00:00.300 77 ERROR nova.compute.manager [None req-${trick} u p - - -] ${known}`,
  `2026-11-22 14:00:00.300 77 ERROR nova.${trick} [None req-5c0de2a1-7f3b-4c86-9d15-a48be0f6721c ${trick} ${trick} - - -] [instance: ${trick}] ${known} ${trick}`,
  `2026-11-22 14:00:00.300 77 ERROR nova.x [-] message ID ${trick} Option "${trick}" from group "${trick}" [database] ${trick}: ${trick}Exception: ${trick}`,
];

/** The targets of links and pictures that a reader of Markdown would make of a text. */
function targetsIn(markdown: string): string[] {
  const prose = markdown
    .replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1`*$/gm, '')
    .replace(/(?<![\\`])(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
  const links = [...prose.matchAll(/(?<!\\)\]\(([^)]*)\)/g)].map(match => match[1] ?? '');
  const others = prose.match(/(?<![\\\w])<(?:[a-z!/])|(?<!\\):\/\/|(?<!\\)!\[/gi) ?? [];
  return [...links, ...others];
}

describe('a log that a stranger has written', () => {
  const service = createSampleService([commands.showTrace]);

  it('is one in which links are found by the test itself', () => {
    assert.deepEqual(targetsIn('a [b](command:c) `[d](e)` <img> \\[f\\](g)'), ['command:c', '<i']);
  });

  for (const trick of tricks) {
    it(`brings no command, link, picture or element into a hover: ${JSON.stringify(trick)}`, async () => {
      const text = linesOf(trick).join('\n');
      const document = documentOf(path, text);
      const analysis = await analyze(service, path, text);
      let shown = 0;
      for (let line = 1; line <= document.lineCount; line++) {
        const { length } = document.lineAt(line) ?? '';
        for (let character = 0; character < length; character += 3) {
          const markdown = service.hover(document, line, character, analysis)?.markdown ?? '';
          if (markdown !== '') shown++;
          for (const target of targetsIn(markdown)) {
            const [command, values = ''] = target.split('?');
            assert.equal(command, `command:${commands.showTrace}`, markdown);
            const [{ id }, ...rest] = JSON.parse(decodeURIComponent(values)) as { id: unknown }[] as [{ id: unknown }];
            assert.equal(typeof id, 'string');
            assert.deepEqual(rest, []);
          }
        }
      }
      assert.ok(shown > 0);
    });

    it(`brings none into a ticket: ${JSON.stringify(trick)}`, async () => {
      const text = linesOf(trick).join('\n');
      const document = documentOf(path, text);
      const analysis = await analyze(service, path, text);
      for (let line = 1; line <= document.lineCount; line++) {
        const ticket = service.ticket(document, line, 1, analysis);
        assert.deepEqual(targetsIn(ticket), [], ticket);
        assert.doesNotMatch(ticket, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      }
    });
  }
});
