import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { programs, projectFolder } from './program.ts';

interface Sarif {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly locations: readonly { readonly physicalLocation: { readonly region: unknown } }[];
    }[];
  }[];
}

interface Lint {
  readonly version: number;
  readonly release: string;
  readonly releaseOrigin: string;
  readonly files: readonly string[];
  readonly findings: readonly {
    readonly rule: string;
    readonly path: string;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
    readonly severity: string;
    readonly message: string;
    readonly option?: string;
    readonly fix?: { readonly title: string; readonly edits: readonly Record<string, unknown>[] };
    readonly related?: readonly { readonly path: string; readonly line: number }[];
  }[];
  readonly capacity: { readonly services: readonly { readonly service: string }[]; readonly possible: number | null };
}

const cases = join(projectFolder, 'test/fixtures/validator');

for (const { name, run } of programs) {
  describe(`lint from ${name}`, () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'nova-doctor-lint-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    function write(files: Readonly<Record<string, string | Uint8Array>>): void {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
    }

    async function lint(
      args: readonly string[],
      input?: string,
    ): Promise<Lint & { status: number | null; stderr: string }> {
      const { stdout, status, stderr } = await run(['lint', '--format', 'json', ...args], {
        cwd: folder,
        ...(input === undefined ? {} : { input }),
      });
      return { ...(JSON.parse(stdout) as Lint), status, stderr };
    }

    it('writes what programs lean on', async () => {
      write({ 'nova.conf': '[DEFAULT]\nrpc_ping_enabled = maybe\nrpc_thread_pool_size = 8\n' });
      const { version, release, findings, capacity, status } = await lint(['nova.conf', '--release', 'zed']);
      assert.deepEqual({ version, release, status }, { version: 1, release: 'zed', status: 1 });
      const ofOslo = findings.filter(({ rule }) => rule.startsWith('OSLO-'));
      assert.deepEqual(ofOslo[0], {
        rule: 'OSLO-type',
        path: 'nova.conf',
        line: 2,
        column: 20,
        endLine: 2,
        endColumn: 25,
        severity: 'error',
        message: ofOslo[0]?.message,
        option: '[DEFAULT]rpc_ping_enabled',
        docs: 'https://docs.openstack.org/nova/zed/configuration/config.html#DEFAULT.rpc_ping_enabled',
      });
      assert.deepEqual(ofOslo[1]?.fix?.edits, [
        { line: 3, column: 1, endLine: 3, endColumn: 21, text: 'executor_thread_pool_size' },
      ]);
      assert.ok(capacity.services.some(({ service }) => service === 'nova-conductor'));
    });

    it('ends with 0, 1 or 2 as asked', async () => {
      write({ 'nova.conf': '[DEFAULT]\ncompute_drivr = x\n', 'bad.conf': new Uint8Array([91, 0, 93]) });
      assert.equal((await lint(['nova.conf'])).status, 0);
      assert.equal((await lint(['nova.conf', '--fail-on', 'warning'])).status, 1);
      write({ 'nova.conf': '[DEFAULT]\ndebug = x\n' });
      assert.equal((await lint(['nova.conf', '--fail-on', 'never'])).status, 0);
      const partly = await lint(['bad.conf', 'missing.conf', 'nova.conf']);
      assert.equal(partly.status, 2);
      assert.match(partly.stderr, /bad\.conf: is not text/);
      assert.match(partly.stderr, /missing\.conf: there is no such file/);
      assert.ok(partly.findings.some(({ rule }) => rule === 'OSLO-type'));
      write({ 'latin.conf': new Uint8Array([91, 97, 93, 10, 0xe9, 61, 49, 10]) });
      assert.match((await lint(['latin.conf'])).stderr, /latin\.conf: is not UTF-8 \(line 2\)/);
    });

    it('reads standard input', async () => {
      const { findings } = await lint(['-', '--release', 'zed'], '[DEFAULT]\ndebug = x\n');
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error').map(({ rule, path, line }) => [rule, path, line]),
        [['OSLO-type', '-', 2]],
      );
    });

    it('finds what belongs together in a tree, and leaves the files of others alone', async () => {
      write({
        'etc/nova/nova.conf': '[scheduler]\nmax_attempts = 0\n',
        'etc/nova/nova.conf.d/10-site.conf': '[scheduler]\nmax_attempts = 5\n',
        'etc/nova/rootwrap.conf': '[DEFAULT]\nfilters_path=/x\n',
        'etc/apache2/sites-enabled/nova-api.conf': '<VirtualHost *:8774>\n</VirtualHost>\n',
        'etc/ssl/openssl.cnf': '[ ca ]\ndefault_ca = x\n',
        'etc/mysql/my.cnf': '[mysqld]\nmax_connections = 100\n',
        'etc/haproxy/haproxy.cfg': 'global\n  maxconn 100\n',
        'app/db.py': 'from sqlalchemy import create_engine\ne = create_engine("mysql+pymysql://h/d", pool_size="5")\n',
        'app/other.xml': '<a/>',
      });
      const { files, findings } = await lint(['.']);
      assert.deepEqual(files, [
        'app/db.py',
        'etc/haproxy/haproxy.cfg',
        'etc/mysql/my.cnf',
        'etc/nova/nova.conf',
        'etc/nova/nova.conf.d/10-site.conf',
      ]);
      assert.ok(findings.some(({ rule, path }) => rule === 'PY016' && path === 'app/db.py'));
      assert.ok(!findings.some(({ rule }) => rule === 'OSLO-range'));
    });

    it('learns the release from the workspace file, globals.yml or a log, else takes the newest and says so', async () => {
      write({ 'etc/nova.conf': '[DEFAULT]\n' });
      const assumed = await lint(['etc']);
      assert.equal(assumed.releaseOrigin, 'assumed');
      write({
        'log/nova-conductor.log':
          '2024-08-02 09:14:06.583 22 INFO nova.service [-] Starting conductor node (version 26.2.2)\n',
      });
      assert.deepEqual([(await lint(['.'])).release, (await lint(['.'])).releaseOrigin], ['zed', 'log']);
      write({ 'kolla/globals.yml': 'openstack_release: "2024.1"  # caracal\n' });
      assert.deepEqual([(await lint(['.'])).release, (await lint(['.'])).releaseOrigin], ['2024.1', 'globals']);
      write({ '.nova-doctor.yaml': 'release: epoxy\nfiles: {nova: etc/nova.conf}\n' });
      assert.deepEqual([(await lint(['etc'])).release, (await lint(['etc'])).releaseOrigin], ['2025.1', 'workspace']);
      write({ 'other.yaml': 'release: mitaka\n' });
      const unknown = await lint(['etc', '--deployment', 'other.yaml']);
      assert.equal(unknown.status, 2);
      assert.match(unknown.stderr, /other\.yaml:1:10: There are no options of the release mitaka/);
    });

    it('says when a release is not known', async () => {
      const { status, stderr } = await run(['lint', 'x', '--release', 'zet']);
      assert.equal(status, 2);
      assert.match(stderr, /no options of the release zet.*Did you mean zed\?/);
    });

    it('never shows a password', async () => {
      write({
        'nova.conf':
          '[DEFAULT]\nsql_connection = mysql+pymysql://nova:s3cr3t@db/nova\ntransport_url = rabbit://u:pa$s3cr3t@h/\n',
      });
      for (const format of ['text', 'json', 'sarif'])
        for (const release of ['zed', '2025.1']) {
          const { stdout } = await run(['lint', '--format', format, '--release', release, 'nova.conf'], {
            cwd: folder,
          });
          assert.doesNotMatch(stdout, /s3cr3t/);
        }
    });

    it('writes SARIF with rules, places and fixes', async () => {
      cpSync(join(cases, '06_out_of_range_and_choice/nova.conf'), join(folder, 'nova.conf'));
      const { stdout } = await run(['lint', '--format', 'sarif', '--release', 'zed', 'nova.conf'], { cwd: folder });
      const [first] = (JSON.parse(stdout) as Sarif).runs;
      const result = first!.results.find(({ ruleId }) => ruleId === 'OSLO-choice')!;
      assert.equal(first!.tool.driver.rules[result.ruleIndex]!.id, 'OSLO-choice');
      const region = { startLine: 5, startColumn: 17, endLine: 5, endColumn: 25 };
      assert.deepEqual(result.locations[0]!.physicalLocation.region, region);
    });

    it('is read by people: places, rules, fixes, the sum of connections', async () => {
      const { stdout } = await run(['lint', 'examples/incident'], { cwd: projectFolder });
      assert.match(stdout, /^examples\/incident\/etc\/nova\.conf$/m);
      assert.match(stdout, /^ {2}\d+:\d+ +error +X010 /m);
      assert.match(stdout, /^ {2}nova-conductor: \d+ processes/m);
      assert.match(stdout, /the options of train, the nearest to nova 15\.1\.5, which \S+ names/);
    });

    it('says on each case of oslo-config-validator what oslo.config says', async () => {
      for (const line of readFileSync(join(cases, 'SUMMARY.tsv'), 'utf8').trim().split('\n').slice(1)) {
        const [id = '', , , , loaded = ''] = line.split('\t');
        if (loaded === '' || id === '03_deprecated_name') continue;
        const { findings } = await lint([join(cases, id, 'nova.conf'), '--release', 'zed']);
        const isRefused = findings.some(({ rule, severity }) => severity === 'error' && /^OSLO-|^OD004/.test(rule));
        assert.equal(isRefused, loaded !== '0', id);
      }
    });
  });
}
