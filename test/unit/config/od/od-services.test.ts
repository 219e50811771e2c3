import assert from 'node:assert/strict';
import { od027 } from '../../../../core/config/rules/od027.ts';
import { od028 } from '../../../../core/config/rules/od028.ts';
import { od029 } from '../../../../core/config/rules/od029.ts';
import { od030 } from '../../../../core/config/rules/od030.ts';
import { od040 } from '../../../../core/config/rules/od040.ts';
import { od041 } from '../../../../core/config/rules/od041.ts';
import { od043 } from '../../../../core/config/rules/od043.ts';
import { od049 } from '../../../../core/config/rules/od049.ts';
import { od050 } from '../../../../core/config/rules/od050.ts';
import { findInNovaConf, findMarked, fixed } from './od-fixture.ts';

const galera = '[galera]\nwsrep_on = ON\nwsrep_cluster_address = gcomm://a,b,c\n';

describe('OD027: synchronous_reader without a replica', () => {
  it('is information', () => {
    const text = '[database]\nsynchronous_reader = False\n^^^^^^^^^^^^^^^^^^^^^^^^^^\n';
    const [finding] = findInNovaConf(od027, text, '2026.1');
    assert.equal(finding?.severity, 'info');
    assert.equal(fixed(finding, text), '[database]\n');
  });

  it('is nothing with one, and for the default', () => {
    findInNovaConf(od027, '[database]\nsynchronous_reader = False\nslave_connection = mysql+pymysql://b/c\n', '2026.1');
    findInNovaConf(od027, '[database]\nsynchronous_reader = True\n', '2026.1');
  });
});

describe('OD028: readers that do not wait for Galera', () => {
  const text = '[database]\nslave_connection = mysql+pymysql://b/c\nsynchronous_reader = False\n';
  const mark = '^^^^^^^^^^^^^^^^^^^^^^^^^^\n';
  it('is a warning on a cluster', () => {
    const files = { 'nova.conf': text + mark, 'galera.cnf': galera };
    assert.equal(findMarked(od028, { release: '2026.1', files })[0]?.related?.[0]?.place.path, 'galera.cnf');
  });

  it('is nothing when they wait, and where no file shows a cluster', () => {
    const waiting = { 'nova.conf': `${text}mysql_wsrep_sync_wait = 3\n`, 'galera.cnf': galera };
    findMarked(od028, { release: '2026.1', files: waiting });
    findMarked(od028, {
      release: '2026.1',
      files: { 'nova.conf': text, 'my.cnf': '[mysqld]\nwsrep_provider = none\n' },
    });
    findInNovaConf(od028, text, '2026.1');
  });
});

describe('OD029: a variable of Galera without Galera', () => {
  const text = '[database]\nmysql_wsrep_sync_wait = 1\n';
  it('is an error where the files of the server show none', () => {
    const files = { 'nova.conf': `${text}^^^^^^^^^^^^^^^^^^^^^^^^^\n`, 'my.cnf': '[mysqld]\nmax_connections = 500\n' };
    assert.equal(findMarked(od029, { files })[0]?.severity, 'error');
  });

  it('is nothing on Galera, on MariaDB, and where nothing is known', () => {
    findMarked(od029, { files: { 'nova.conf': text, 'my.cnf': '[mysqld]\nwsrep_provider = /usr/lib/galera.so\n' } });
    findMarked(od029, { files: { 'nova.conf': text, 'my.cnf': '[mariadb]\nmax_connections = 500\n' } });
    findMarked(od029, { files: { 'nova.conf': text, 'my.cnf': '[client]\nport = 3306\n' } });
    findInNovaConf(od029, text);
  });
});

describe('OD030: a mode that is not strict', () => {
  it('is a warning, also when it is empty', () => {
    findInNovaConf(od030, '[database]\nmysql_sql_mode = ANSI\n^^^^^^^^^^^^^^^^^^^^^\n');
    findInNovaConf(od030, '[database]\nmysql_sql_mode =\n^^^^^^^^^^^^^^^^\n');
  });

  it('is information where InnoDB is strict', () => {
    const [finding] = findInNovaConf(
      od030,
      '[database]\nmysql_sql_mode = STRICT_TRANS_TABLES\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n',
    );
    assert.equal(finding?.severity, 'info');
  });

  it('is nothing for strict ones', () => {
    findInNovaConf(od030, '[database]\nmysql_sql_mode = traditional\n');
    findInNovaConf(od030, '[database]\nmysql_sql_mode = ANSI, STRICT_ALL_TABLES\n');
  });
});

describe('OD040: a database for nova-compute', () => {
  const api = '[api_database]\nconnection = mysql+pymysql://db/nova_api\n';
  const mark = '^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n';
  it('is an error where compute looks for versions in all cells, else a warning', () => {
    const auto = `[upgrade_levels]\ncompute = auto\n${api}${mark}`;
    assert.equal(findMarked(od040, { files: { 'nova-compute/nova.conf': auto } })[0]?.severity, 'error');
    assert.equal(findMarked(od040, { files: { 'nova-compute/nova.conf': api + mark } })[0]?.severity, 'warning');
  });

  it('is information for the main database, which it never opens', () => {
    const text = '[database]\nconnection = mysql+pymysql://db/nova\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n';
    const [finding] = findMarked(od040, { files: { 'nova-compute/nova.conf': text } });
    assert.equal(finding?.severity, 'info');
    assert.equal(fixed(finding, text), '[database]\n');
  });

  it('is nothing in a file that other services may share', () => {
    findInNovaConf(od040, api);
    findMarked(od040, { files: { 'nova-api/nova.conf': api } });
  });
});

describe('OD041: no API database', () => {
  const text = '[database]\nconnection = mysql+pymysql://db/nova\n[api_database]\nmax_pool_size = 5\n';
  it('is an error for nova-api and nova-scheduler', () => {
    for (const service of ['nova-api', 'nova-scheduler', 'nova-api-wsgi']) {
      const marked = text.replace('[api_database]\n', '[api_database]\n^^^^^^^^^^^^^^\n');
      findMarked(od041, { files: { [`${service}/nova.conf`]: marked } });
    }
  });

  it('is nothing where it may be elsewhere, or is not needed', () => {
    findInNovaConf(od041, text);
    findMarked(od041, { files: { 'nova-conductor/nova.conf': text } });
    findMarked(od041, { files: { 'nova-api-metadata/nova.conf': text } });
    findMarked(od041, { files: { 'kolla/config/nova/nova-api.conf': text } });
    findMarked(od041, { files: { 'nova-api/nova.conf': '[api_database]\nmax_pool_size = 5\n' } });
    findMarked(od041, { files: { 'nova-api/nova.conf': `${text}connection = mysql+pymysql://db/nova_api\n` } });
  });
});

describe('OD043: both databases in one schema', () => {
  it('is an error', () => {
    const text = `[database]
connection = mysql+pymysql://nova:a@db/nova
[api_database]
connection = mysql+pymysql://api:b@DB:3306/nova?charset=utf8
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
`;
    assert.equal(findInNovaConf(od043, text)[0]?.related?.length, 1);
  });

  it('is one where a former name feeds both', () => {
    const text = '[DEFAULT]\nsql_connection = mysql+pymysql://db/nova\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n';
    assert.equal(findInNovaConf(od043, text, 'zed')[0]?.related, undefined);
  });

  it('is nothing with two schemas, or two files of SQLite', () => {
    const pairs = [
      ['mysql+pymysql://db/nova', 'mysql+pymysql://db/nova_api'],
      ['mysql+pymysql://db/nova', 'mysql+pymysql://db2/nova'],
      ['sqlite:////var/lib/nova/nova.sqlite', 'sqlite:////var/lib/nova/nova_api.sqlite'],
      ['sqlite://', 'sqlite://'],
    ];
    for (const [main, api] of pairs)
      findInNovaConf(od043, `[database]\nconnection = ${main}\n[api_database]\nconnection = ${api}\n`);
  });
});

describe('OD049: templates of cell mappings', () => {
  it('is an error where one stands in nova.conf', () => {
    const [finding] = findInNovaConf(
      od049,
      '[database]\nconnection = {scheme}://{username}@{hostname}/nova\n             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n',
    );
    assert.equal(finding?.severity, 'error');
  });

  it('is information where there would be nothing to fill one with', () => {
    const [finding] = findInNovaConf(
      od049,
      '[api_database]\nconnection = mysql+pymysql://db/nova_api\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n',
    );
    assert.equal(finding?.severity, 'info');
  });

  it('is nothing with both, and for fragments', () => {
    findInNovaConf(
      od049,
      '[database]\nconnection = mysql+pymysql://db/nova\n[api_database]\nconnection = mysql+pymysql://db/a\n',
    );
    findInNovaConf(od049, '[api_database]\nmax_pool_size = 5\n');
  });
});

describe('OD050: a cell moved in nova.conf', () => {
  it('is information where the former address is still there', () => {
    const text = `[database]
# connection = mysql+pymysql://nova:pw@old/nova
connection = mysql+pymysql://nova:pw@new/nova
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
`;
    assert.equal(findInNovaConf(od050, text)[0]?.severity, 'info');
  });

  it('stays silent without one: what the cell mapping holds no file can tell', () => {
    findInNovaConf(
      od050,
      `[database]
#connection = <None>
# connection = mysql+pymysql://nova:other@new:3306/nova
connection = mysql+pymysql://nova:pw@new/nova
[api_database]
# connection = mysql+pymysql://nova:pw@old/nova_api
connection = mysql+pymysql://nova:pw@new/nova_api
`,
    );
  });
});
