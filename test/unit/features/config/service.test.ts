import assert from 'node:assert/strict';
import type { TextRange } from '../../../../core/config/finding.ts';
import type { Rule } from '../../../../core/config/rule.ts';
import { osloFileOf } from '../../../../core/features/config/outline.ts';
import { resolvePath } from '../../../../core/features/config/workspace.ts';
import { edited, serviceWith } from './marked-config.ts';

/** A rule of the tests' own: every value of a pool that is 7 is to be 8, safely, everywhere. */
const sevens: Rule = {
  id: 'T001',
  severity: 'warning',
  title: () => 'Seven',
  why: () => '',
  remedy: () => '',
  source: '',
  *check({ nova }) {
    for (const { files } of nova)
      for (const { path, groups } of files)
        for (const { value, valueRange } of groups.flatMap(group => group.settings)) {
          const place = { path, range: valueRange };
          const fix = { title: 'Use 8', edits: [{ ...place, text: '8' }], isSafe: true };
          if (value === '7') yield { place, message: 'It is 7.', fix };
        }
  },
};

const all = (text: string): TextRange => ({ start: 0, end: text.length });

describe('the service for configuration', () => {
  it('judges files with those that belong to them, and again when one of them changes', () => {
    const { service } = serviceWith({ '/w/nova.conf': '[database]\nmax_pool_size = 7\n' }, [sevens]);
    assert.deepEqual(
      service.findings('/w/nova.conf').map(({ rule }) => rule),
      ['T001'],
    );
    service.files.set('/w/nova.conf', '[database]\nmax_pool_size = 6\n');
    assert.deepEqual(service.findings('/w/nova.conf'), []);
    service.files.remove('/w/nova.conf');
    assert.deepEqual(service.findings('/w/nova.conf'), []);
  });

  it('reads only the file again that has changed', () => {
    const { service } = serviceWith({ '/w/nova.conf': '[database]\n', '/w/nova.conf.d/a.conf': '[database]\n' }, []);
    const file = (path: string) => osloFileOf(service.files.deploymentOf(path)!.deployment, path);
    const before = file('/w/nova.conf');
    service.files.set('/w/nova.conf.d/a.conf', '[api_database]\n');
    assert.equal(file('/w/nova.conf.d/a.conf')?.groups[0]?.name, 'api_database');
    assert.equal(file('/w/nova.conf'), before);
  });

  it('keeps deployments apart: each .nova-doctor.yaml has its own', () => {
    const { service } = serviceWith(
      {
        '/w/one/.nova-doctor.yaml': 'release: zed\n',
        '/w/one/nova.conf': '[database]\n',
        '/w/two/.nova-doctor.yaml': 'release: "2025.1"\n',
        '/w/two/nova.conf': '[database]\n',
        '/w/nova.conf': '[database]\n',
      },
      [],
    );
    assert.deepEqual(service.release('/w/one/nova.conf'), { name: 'zed', isAssumed: false });
    assert.deepEqual(service.release('/w/two/nova.conf'), { name: '2025.1', isAssumed: false });
    assert.equal(service.release('/w/nova.conf')?.isAssumed, true);
  });

  it('takes files for what .nova-doctor.yaml says that they are', () => {
    const { service } = serviceWith(
      {
        '/w/.nova-doctor.yaml': 'files: {nova: conf/compute.ini}\n',
        '/w/conf/compute.ini': '[database]\nmax_pool_size = 7\n',
      },
      [sevens],
    );
    assert.deepEqual(service.namedPaths(), ['/w/conf/compute.ini']);
    assert.equal(service.findings('/w/conf/compute.ini').length, 1);
    assert.equal(resolvePath('/w/', '../etc/./nova.conf'), '/etc/nova.conf');
    assert.equal(resolvePath('C:\\w\\', 'etc/nova.conf'), 'C:\\w\\etc\\nova.conf');
  });

  it('tells what is wrong with .nova-doctor.yaml', () => {
    const { service } = serviceWith({ '/w/.nova-doctor.yaml': 'conters: 3\n' }, []);
    const [finding] = service.findings('/w/.nova-doctor.yaml');
    assert.equal(finding?.rule, 'workspace-file');
    assert.deepEqual(finding?.place.range, { start: 0, end: 7 });
  });

  it('says nothing about files of others', () => {
    const { service } = serviceWith({ '/w/cinder.conf': '[database]\nmax_pool_size = 7\n' }, [sevens]);
    assert.deepEqual(service.findings('/w/cinder.conf'), []);
    assert.equal(service.outline('/w/cinder.conf'), undefined);
    assert.equal(service.folds('/w/cinder.conf'), undefined);
  });
});

describe('actions on findings', () => {
  const text = '[database]\nmax_pool_size = 7\nmax_overflow = 7\n';

  it('are the fix and the ignoring of the rule', () => {
    const { service } = serviceWith({ '/w/nova.conf': text }, [sevens]);
    const findings = service.findings('/w/nova.conf');
    const range = { start: text.indexOf('7'), end: text.indexOf('7') };
    const actions = service.actions('/w/nova.conf', text, range, findings);
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Use 8', 'Ignore T001 on this line'],
    );
    assert.equal(edited(text, actions[0]!.edits), '[database]\nmax_pool_size = 8\nmax_overflow = 7\n');
    const ignoring = edited(text, actions[1]!.edits);
    assert.equal(ignoring, '[database]\n# nova-doctor: ignore T001\nmax_pool_size = 7\nmax_overflow = 7\n');
    service.files.set('/w/nova.conf', ignoring);
    assert.equal(service.findings('/w/nova.conf').length, 1);
  });

  it('add to what is ignored already', () => {
    const written = '[database]\r\n# nova-doctor: ignore OD008 -- see wiki\r\nmax_pool_size = 7\r\n';
    const { service } = serviceWith({ '/w/nova.conf': written }, [sevens]);
    const [, ignoring] = service.actions('/w/nova.conf', written, all(written), service.findings('/w/nova.conf'));
    const result = edited(written, ignoring!.edits);
    assert.ok(result.startsWith('[database]\r\n# nova-doctor: ignore OD008'), result);
    service.files.set('/w/nova.conf', result);
    assert.deepEqual(service.findings('/w/nova.conf'), []);
  });

  it('apply all safe fixes at once', () => {
    const { service } = serviceWith({ '/w/nova.conf': text }, [sevens]);
    const action = service.fixAll('/w/nova.conf', service.findings('/w/nova.conf'));
    assert.equal(edited(text, action!.edits), '[database]\nmax_pool_size = 8\nmax_overflow = 8\n');
    const unsafe: Rule = {
      ...sevens,
      *check(deployment, l10n) {
        for (const finding of sevens.check(deployment, l10n))
          yield { ...finding, fix: { ...finding.fix!, isSafe: false } };
      },
    };
    const other = serviceWith({ '/w/nova.conf': text }, [unsafe]).service;
    assert.equal(other.fixAll('/w/nova.conf', other.findings('/w/nova.conf')), undefined);
  });
});

describe('outline, folds, links, hints and renaming', () => {
  it('outline and fold groups, without values', () => {
    const text =
      '[DEFAULT]\ndebug = True\n\n# of the database\n[database]\nconnection = mysql://nova:Tr0ub4dor@vip/nova\n';
    const { service } = serviceWith({ '/w/nova.conf': text }, []);
    const outline = service.outline('/w/nova.conf') ?? [];
    assert.deepEqual(
      outline.map(({ name, children }) => [name, children.map(child => child.name)]),
      [
        ['[DEFAULT]', ['debug']],
        ['[database]', ['connection']],
      ],
    );
    assert.ok(!JSON.stringify(outline).includes('Tr0ub4dor'));
    const folded = (service.folds('/w/nova.conf') ?? []).map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(folded, ['[DEFAULT]\ndebug = True', '[database]\nconnection = mysql://nova:Tr0ub4dor@vip/nova']);
  });

  it('outline and fold sections of MySQL and HAProxy', () => {
    const { service } = serviceWith(
      {
        '/w/my.cnf': '[mysqld]\nmax_connections = 1\n',
        '/w/haproxy.cfg': 'defaults\n  timeout client 1m\nlisten db\n  server a 10.0.0.1:3306 check\n',
      },
      [],
    );
    assert.deepEqual(
      service.outline('/w/my.cnf')?.map(({ name }) => name),
      ['[mysqld]'],
    );
    const sections = service.outline('/w/haproxy.cfg')?.map(({ name, children }) => [name, children[0]?.name]);
    assert.deepEqual(sections, [
      ['defaults', 'timeout client'],
      ['listen db', 'server a'],
    ]);
    assert.equal(service.folds('/w/haproxy.cfg')?.length, 2);
  });

  it('link to files that are named', () => {
    const { service } = serviceWith(
      {
        '/w/nova.conf': '[DEFAULT]\nlog_dir = /var/log/nova\nlog_config_append = $state_path/logging.conf\nhost = /x\n',
        '/w/.nova-doctor.yaml': 'files:\n  nova: nova.conf\n',
      },
      [],
    );
    assert.deepEqual(
      service.links('/w/nova.conf').map(({ path }) => path),
      ['/var/log/nova'],
    );
    assert.deepEqual(
      service.links('/w/.nova-doctor.yaml').map(({ path }) => path),
      ['/w/nova.conf'],
    );
  });

  it('hint at what numbers mean', () => {
    const texts = {
      '/w/nova.conf':
        '[database]\nconnection_recycle_time = 3600\nmax_pool_size = 3600\nretry_interval = 10\n[libvirt]\nlive_migration_downtime = 500\n[DEFAULT]\nreserved_host_memory_mb = 4096\n',
      '/w/haproxy.cfg': 'defaults\n timeout client 3600\n timeout server 1m\n maxconn 4000\n',
      '/w/my.cnf':
        '[mysqld]\nwait_timeout = 28800\ninnodb_buffer_pool_size = 34359738368\nkey_buffer_size = 32M\nmax_connections = 3600\n',
    };
    const { service } = serviceWith(texts, []);
    const hints = (path: keyof typeof texts) =>
      service
        .hints(path, all(texts[path]))
        .map(({ offset, text }) => `${texts[path].slice(0, offset).split(/\s/).at(-1)} ${text}`);
    assert.deepEqual(hints('/w/nova.conf'), ['3600 1 h', '4096 4 GiB']);
    assert.deepEqual(hints('/w/haproxy.cfg'), ['3600 3.6 s']);
    assert.deepEqual(hints('/w/my.cnf'), ['28800 8 h', '34359738368 32 GiB']);
  });

  it('rename an option in all files of the deployment', () => {
    const texts: Readonly<Record<string, string>> = {
      '/w/nova.conf': '[database]\nidle_time‸out = 10\n[api_database]\nidle_timeout = 10\n',
      '/w/nova.conf.d/a.conf': '[database]\nidle_timeout = 20\n',
    };
    const { service, path, offset } = serviceWith(texts, []);
    assert.equal(service.renamable(path, offset)?.name, 'idle_timeout');
    const edits = service.rename(path, offset, 'connection_recycle_time') ?? [];
    assert.deepEqual(
      edits.map(edit => [edit.path, service.files.textOf(edit.path)?.slice(edit.range.start, edit.range.end)]),
      [
        ['/w/nova.conf', 'idle_timeout'],
        ['/w/nova.conf.d/a.conf', 'idle_timeout'],
      ],
    );
    assert.equal(service.renamable(path, 3), undefined);
  });
});
