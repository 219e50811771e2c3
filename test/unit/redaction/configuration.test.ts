import assert from 'node:assert/strict';
import { capacityOf } from '../../../core/config/capacity.ts';
import type { ConfigFinding } from '../../../core/config/finding.ts';
import { lintDeployment } from '../../../core/config/lint.ts';
import { lintJson } from '../../../core/config/output/lint-json.ts';
import type { LintReport } from '../../../core/config/output/lint-report.ts';
import { lintSarif } from '../../../core/config/output/lint-sarif.ts';
import { lintText } from '../../../core/config/output/lint-text.ts';
import { configRules } from '../../../core/config/rules/rules.ts';
import { capacityData } from '../../../core/features/config/capacity-data.ts';
import { lintPython } from '../../../core/python/lint.ts';
import { english } from '../../../core/text/l10n.ts';
import { createRedactor } from '../../../core/text/redact.ts';
import { deploymentOf, optionKnowledge } from '../config/lint-fixture.ts';

/** Words that occur nowhere else: each secret has a number, so that a test says which one leaked. */
let count = 0;
const secret = (more = '') => `Kestrel${++count}${more}Harrow`;
const leaked = /Kestrel\d+|\w*Harrow/g;

/** All options of nova that keep a secret, by group, with one that has what breaks values: a reference, a quote, a comment. */
function novaSecrets(): string {
  const { nova } = optionKnowledge.cataloguesOf('2025.1')!;
  const lines: string[] = [];
  for (const group of nova.groups) {
    const own = nova
      .optionsOf(group)
      .filter(option => option.isSecret || /connection$|transport_url|_url$/.test(option.name));
    if (own.length === 0) continue;
    lines.push(`[${group}]`);
    for (const { name } of own) {
      const url = `mysql+pymysql://nova:${secret()}@db:33o6/nova?charset=utf8`;
      lines.push(`${name} = ${/connection|url/.test(name) ? url : secret(' $x #"')}`);
    }
  }
  return lines.join('\n');
}

/** What people get wrong around a secret. */
const mistakes = () => [
  '[database]',
  `conection = mysql+pymysql://nova:${secret()}@db/nova`,
  `connection = mysql+pymysql://nova:${secret('@/:')}@db:notaport/nova`,
  `connection = mysql://nova:${secret()}@db/nova`,
  `connection = "mysql+pymysql://nova:${secret()}@db/nova"`,
  `connection mysql+pymysql://nova:${secret()}@db/nova`,
  `slave_connection = mysql+pymysql:/nova:${secret()}@db/nova`,
  `max_pool_size = mysql+pymysql://nova:${secret()}@db/nova`,
  '[keystone_authtoken]',
  `passwrod = ${secret()}`,
  `password = ${secret()}`,
  `password = ${secret()}`,
  `pasword ${secret()}`,
  `admin_password = ${secret()}`,
  `auth_type = ${'password'}`,
  `auth_url = http://nova:${secret()}@keystone:5000/v3`,
  `memcached_servers = redis://:${secret()}@10.0.0.1:6379`,
  '[DEFAULT]',
  `transport_url = rabbit://openstack:${secret()}@ctl1:5672,openstack:${secret()}@ctl2:x/nova?ssl=maybe`,
  `transport_url = rabit://openstack:${secret()}@ctl1:5672/`,
  `rabbit_password = ${secret()}`,
  `metadata_proxy_shared_secret = ${secret()}`,
  `[neutron`,
  `password = ${secret()}`,
  `[oslo_messaging_rabbit]`,
  `rabbit_password = ${secret()}`,
  `[oslo_messaging_notifications]`,
  `transport_url = rabbit://notify:${secret()}@ctl1:5672//`,
];

const files: Readonly<Record<string, string>> = {
  'etc/nova/nova.conf': novaSecrets(),
  'other/nova.conf': mistakes().join('\n'),
  'third/nova.conf': `[database]\nconnection = mysql+pymysql://nova:${secret()}@10.0.0.10:3306/nova\nmax_pool_size = 5\n[api_database]\nconnection = mysql+pymysql://nova:${secret()}@10.0.0.10:3306/nova_api\n`,
  'etc/placement/placement.conf': `[placement_database]\nconnection = mysql+pymysql://placement:${secret()}@10.0.0.10:8066/placement\n[keystone_authtoken]\npassword = ${secret()}\n`,
  'etc/my.cnf': `[client]\npassword = ${secret()}\n[mysqld]\nwsrep_sst_auth = sst:${secret()}\nwsrep_cluster_address = gcomm://a:${secret()}@b\nwait_timeout = 100\nmax_connections = 10\n`,
  'etc/haproxy/haproxy.cfg': `userlist u\n  user a insecure-password ${secret()}\nlisten mysql\n  bind 10.0.0.10:3306\n  timeout client 50s\n  server db1 10.0.0.11:3306 check\nlisten stats\n  stats auth a:${secret()}\n`,
  'mycat/server.xml': `<mycat:server xmlns:mycat="http://io.mycat/"><system><property name="idleTimeout">5</property></system><user name="nova"><property name="password">${secret()}</property></user></mycat:server>`,
  'mycat/schema.xml': `<mycat:schema xmlns:mycat="http://io.mycat/"><dataHost name="h" maxCon="5" minCon="1" balance="0"><heartbeat>select 1</heartbeat><writeHost host="m" url="db:3306" user="nova" password="${secret()}"/></dataHost></mycat:schema>`,
  'etc/proxysql.cnf': `admin_variables={ admin_credentials="admin:${secret()}" }\nmysql_variables={ monitor_password="${secret()}" wait_timeout=100 }\nmysql_users=({ username="nova" password="${secret()}" max_connections=5 })\n`,
};

const python = [
  'import sqlalchemy',
  `engine = sqlalchemy.create_engine("mysql+pymysql://nova:${secret()}@db/nova", pool_size=0, pool_recyle=3600, max_overflow=-1)`,
  `other = sqlalchemy.create_engine("mysql://nova:${secret()}@db/nova", connect_args={"passwd": "${secret()}"}, pool_recycle=-1)`,
  `third = sqlalchemy.create_engine("sqlite://", poolclass=sqlalchemy.pool.QueuePool, password="${secret()}", pool_timeout=0)`,
  '',
].join('\n');

function findingsOf(deployment: ReturnType<typeof deploymentOf>): ConfigFinding[] {
  return [
    ...lintDeployment(deployment, configRules, { severities: {} }, english),
    ...lintPython('db.py', python, {}, english),
  ];
}

describe('secrets in configuration', () => {
  const deployment = deploymentOf(files);
  const findings = findingsOf(deployment);
  const texts = new Map([...Object.entries(files), ['db.py', python]]);
  const report = (): LintReport => ({
    release: '2025.1',
    releaseOrigin: 'assumed',
    releasePath: undefined,
    releaseNearestTo: undefined,
    findings,
    capacity: capacityOf(deployment),
    files: [...texts.keys()],
    problems: [],
    texts,
    redactor: createRedactor(),
  });
  const leaksIn = (text: string) => [...new Set(text.match(leaked) ?? [])];

  it('are near to much that is found', () => {
    const rules = new Set(findings.map(({ rule }) => rule));
    assert.ok(rules.size > 25, `${rules.size} rules`);
  });

  it('are in no report of a lint', () => {
    assert.deepEqual(leaksIn(lintText(report(), { l10n: english, width: 200, color: false })), []);
    assert.deepEqual(leaksIn(JSON.stringify(lintJson(report()))), []);
    const rules = configRules.map(rule => ({
      id: rule.id,
      severity: rule.severity,
      title: rule.title(english),
      why: rule.why(english),
      remedy: rule.remedy(english),
    }));
    assert.deepEqual(leaksIn(JSON.stringify(lintSarif(report(), { version: '1.0.0', rules }))), []);
  });

  it('are in no message of the Problems view', () => {
    const shown = findings.flatMap(({ message, related }) => [message, ...(related ?? []).map(one => one.message)]);
    assert.deepEqual(
      shown.filter(message => leaksIn(message).length > 0),
      [],
    );
  });

  it('are not on the page of the connections', () => {
    const data = capacityData({ deployment, isReleaseAssumed: true, release: '2025.1' } as never, {}, path =>
      texts.get(path),
    );
    assert.ok(data);
    assert.deepEqual(leaksIn(JSON.stringify(data)), []);
  });
});
