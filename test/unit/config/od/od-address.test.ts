import assert from 'node:assert/strict';
import { lintDeployment } from '../../../../core/config/lint.ts';
import { odRules } from '../../../../core/config/rules/od-rules.ts';
import { od016 } from '../../../../core/config/rules/od016.ts';
import { od017 } from '../../../../core/config/rules/od017.ts';
import { od018 } from '../../../../core/config/rules/od018.ts';
import { od019 } from '../../../../core/config/rules/od019.ts';
import { od020 } from '../../../../core/config/rules/od020.ts';
import { od021 } from '../../../../core/config/rules/od021.ts';
import { od022 } from '../../../../core/config/rules/od022.ts';
import { od023 } from '../../../../core/config/rules/od023.ts';
import { od024 } from '../../../../core/config/rules/od024.ts';
import { od025 } from '../../../../core/config/rules/od025.ts';
import { od026 } from '../../../../core/config/rules/od026.ts';
import { od037 } from '../../../../core/config/rules/od037.ts';
import { english } from '../../../../core/text/l10n.ts';
import { findInNovaConf, findMarked, fixed, odDeployment } from './od-fixture.ts';

describe('OD016: an address without a driver', () => {
  it('is an error on the word before ://', () => {
    const text = '[database]\nconnection = mysql://nova:pw@db/nova\n             ^^^^^\n';
    const [finding] = findInNovaConf(od016, text);
    assert.equal(finding?.severity, 'error');
    assert.equal(fixed(finding, text), '[database]\nconnection = mysql+pymysql://nova:pw@db/nova\n');
    findInNovaConf(od016, '[database]\nslave_connection = "mariadb://nova:pw@db/nova"\n                    ^^^^^^^\n');
  });

  it('is nothing with one, for other servers, for templates and for what is blotted out', () => {
    findInNovaConf(
      od016,
      `[database]
connection = mysql+pymysql://nova:pw@db/nova
slave_connection = {{ scheme }}://db/nova
[api_database]
connection = postgresql://nova:pw@db/nova
slave_connection = ****
`,
    );
  });
});

describe('OD017: drivers that block', () => {
  it('is a warning while nova runs in green threads', () => {
    const text = '[database]\nconnection = mysql+mysqldb://nova:pw@db/nova\n             ^^^^^^^^^^^^^\n';
    assert.equal(findInNovaConf(od017, text)[0]?.severity, 'warning');
    findInNovaConf(od017, text.replace('mysqldb', 'mysqlconnector').replace('^', '^^^^^^^^'), '2026.1');
  });

  it('is nothing for PyMySQL, for placement, and in later releases', () => {
    findInNovaConf(od017, '[database]\nconnection = mysql+pymysql://db/nova\n');
    const placement = '[placement_database]\nconnection = mysql+mysqldb://db/placement\n';
    findMarked(od017, { files: { 'placement.conf': placement } });
    findInNovaConf(od017, '[database]\nconnection = mysql+mysqldb://db/nova\n', '2026.2');
  });
});

describe('OD018: a driver for asyncio in an ordinary address', () => {
  it('is an error', () => {
    findInNovaConf(od018, '[database]\nconnection = mysql+aiomysql://db/nova\n             ^^^^^^^^^^^^^^\n');
    findInNovaConf(od018, '[database]\nconnection = sqlite+aiosqlite:///nova\n             ^^^^^^^^^^^^^^^^\n');
  });

  it('is nothing for other drivers, and where it belongs', () => {
    findInNovaConf(
      od018,
      '[database]\nconnection = mysql+pymysql://db/nova\nasyncio_connection = mysql+aiomysql://db/nova\n',
    );
  });
});

describe('OD019: an ordinary driver in an address for asyncio', () => {
  it('is an error', () => {
    findInNovaConf(
      od019,
      '[database]\nasyncio_connection = mysql+pymysql://db/nova\n                     ^^^^^^^^^^^^^\n',
    );
    findInNovaConf(od019, '[database]\nasyncio_slave_connection = mysql://db/nova\n                           ^^^^^\n');
  });

  it('is nothing for one, and for drivers that may be either', () => {
    findInNovaConf(od019, '[database]\nasyncio_connection = mysql+asyncmy://db/nova\n');
    findInNovaConf(od019, '[database]\nasyncio_connection = postgresql+psycopg://db/nova\n');
  });
});

describe('OD020: SQLite', () => {
  const text = '[database]\nconnection = sqlite:////var/lib/nova/nova.sqlite\n             ^^^^^^\n';
  it('is a warning in a file that nobody may use, as packages ship it', () => {
    assert.equal(findInNovaConf(od020, text)[0]?.severity, 'warning');
  });

  it('is an error where several processes are certain', () => {
    assert.equal(findMarked(od020, { files: { 'nova-conductor/nova.conf': text } })[0]?.severity, 'error');
    assert.equal(findInNovaConf(od020, `${text}[conductor]\nworkers = 4\n`)[0]?.severity, 'error');
    const single = findMarked(od020, { files: { 'nova-conductor/nova.conf': `${text}[conductor]\nworkers = 1\n` } });
    assert.equal(single[0]?.severity, 'warning');
  });

  it('is nothing for nova-compute, and for servers', () => {
    findMarked(od020, { files: { 'nova-compute/nova.conf': '[database]\nconnection = sqlite:////nova.sqlite\n' } });
    findInNovaConf(od020, '[database]\nconnection = mysql+pymysql://db/nova\n');
  });
});

describe('OD021: addresses that are read otherwise than meant', () => {
  it('is an error for an @ in the password, which is encoded', () => {
    const text = '[database]\nconnection = mysql+pymysql://nova:p@ss@db/nova\n                                  ^^^^\n';
    const [finding] = findInNovaConf(od021, text);
    assert.equal(finding?.severity, 'error');
    assert.equal(fixed(finding, text), '[database]\nconnection = mysql+pymysql://nova:p%40ss@db/nova\n');
    findInNovaConf(
      od021,
      '[api_database]\nconnection = mysql+pymysql://nova:p@s:s@db/nova\n                                  ^^^^^\n',
    );
    findInNovaConf(
      od021,
      '[api_database]\nconnection = mysql+pymysql://nova:p@s/s@db/nova\n                                  ^^^^^\n',
    );
  });

  it('is none for it under SQLAlchemy 1.3, which looks for the last @', () => {
    findInNovaConf(od021, '[api_database]\nconnection = mysql+pymysql://nova:p@ss@db/nova\n', 'wallaby');
  });

  it('is an error for a port that is no number, and for what is no address', () => {
    findInNovaConf(
      od021,
      '[database]\nconnection = mysql+pymysql://nova:pw@db:33o6/nova\n                                        ^^^^\n',
    );
    findInNovaConf(
      od021,
      '[database]\nconnection = mysql+pymysql://nova:pw@fd00::1/nova\n                                          ^^\n',
    );
    findInNovaConf(od021, '[database]\nconnection = mysql-pymysql://db/nova\n             ^^^^^^^^^^^^^^^^^^^^^^^\n');
  });

  it('is an error for a comment behind it, which becomes the name of the schema', () => {
    const [finding] = findInNovaConf(
      od021,
      '[database]\nconnection = mysql+pymysql://nova:pw@db/nova # main\n                                            ^^^^^^^\n',
    );
    assert.match(finding!.message, /comment/);
  });

  it('is a warning for what only the cell mappings stumble over', () => {
    const text =
      '[database]\nconnection = mysql+pymysql://nova:a/b#c%2F@db/nova\n                                  ^^^^^^^^\n';
    const [finding] = findInNovaConf(od021, text);
    assert.equal(finding?.severity, 'warning');
    assert.match(fixed(finding, text), /nova:a%2Fb%23c%2F@db/);
    findInNovaConf(od021, '[api_database]\nconnection = mysql+pymysql://nova:a/b#c@db/nova_api\n');
  });

  it('is nothing for good addresses', () => {
    findInNovaConf(
      od021,
      `[database]
connection = mysql+pymysql://nova:p%40ss:w@[fd00::1]:3306/nova?charset=utf8
slave_connection = sqlite:////var/lib/nova/nova.sqlite
[api_database]
connection = mysql+pymysql://nova:{{ password }}@db/nova_api
`,
    );
  });
});

describe('OD022: no character set', () => {
  const server = '[mysqld]\ncharacter-set-server = utf8mb4\n';
  it('is information where the server has another one', () => {
    const text = '[database]\nconnection = mysql+pymysql://db/nova\n             ^^^^^^^^^^^^^^^^^^^^^^^\n';
    const [finding] = findMarked(od022, { files: { 'nova.conf': text, 'my.cnf': server } });
    assert.equal(finding?.severity, 'info');
    assert.match(fixed(finding, text), /db\/nova\?charset=utf8mb4\n/);
  });

  it('is nothing where it is named, or nothing is known of the server', () => {
    findInNovaConf(od022, '[database]\nconnection = mysql+pymysql://db/nova\n');
    const named = '[database]\nconnection = mysql+pymysql://db/nova?charset=utf8\n';
    findMarked(od022, { files: { 'nova.conf': named, 'my.cnf': server } });
    const apart = '[database]\nconnection = mysql+pymysql://db/nova\nconnection_parameters = charset=utf8mb4\n';
    findMarked(od022, { files: { 'nova.conf': apart, 'my.cnf': server } });
  });
});

describe('OD023: pool settings in the address', () => {
  it('is an error, and names the option', () => {
    const [finding] = findInNovaConf(
      od023,
      '[database]\nconnection = mysql+pymysql://db/nova?charset=utf8&pool_recycle=60\n                                                  ^^^^^^^^^^^^^^^\n',
    );
    assert.match(finding!.message, /connection_recycle_time/);
    findInNovaConf(
      od023,
      '[database]\nconnection_parameters = pool_pre_ping=true\n                        ^^^^^^^^^^^^^^^^^^\n',
    );
  });

  it('is nothing for parameters of the driver', () => {
    findInNovaConf(od023, '[database]\nconnection = mysql+pymysql://db/nova?charset=utf8&connect_timeout=5\n');
  });
});

describe('OD024: certificates that cannot be read', () => {
  it('is an error for a relative path, a warning for one of root', () => {
    const address = 'mysql+pymysql://db/nova?ssl_ca=';
    const [relative] = findInNovaConf(
      od024,
      `[database]\nconnection = ${address}certs/ca.pem\n                                     ^^^^^^^^^^^^^^^^^^^\n`,
    );
    assert.equal(relative?.severity, 'error');
    const [private_] = findInNovaConf(
      od024,
      `[database]\nconnection = ${address}/root/ca.pem\n                                     ^^^^^^^^^^^^^^^^^^^\n`,
    );
    assert.equal(private_?.severity, 'warning');
  });

  it('stays silent on any other path: whether the file is there no text can tell', () => {
    findInNovaConf(od024, '[database]\nconnection = mysql+pymysql://db/nova?ssl_ca=/etc/ssl/certs/ca.pem\n');
  });
});

describe('OD025: a password', () => {
  it('is information', () => {
    const [finding] = findInNovaConf(
      od025,
      '[database]\nconnection = mysql+pymysql://nova:s3cret@db/nova\n                                  ^^^^^^\n',
    );
    assert.equal(finding?.severity, 'info');
  });

  it('is told once of a file', () => {
    const first =
      '[database]\nconnection = mysql+pymysql://nova:s3cret@db/nova\n                                  ^^^^^^\n';
    findInNovaConf(od025, `${first}[api_database]\nconnection = mysql+pymysql://nova:s3cret@db/nova_api\n`);
  });

  it('is nothing where there is none, or where it is blotted out or filled in later', () => {
    findInNovaConf(
      od025,
      `[database]
connection = mysql+pymysql://nova@db/nova
slave_connection = mysql+pymysql://nova:***@db/nova
[api_database]
connection = mysql+pymysql://nova:{{ nova_password }}@db/nova
`,
    );
  });
});

describe('OD026: a replica that is the main server', () => {
  it('is a warning, and takes it out', () => {
    const text = `[database]
connection = mysql+pymysql://nova:a@DB:3306/nova
slave_connection = mysql+pymysql://reader:b@db/nova?charset=utf8
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
max_pool_size = 5
`;
    const [finding] = findInNovaConf(od026, text);
    assert.equal(finding?.related?.length, 1);
    assert.equal(
      fixed(finding, text),
      '[database]\nconnection = mysql+pymysql://nova:a@DB:3306/nova\nmax_pool_size = 5\n',
    );
  });

  it('is nothing for another server, port or schema', () => {
    for (const other of ['db2/nova', 'db:3307/nova', 'db/nova_cell1'])
      findInNovaConf(
        od026,
        `[database]\nconnection = mysql+pymysql://db/nova\nslave_connection = mysql+pymysql://${other}\n`,
      );
  });
});

describe('OD037: parameters given twice', () => {
  it('is an error for those that fail, else a warning', () => {
    const [charset] = findInNovaConf(
      od037,
      '[database]\nconnection = mysql+pymysql://db/nova?charset=utf8\nconnection_parameters = charset=utf8mb4\n                        ^^^^^^^^^^^^^^^\n',
    );
    assert.equal(charset?.severity, 'error');
    assert.equal(charset.related?.length, 1);
    const [other] = findInNovaConf(
      od037,
      '[database]\nconnection_parameters = program_name=a&program_name=b\n                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n',
    );
    assert.equal(other?.severity, 'warning');
  });

  it('is nothing for different ones', () => {
    findInNovaConf(
      od037,
      '[database]\nconnection = mysql+pymysql://db/nova?charset=utf8\nconnection_parameters = connect_timeout=5\n',
    );
  });
});

describe('the texts of the rules OD', () => {
  it('hold no password, however the address is broken', () => {
    const passwords = [
      's3cr@et',
      's3cr:et',
      's3cr/et',
      's3cr?et',
      's3cr#et',
      's3c@r:et',
      's3c@r/e?t',
      's3%cret',
      '{s3cret}',
    ];
    for (const password of passwords)
      for (const scheme of ['mysql', 'mysql+mysqldb', 'mysql+aiomysql', 'mysql-x', 'sqlite', '{scheme}'])
        for (const release of ['wallaby', '2026.1']) {
          const address = `${scheme}://nova:${password}@db:x/nova?pool_size=5&ssl_ca=x&charset=a`;
          const text = `[database]
connection = ${address}
connection_parameters = charset=b
slave_connection = ${address}
asyncio_connection = ${address}
#connection = ${address}2
[api_database]
connection = ${address}
[sql]
connection = ${address}
[DEFAULT]
sql_connection = ${address}
`;
          const files = { 'nova.conf': text, 'nova-compute/nova.conf': text, 'my.cnf': '[mysqld]\n' };
          const deployment = odDeployment({ release, files });
          for (const { rule, message, related, fix } of lintDeployment(
            deployment,
            odRules,
            { severities: {} },
            english,
          ))
            for (const shown of [message, fix?.title ?? '', ...(related ?? []).map(each => each.message)])
              assert.doesNotMatch(shown, /s3c|cr[@:/?#]|ret\b|et@/, `${rule} with ${password}`);
        }
  });
});
