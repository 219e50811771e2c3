import assert from 'node:assert/strict';
import { readHaproxyFile } from '../../../core/config/haproxy/haproxy-file.ts';
import {
  bindAddresses,
  effectiveSetting,
  readHaproxyAddress,
  readHaproxyTime,
  serversOf,
} from '../../../core/config/haproxy/haproxy-values.ts';
import { mycatKind, readMycatSchema, readMycatServer } from '../../../core/config/mycat/mycat-files.ts';
import { readXml } from '../../../core/config/mycat/xml-reader.ts';
import { mySqlBoolean, mySqlNumber, readMySqlFile, serverSetting } from '../../../core/config/mysql/my-cnf.ts';
import { proxySqlValue, proxySqlVariable, readProxySqlFile } from '../../../core/config/proxysql/proxysql-file.ts';

const cut = (text: string, range: { start: number; end: number }) => text.slice(range.start, range.end);

describe('files of MySQL and MariaDB', () => {
  // What my_print_defaults of MariaDB 10.11 prints for this text.
  const text = [
    '\ufeff# comment',
    '[mysqld]',
    'a-b = "x # y" # tail',
    "loose-foo_bar='it''s'",
    'wait_timeout=600#c',
    'path = C:\\new\\temp',
    'q = "a\\"b"',
    'skip-networking',
    ' indented = 1 ',
    '; note',
    'big=1G',
    '!includedir /etc/mysql/conf.d/',
    '!include /etc/mysql/my.cnf',
    '!other',
    '[client]',
    'wait_timeout = 5',
    '[mysqld-8.0]',
    'max-connections = 10k',
    '',
  ].join('\r\n');
  const file = readMySqlFile('my.cnf', text);

  it('are read as my_print_defaults reads them', () => {
    assert.deepEqual(
      file.settings.map(({ section, name, value }) => `${section} ${name} ${value}`),
      [
        'mysqld a_b x # y',
        "mysqld foo_bar it''s",
        'mysqld wait_timeout 600',
        'mysqld path C:\new\temp',
        'mysqld q a"b',
        'mysqld skip_networking ',
        'mysqld indented 1',
        'mysqld big 1G',
        'client wait_timeout 5',
        'mysqld-8.0 max_connections 10k',
      ],
    );
  });

  it('keep the places of names and values', () => {
    assert.deepEqual(
      file.settings.slice(0, 3).map(({ nameRange, valueRange }) => [cut(text, nameRange), cut(text, valueRange)]),
      [
        ['a-b', '"x # y"'],
        ['loose-foo_bar', "'it''s'"],
        ['wait_timeout', '600'],
      ],
    );
    assert.deepEqual(
      file.sections.map(section => cut(text, section.range).split('\r\n')[0]),
      ['[mysqld]', '[client]', '[mysqld-8.0]'],
    );
    assert.equal(file.sections[1]!.range.end, file.sections[2]!.range.start);
  });

  it('name the files that they take in, and what is wrong', () => {
    assert.deepEqual(
      file.includes.map(({ target, isFolder }) => [target, isFolder]),
      [
        ['/etc/mysql/conf.d/', true],
        ['/etc/mysql/my.cnf', false],
      ],
    );
    assert.deepEqual(
      file.problems.map(problem => problem.kind),
      ['unknown-directive'],
    );
    const broken = readMySqlFile('my.cnf', 'a=1\n[mysqld\n');
    assert.deepEqual(
      broken.problems.map(problem => problem.kind),
      ['option-before-section', 'unclosed-section'],
    );
  });

  it('give the values of the server', () => {
    assert.equal(serverSetting(file, 'wait_timeout')?.value, '600');
    assert.equal(mySqlNumber(serverSetting(file, 'max_connections')!.value), 10240);
    assert.equal(mySqlNumber('32G'), 34359738368);
    assert.equal(mySqlNumber('1.5G'), undefined);
    assert.equal(mySqlBoolean(serverSetting(file, 'skip_networking')!), true);
    assert.equal(mySqlBoolean(serverSetting(file, 'indented')!), true);
    assert.equal(mySqlBoolean(serverSetting(file, 'q')!), undefined);
  });
});

describe('haproxy.cfg', () => {
  const text = `# head
global
    maxconn 40000 # all
defaults one
    timeout client 11s
    timeout server 11s
defaults two from one
    timeout client 22s
listen db # the database
    bind 10.77.0.10:3306,[fd00::1]:3306 name "a b"
    server ctl1 10.77.0.11:3306 check inter 2000 backup
    server ctl\\ 2 [fd00::2]:3306 #check
listen old from one
    bind *:5000
    timeout client 3600
`;
  const file = readHaproxyFile('haproxy.cfg', text);
  const [, , , db, old] = file.sections;

  it('is read in sections, lines and words', () => {
    assert.deepEqual(
      file.sections.map(({ kind, name, from }) => [kind, name, from?.text]),
      [
        ['global', undefined, undefined],
        ['defaults', 'one', undefined],
        ['defaults', 'two', 'one'],
        ['listen', 'db', undefined],
        ['listen', 'old', 'one'],
      ],
    );
    assert.deepEqual(
      db!.settings.map(setting => setting.words.map(word => word.text)),
      [
        ['bind', '10.77.0.10:3306,[fd00::1]:3306', 'name', 'a b'],
        ['server', 'ctl1', '10.77.0.11:3306', 'check', 'inter', '2000', 'backup'],
        ['server', 'ctl 2', '[fd00::2]:3306'],
      ],
    );
    assert.equal(cut(text, db!.settings[0]!.words[3]!.range), '"a b"');
    assert.equal(cut(text, db!.headerRange), 'listen db');
  });

  it('gives what a section takes over', () => {
    const client = (section = db!) => effectiveSetting([file], section, 'timeout', 'client')?.setting.words[2]?.text;
    assert.deepEqual([client(db), client(old)], ['22s', '3600']);
    assert.equal(effectiveSetting([file], db!, 'timeout', 'server')?.setting.words[2]?.text, '11s');
    assert.equal(effectiveSetting([file], db!, 'timeout', 'queue'), undefined);
  });

  it('takes the defaults of another file, as kolla writes them', () => {
    const [main, service] = [
      readHaproxyFile('haproxy.cfg', 'defaults\n timeout client 1m\n'),
      readHaproxyFile('services.d/mariadb.cfg', 'frontend mariadb_front\n bind 10.0.0.1:3306\n'),
    ];
    const found = effectiveSetting([main, service], service.sections[0]!, 'timeout', 'client');
    assert.equal(found?.setting.words[2]?.text, '1m');
  });

  it('ends where defaults name each other in a circle', () => {
    const circle = readHaproxyFile('h', 'defaults a from b\ndefaults b from a\nlisten x from a\n');
    assert.equal(effectiveSetting([circle], circle.sections[2]!, 'timeout', 'client'), undefined);
  });

  it('gives addresses', () => {
    assert.deepEqual(bindAddresses(db!), [
      { host: '10.77.0.10', port: 3306 },
      { host: 'fd00::1', port: 3306 },
    ]);
    assert.deepEqual(bindAddresses(old!), [{ host: undefined, port: 5000 }]);
    assert.deepEqual(
      serversOf(db!).map(server => [server.name, server.address?.host, server.words.length]),
      [
        ['ctl1', '10.77.0.11', 4],
        ['ctl 2', 'fd00::2', 0],
      ],
    );
    assert.equal(readHaproxyAddress('/run/haproxy.sock'), undefined);
    assert.equal(readHaproxyAddress('abns@x'), undefined);
  });

  it('says what haproxy refuses', () => {
    const broken = readHaproxyFile('h', 'timeout client 1\nlisten "a\n');
    assert.deepEqual(
      broken.problems.map(problem => problem.kind),
      ['outside-of-sections', 'unclosed-quote'],
    );
  });

  it('reads times as haproxy 2.6 does', () => {
    const times = ['3600', '3600s', '1m', '1h', '24d', '5us', '10S', '1.5s', '1h30m', '25d', '10sec', ''];
    assert.deepEqual(
      times.map(time => readHaproxyTime(time)?.milliseconds),
      [3600, 3_600_000, 60_000, 3_600_000, 2_073_600_000, 0.005, ...Array(6).fill(undefined)],
    );
  });
});

describe('files of Mycat', () => {
  const server = `<?xml version="1.0"?>
<!DOCTYPE mycat:server SYSTEM "server.dtd" [ <!ENTITY a "&b;&b;"> ]>
<mycat:server xmlns:mycat="http://io.mycat/">
  <system>
    <!-- <property name="idleTimeout">1</property> -->
    <property name="sqlExecuteTimeout">300</property>
    <property name='idleTimeout'> 1800000 </property>
    <property name="x">&a;&#65;&amp;<![CDATA[<b>]]></property>
  </system>
  <user name="nova"><property name="schemas">nova, nova_api</property></user>
</mycat:server>`;

  it('give properties with their places, and no entity of their own', () => {
    const file = readMycatServer('server.xml', server);
    assert.deepEqual(
      file.system.map(({ name, value, valueRange }) => [name, value, cut(server, valueRange)]),
      [
        ['sqlExecuteTimeout', '300', '300'],
        ['idleTimeout', '1800000', '1800000'],
        ['x', '&a;A&<b>', '&a;&#65;&amp;<![CDATA[<b>]]>'],
      ],
    );
    assert.deepEqual(file.users[0]?.schemas, ['nova', 'nova_api']);
    assert.deepEqual(file.problems, []);
    assert.equal(mycatKind(server), 'server');
    assert.equal(mycatKind('<project/>'), undefined);
  });

  it('give the hosts of the data', () => {
    const schema = `<mycat:schema>
      <dataHost name="h1" maxCon="1000" balance="0">
        <heartbeat>select user()</heartbeat>
        <writeHost host="m1" url="10.77.0.21:3306" user="root"><readHost host="s1" url="10.77.0.22:3306"/></writeHost>
      </dataHost></mycat:schema>`;
    const { dataHosts } = readMycatSchema('schema.xml', schema);
    assert.equal(dataHosts[0]?.attributes.find(({ name }) => name === 'maxCon')?.value, '1000');
    assert.deepEqual(
      dataHosts[0]?.hosts.map(host => `${host.kind} ${host.attributes[1]?.value}`),
      ['writeHost 10.77.0.21:3306', 'readHost 10.77.0.22:3306'],
    );
  });

  it('say what is not well formed, and give the rest', () => {
    const { elements, problems } = readXml('<a><b><c x="1"></b></d><e y=1></a>');
    assert.deepEqual(
      problems.map(problem => problem.kind),
      ['unclosed-element', 'unexpected-end-tag', 'unclosed-tag'],
    );
    assert.equal(elements[0]?.children[0]?.children[0]?.attributes[0]?.value, '1');
  });
});

describe('files of ProxySQL', () => {
  const cnf = `# comment
datadir="/var/lib/proxysql"
mysql_variables=
{
    threads=4
    wait_timeout=3600000 // ms
    interfaces="10.77.0.10:6033;" "/tmp/a.sock"
    mysql-max_connections: 2048;
}
mysql_servers = (
    { address="10.77.0.11", port=3306, hostgroup=0, max_connections=200 },
    { ADDRESS="10.77.0.12" port=3306 }
)
mysql_query_rules: ( { rule_id=1 active=1 match_digest="^SELECT" /* a */ destination_hostgroup=1 } )
`;
  it('are read as libconfig', () => {
    const file = readProxySqlFile('proxysql.cnf', cnf);
    assert.deepEqual(file.problems, []);
    assert.equal(proxySqlVariable(file, 'wait_timeout')?.value, '3600000');
    assert.equal(proxySqlVariable(file, 'max_connections')?.value, '2048');
    assert.equal(proxySqlVariable(file, 'interfaces')?.value, '10.77.0.10:6033;/tmp/a.sock');
    const servers = file.tables.get('mysql_servers')!;
    assert.deepEqual(
      servers.map(row => [proxySqlValue(row, 'address')?.value, proxySqlValue(row, 'max_connections')?.value]),
      [
        ['10.77.0.11', '200'],
        ['10.77.0.12', undefined],
      ],
    );
    assert.equal(cut(cnf, proxySqlValue(servers[0]!, 'max_connections')!.valueRange), '200');
    assert.equal(proxySqlValue(file.tables.get('mysql_query_rules')![0]!, 'match_digest')?.value, '^SELECT');
  });

  it('are read as the YAML that kolla writes', () => {
    const text = `mysql_variables:
  threads: 4
  interfaces: "10.77.0.10:3306"
mysql_servers:
  - address: "10.77.0.11"
    max_connections: 100
`;
    const file = readProxySqlFile('proxysql.yaml', text);
    assert.equal(proxySqlVariable(file, 'interfaces')?.value, '10.77.0.10:3306');
    const found = proxySqlValue(file.tables.get('mysql_servers')![0]!, 'max_connections')!;
    assert.deepEqual([found.value, cut(text, found.valueRange)], ['100', '100']);
  });

  it('say what is not understood, and give the rest', () => {
    const file = readProxySqlFile('proxysql.cnf', 'x } mysql_variables = { a = ; b = 2 ');
    assert.deepEqual(
      file.problems.map(problem => problem.kind),
      ['unexpected-text', 'unexpected-text', 'missing-value', 'unclosed'],
    );
    assert.equal(proxySqlVariable(file, 'b')?.value, '2');
  });
});
