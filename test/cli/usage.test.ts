import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programs, projectFolder } from './program.ts';

const { version } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { version: string };

for (const { name, run } of programs) {
  describe(`the command line from ${name}`, () => {
    it('tells its version', async () => {
      assert.deepEqual(await run(['--version']), { status: 0, stdout: `${version}\n`, stderr: '' });
    });

    it('tells its commands, and the options of each', async () => {
      const general = await run(['--help']);
      assert.equal(general.status, 0);
      const commands = [...general.stdout.matchAll(/^ {2}nova-doctor (\w+)/gm)].map(match => match[1] ?? '');
      assert.ok(commands.includes('analyze') && commands.includes('explain') && commands.includes('serve'));
      for (const command of commands) {
        const help = await run([command, '--help']);
        assert.equal(help.status, 0);
        assert.match(help.stdout, new RegExp(`^nova-doctor ${command}[ :]`));
        assert.deepEqual(await run(['help', command]), help);
      }
    });

    it('says what is wrong with a command line, what may be meant, and ends with 2', async () => {
      const cases: readonly (readonly [readonly string[], RegExp])[] = [
        [[], /nova-doctor analyze PATH/],
        [['analyse', 'x'], /There is no command analyse\. Did you mean analyze\?/],
        [['runbook'], /runbook needs one of: list, show, plan, run/],
        [['runbook', 'lsit'], /There is no command lsit\. Did you mean runbook list\?/],
        [['runbook', 'list', '--set', 'a=b'], /--set means nothing to runbook list\./],
        [['runbook', 'show', 'conductor-safe-chanel'], /There is no runbook conductor-safe-chanel\./],
        [['--versoin'], /There is no option --versoin\. Did you mean --version\?/],
        [['analyze'], /analyze needs a file, a folder, or - for standard input/],
        [['analyze', 'x', '--fromat', 'json'], /There is no option --fromat\. Did you mean --format\?/],
        [
          ['analyze', 'x', '--format', 'jsn'],
          /--format cannot be jsn.*text, json, markdown, html, sarif.*Did you mean json\?/,
        ],
        [['analyze', 'x', '--format'], /--format needs a value/],
        [['analyze', 'x', '--since', 'yesterdayish'], /--since yesterdayish is not a time/],
        [['analyze', '-', '--since', '2h'], /--since 2h counts from the end of the logs/],
        [['analyze', 'x', '--help=yes'], /--help takes no value/],
        [['explain'], /explain needs one word/],
        [['explain', 'db-gone-away-206'], /Did you mean db-gone-away-2006\?/],
        [['explain', 'max_pool_sizes'], /is not a signature, root cause, known database error, rule or option/],
        [['serve'], /serve needs --stdio/],
        [['--lang', 'xx', '--version'], /There is no language xx: it is one of en, zh-cn\./],
      ];
      for (const [args, message] of cases) {
        const { status, stdout, stderr } = await run(args);
        assert.match(stderr, message);
        assert.deepEqual({ args, status, stdout }, { args, status: 2, stdout: '' });
      }
    });

    it('speaks Chinese where the user does', async () => {
      const asked = await run(['analyze', '--lang', 'zh-cn']);
      assert.match(asked.stderr, /\p{Script=Han}/u);
      assert.deepEqual(await run(['--lang', 'zh-cn', 'analyze']), asked);
      assert.deepEqual(await run(['--lang=zh-cn', 'analyze']), asked);
      const help = await run(['--help', '--lang', 'zh-cn']);
      assert.match(help.stdout, /\p{Script=Han}/u);
      assert.deepEqual(await run(['--lang', 'zh-cn', '--help']), help);
      for (const environment of [{ LANG: 'zh_CN.UTF-8' }, { LANG: 'de_DE.UTF-8', LC_ALL: 'zh_CN' }] as const) {
        assert.equal((await run(['analyze'], { environment })).stderr, asked.stderr);
      }
      const english = await run(['analyze'], { environment: { LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'en_US.UTF-8' } });
      assert.doesNotMatch(english.stderr, /\p{Script=Han}/u);
    });

    it('explains signatures, root causes and error numbers', async () => {
      for (const [word, text] of [
        ['db-lost-2013', /^.+\ndb-lost-2013, error/],
        ['db-process-died', /^.+\ndb-process-died\n[\s\S]*How to tell/],
        ['2013', /^2013 CR_SERVER_LOST[\s\S]*db-lost-2013/],
        ['CR_SERVER_LOST', /^2013 CR_SERVER_LOST/],
        ['od009', /\nOD009, error\n/],
        ['PY016', /\nPY016, error\n/],
        ['max_overflow', /^\[database\]max_overflow\n[\s\S]*^\[api_database\]max_overflow$/m],
        ['[database]max_pool_size', /^\[database\]max_pool_size\nConnections [\s\S]*Default: 5\n/],
        ['database.idle_timeout', /^\[database\]connection_recycle_time\n/],
        ['DEFAULT/osapi_compute_workers', /Gone in 2025\.2/],
      ] as const) {
        const { status, stdout } = await run(['explain', word]);
        assert.match(stdout, text);
        assert.equal(status, 0);
      }
    });
  });
}
