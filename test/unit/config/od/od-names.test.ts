import assert from 'node:assert/strict';
import { lintDeployment } from '../../../../core/config/lint.ts';
import { odRules } from '../../../../core/config/rules/od-rules.ts';
import { od001 } from '../../../../core/config/rules/od001.ts';
import { od002 } from '../../../../core/config/rules/od002.ts';
import { od003 } from '../../../../core/config/rules/od003.ts';
import { od004 } from '../../../../core/config/rules/od004.ts';
import { od038 } from '../../../../core/config/rules/od038.ts';
import { od039 } from '../../../../core/config/rules/od039.ts';
import { od044 } from '../../../../core/config/rules/od044.ts';
import { od045 } from '../../../../core/config/rules/od045.ts';
import { configRules } from '../../../../core/config/rules/rules.ts';
import { english } from '../../../../core/text/l10n.ts';
import { findInNovaConf, findMarked, fixed, odDeployment } from './od-fixture.ts';

describe('OD001: unknown names in database groups', () => {
  it('is an error for a former name that is dead, and renames it', () => {
    const text = '[database]\nidle_timeout = 60\n^^^^^^^^^^^^\n';
    const [finding] = findInNovaConf(od001, text, 'xena');
    assert.equal(finding?.severity, 'error');
    assert.equal(fixed(finding, text), '[database]\nconnection_recycle_time = 60\n');
    findInNovaConf(od001, '[api_database]\nidle_timeout = 60\n^^^^^^^^^^^^\n', 'xena');
    findInNovaConf(od001, '[DATABASE]\nsqlalchemy_max_overflow = 60\n^^^^^^^^^^^^^^^^^^^^^^^\n', '2024.1');
  });

  it('deletes what was removed without a successor', () => {
    const text = '[database]\nmin_pool_size = 1\n^^^^^^^^^^^^^\nmax_pool_size = 5\n';
    const [finding] = findInNovaConf(od001, text, 'zed');
    assert.equal(finding?.severity, 'warning');
    assert.equal(finding.tag, 'unnecessary');
    assert.equal(fixed(finding, text), '[database]\nmax_pool_size = 5\n');
  });

  it('finds what was meant, which includes the spelling that oslo.config does not read', () => {
    const text = '[database]\nmax_pool_sise = 5\n^^^^^^^^^^^^^\nmax-overflow = 9\n^^^^^^^^^^^^\n';
    const [misspelt, dashed] = findInNovaConf(od001, text);
    assert.equal(misspelt?.severity, 'warning');
    assert.match(fixed(misspelt, text), /max_pool_size = 5/);
    assert.match(fixed(dashed, text), /max_overflow = 9/);
  });

  it('tells that an option came later', () => {
    const [finding] = findInNovaConf(od001, '[database]\nsynchronous_reader = False\n^^^^^^^^^^^^^^^^^^\n');
    assert.match(finding!.message, /2026\.1/);
    assert.equal(finding!.fix, undefined);
  });

  it('is nothing for names that the release knows, old or new, and in other groups', () => {
    findInNovaConf(od001, '[database]\nmax_pool_size = 5\nidle_timeout = 60\n', 'wallaby');
    findInNovaConf(od001, '[Database]\nsqlalchemy_max_overflow = 5\n', '2023.2');
    findInNovaConf(od001, '[conductor]\nnonsense = 5\n');
  });
});

describe('OD002: former names that are still taken', () => {
  it('is a warning, and renames them', () => {
    const text = '[database]\nidle_timeout = 60\n^^^^^^^^^^^^\n';
    const [finding] = findInNovaConf(od002, text, 'wallaby');
    assert.equal(finding?.severity, 'warning');
    assert.equal(finding.tag, 'deprecated');
    assert.match(finding.message, /from xena on/);
    assert.equal(finding.fix?.isSafe, true);
    assert.equal(fixed(finding, text), '[database]\nconnection_recycle_time = 60\n');
  });

  it('is one for the API database up to Wallaby too', () => {
    findInNovaConf(od002, '[api_database]\nidle_timeout = 60\n^^^^^^^^^^^^\n', 'wallaby');
  });

  it('is nothing for current names, dead ones, and beside the current one', () => {
    findInNovaConf(od002, '[database]\nconnection_recycle_time = 60\n', 'wallaby');
    findInNovaConf(od002, '[database]\nidle_timeout = 60\n', 'xena');
    findInNovaConf(od002, '[database]\nidle_timeout = 60\nconnection_recycle_time = 60\n', 'wallaby');
  });
});

describe('OD003: both names', () => {
  it('is a warning on the former one, with the line that counts', () => {
    const text = `[database]
connection_recycle_time = 60
idle_timeout = 3600
^^^^^^^^^^^^^^^^^^^
`;
    const [finding] = findInNovaConf(od003, text, 'wallaby');
    assert.equal(finding?.related?.[0]?.place.range.start, '[database]\n'.length);
    assert.equal(fixed(finding, text), '[database]\nconnection_recycle_time = 60\n');
  });

  it('sees names in other groups', () => {
    findInNovaConf(
      od003,
      `[DEFAULT]
sql_connection = mysql://a/b
^^^^^^^^^^^^^^^^^^^^^^^^^^^^
[database]
connection = mysql://a/b
[api_database]
connection = mysql://a/b
`,
      'zed',
    );
  });

  it('is nothing where the former name still feeds a group, alone, or where it is dead', () => {
    findInNovaConf(od003, '[DEFAULT]\nsql_connection = mysql://a/b\n[database]\nconnection = mysql://a/b\n', 'zed');
    findInNovaConf(od003, '[database]\nidle_timeout = 60\n', 'wallaby');
    findInNovaConf(od003, '[database]\nidle_timeout = 60\nconnection_recycle_time = 60\n', 'xena');
  });
});

describe('OD004: values of the wrong type', () => {
  it('is an error, and a fix moves the comment', () => {
    const text = '[database]\nmax_pool_size = 5  # per process\n                ^^^^^^^^^^^^^^^^\n';
    const [finding] = findInNovaConf(od004, text);
    assert.equal(finding?.severity, 'error');
    assert.equal(fixed(finding, text), '[database]\n# per process\nmax_pool_size = 5\n');
  });

  it('turns units into seconds, where it is about time', () => {
    const text = '[api_database]\nconnection_recycle_time = 1h\n                          ^^\n';
    assert.equal(fixed(findInNovaConf(od004, text)[0], text), '[api_database]\nconnection_recycle_time = 3600\n');
    const [size] = findInNovaConf(od004, '[database]\nmax_pool_size = 5m\n                ^^\n');
    assert.equal(size?.fix, undefined);
  });

  it('is one for booleans and former names too', () => {
    findInNovaConf(od004, '[database]\nconnection_trace = perhaps\n                   ^^^^^^^\n');
    findInNovaConf(od004, '[database]\nidle_timeout = ten\n               ^^^\n', 'wallaby');
  });

  it('is nothing for what Python reads as a number, for templates and for other groups', () => {
    findInNovaConf(od004, "[database]\nmax_pool_size = '7'\nmax_overflow = +7\npool_timeout = {{ timeout }}\n");
    findInNovaConf(od004, '[conductor]\nworkers = many\n');
  });
});

describe('OD038: use_db_reconnect', () => {
  it('is information, and OD001 leaves it alone', () => {
    const text = '[database]\nuse_db_reconnect = True\n^^^^^^^^^^^^^^^^^^^^^^^\n';
    const [finding] = findInNovaConf(od038, text);
    assert.equal(finding?.severity, 'info');
    assert.equal(fixed(finding, text), '[database]\n');
    findInNovaConf(od001, '[database]\nuse_db_reconnect = True\n');
  });

  it('is nothing elsewhere', () => {
    findInNovaConf(od038, '[other]\nuse_db_reconnect = True\n');
  });
});

describe('OD039: the backend', () => {
  it('is information where it is not the only one', () => {
    findInNovaConf(od039, '[database]\nbackend = mongodb\n^^^^^^^^^^^^^^^^^\n');
  });

  it('is nothing where it is', () => {
    findInNovaConf(od039, '[database]\nbackend = sqlalchemy\n');
  });
});

describe('OD044: groups of former times', () => {
  it('is a warning while they count, and moves the line', () => {
    const text = '[DEFAULT]\nsql_max_retries = 3\n^^^^^^^^^^^^^^^\ndebug = true\n[database]\nmax_overflow = 5\n';
    const [finding] = findInNovaConf(od044, text, '2023.2');
    assert.equal(finding?.severity, 'warning');
    assert.equal(fixed(finding, text), '[DEFAULT]\ndebug = true\n[database]\nmax_retries = 3\nmax_overflow = 5\n');
  });

  it('is an error when they do not, and adds the group', () => {
    const text = '[DEFAULT]\nsql_max_retries = 3\n^^^^^^^^^^^^^^^\n';
    const [finding] = findInNovaConf(od044, text, '2024.1');
    assert.equal(finding?.severity, 'error');
    assert.equal(fixed(finding, text), '[DEFAULT]\n\n[database]\nmax_retries = 3\n');
  });

  it('knows [sql], and the other writing of [database]', () => {
    findInNovaConf(od044, '[sql]\nconnection = mysql+pymysql://a/b\n^^^^^^^^^^\n', 'zed');
    findInNovaConf(od044, '[sql]\nnonsense = 1\n^^^^^^^^\n', 'zed');
    const text = '[DATABASE]\n^^^^^^^^^^\nmax_pool_size = 5\n';
    assert.equal(fixed(findInNovaConf(od044, text)[0], text), '[database]\nmax_pool_size = 5\n');
  });

  it('is nothing in today’s groups, and for other options of [DEFAULT]', () => {
    findInNovaConf(od044, '[DEFAULT]\ndebug = true\n[database]\nmax_pool_size = 5\n[default]\nsql_max_retries = 3\n');
  });

  it('tells that a whole group is not read', () => {
    const inNova = '[placement_database]\n^^^^^^^^^^^^^^^^^^^^\nmax_pool_size = 5\n';
    assert.match(findInNovaConf(od044, inNova)[0]!.message, /^nova does not read \[placement_database\]/);
    const inPlacement = '[database]\n^^^^^^^^^^\nmax_pool_size = 5\n[placement_database]\nmax_pool_size = 5\n';
    const [finding] = findMarked(od044, { files: { 'placement.conf': inPlacement } });
    assert.match(finding!.message, /^placement does not read \[database\]/);
    findMarked(od001, {
      files: { 'placement.conf': '[database]\nnonsense = 5\n[placement_database]\nmax_pool_size = 5\n' },
    });
  });

  it('leaves a name without effect to OD003', () => {
    findInNovaConf(
      od044,
      '[DEFAULT]\nsql_max_overflow = 3\n[database]\nmax_overflow = 4\n[api_database]\nmax_overflow = 4\n',
      'zed',
    );
  });
});

describe('OD045: options given twice', () => {
  it('is a warning on all but the last', () => {
    const text = `[database]
max_overflow = 1
^^^^^^^^^^^^^^^^
[DATABASE]
max_overflow = 2
^^^^^^^^^^^^^^^^
[database]
max_overflow = 3
`;
    const [first, second] = findInNovaConf(od045, text);
    assert.equal(first?.related?.length, 1);
    assert.doesNotMatch(fixed(first, text), /= 1/);
    assert.doesNotMatch(fixed(second, text), /= 2/);
  });

  it('is nothing in different groups, and for what OD001 reports', () => {
    findInNovaConf(od045, '[database]\nmax_overflow = 1\n[api_database]\nmax_overflow = 1\n');
    findInNovaConf(od045, '[database]\nnonsense = 1\nnonsense = 1\n');
  });
});

describe('the rules OD', () => {
  const found = (text: string, release: string, rules = odRules) =>
    lintDeployment(odDeployment({ release, files: { 'nova.conf': text } }), rules, { severities: {} }, english);

  it('and all others report one mistake in a name or a type once', () => {
    const lines: [string, string, string][] = [
      ['[database]\nidle_timeout = 60\n', 'wallaby', 'OD002'],
      ['[database]\nidle_timeout = 60\n', 'xena', 'OD001'],
      ['[database]\nidle_timeout = 60\nconnection_recycle_time = 60\n', 'wallaby', 'OD003'],
      ['[database]\nsql_max_retries = 5\n', '2023.2', 'OD002'],
      ['[DEFAULT]\nsql_retry_interval = 5\n', '2023.2', 'OD044'],
      ['[DEFAULT]\nsql_retry_interval = 5\n', '2024.1', 'OD044'],
      ['[sql]\nidle_timeout = 60\n', 'xena', 'OD044'],
      ['[sql]\nidle_timeout = 60\n[database]\nconnection_recycle_time = 60\n', 'wallaby', 'OD003'],
      ['[sql]\nidle_timeout = 60\n[database]\nconnection_recycle_time = 60\n', 'xena', 'OD044'],
      ['[database]\nuse_db_reconnect = True\n', '2025.1', 'OD038'],
      ['[database]\nmax_pool_size = 5 # x\n', '2025.1', 'OD004'],
      ['[database]\nnonsense = 5\n', '2025.1', 'OD001'],
      ['[database]\nmax_overflow = 5\nmax_overflow = 6\n', '2025.1', 'OD045'],
      ['[DATABASE]\nmax_overflow = 5\n', '2025.1', 'OD044'],
      ['[sql]\nnonsense = 5\n', '2025.1', 'OD044'],
      ['[placement_database]\nmax_overflow = 5\n', '2025.1', 'OD044'],
      ['[database]\nconnection_debug = 500\n', '2025.1', 'OSLO-range'],
    ];
    for (const [text, release, rule] of lines)
      assert.deepEqual(
        found(text, release, configRules)
          .map(finding => finding.rule)
          .filter(id => id !== 'OD031' && id !== 'OD032'),
        [rule],
        `${release}: ${text}`,
      );
  });

  it('say nothing about a good file', () => {
    const text = `[DEFAULT]
transport_url = rabbit://nova:pw@127.0.0.1:5672/nova
debug = true
[database]
connection = mysql+pymysql://nova@127.0.0.1/nova
max_pool_size = 10
max_overflow = 50
connection_recycle_time = 3600
[oslo_messaging_rabbit]
heartbeat_timeout_threshold = 60
`;
    for (const release of ['train', 'wallaby', 'xena', 'zed', '2024.1', '2025.1', '2026.1'])
      assert.deepEqual(found(text, release), [], release);
  });

  it('lead to the reference of the option, in the release', () => {
    const [unknown] = findInNovaConf(od001, '[database]\nnonsense = 1\n^^^^^^^^\n', 'zed');
    assert.equal(unknown?.docs, undefined);
    const [unit] = findInNovaConf(od004, '[database]\nmax_overflow = 5m\n               ^^\n', 'zed');
    assert.equal(unit?.docs, 'https://docs.openstack.org/nova/zed/configuration/config.html#database.max_overflow');
    const placement = '[placement_database]\nmax_overflow = 5m\n               ^^\n';
    const [other] = findMarked(od004, { files: { 'placement.conf': placement } });
    assert.match(other!.docs!, /\/placement\/2025\.1\/.*#placement_database\.max_overflow$/);
  });

  it('have ids of their own, in order', () => {
    const ids = odRules.map(({ id }) => id);
    assert.deepEqual(
      ids,
      Array.from({ length: 50 }, (_, index) => `OD${String(index + 1).padStart(3, '0')}`),
    );
  });
});
