import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterState } from '../../../core/cluster/cluster-state.ts';
import type { ControllerState, ReachedController } from '../../../core/cluster/controller.ts';
import { controllersText } from '../../../core/cluster/output/controllers-text.ts';
import { triageMarkdown, triageText } from '../../../core/cluster/output/triage-text.ts';
import { readDatabase } from '../../../core/cluster/probes/database.ts';
import { readHostState } from '../../../core/cluster/probes/host-state.ts';
import { readQueues } from '../../../core/cluster/probes/queues.ts';
import type { ServiceState } from '../../../core/cluster/services.ts';
import { clusterTree } from '../../../core/cluster/tree.ts';
import { triage } from '../../../core/cluster/triage.ts';
import { canonicalAddress, findVips } from '../../../core/cluster/vip.ts';
import { english, type Translator } from '../../../core/text/l10n.ts';
import { captured, outputOf } from './captured.ts';

const now = Date.UTC(2026, 10, 22, 12);
const bundle = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../l10n/bundle.l10n.zh-cn.json'), 'utf8'),
) as Record<string, string>;
const chinese: Translator = { t: (message, ...values) => english.t(bundle[message] ?? message, ...values) };

const host = readHostState(
  outputOf('name ctl\nclock 1795348800.5 +0000\nload 1.5 1 1\nprocessors 4\n/dev/vda 1000 960 40 96% /var\n'),
);
const quiet = readHostState(outputOf('name ctl\nclock 1795348800.5 +0000\nload 0.5 1 1\nprocessors 4\n'));

function reached(name: string, addresses: readonly string[], more: Partial<ReachedController> = {}): ControllerState {
  return {
    controller: { name, host: name, role: 'controller' },
    readAt: now,
    addresses: addresses.map(address => ({ interface: 'eth0', address, prefixLength: 24 })),
    host: quiet,
    clock: { skew: 3, error: 10 },
    services: [running('nova-conductor')],
    unasked: [],
    ...more,
  };
}

function running(service: 'nova-conductor' | 'nova-scheduler'): ServiceState {
  const name = service.replace('-', '_');
  return {
    service,
    name,
    state: 'running',
    since: 1,
    restarts: 0,
    image: `kolla/${service}:2024.1`,
    owner: { kind: 'container', container: { engine: 'docker', name }, restartPolicy: 'always' },
  };
}

const away = (name: string): ControllerState => ({
  controller: { name, host: name, role: 'controller' },
  readAt: now,
  failure: { failed: 'timed-out', host: name },
});

function cluster(controllers: readonly ControllerState[], more: Partial<ClusterState> = {}): ClusterState {
  const broker = readQueues(
    outputOf(
      'nova-doctor-vhost /\n[{"name":"conductor","messages":0,"consumers":2},{"name":"scheduler","messages":0,"consumers":2}]',
    ),
  );
  const database = readDatabase(captured('database-with-process'));
  return {
    name: 'lab',
    controllers,
    vips: findVips(['10.0.0.10'], controllers),
    broker: 'unreadable' in broker ? broker : { ...broker, readOn: 'ctl1' },
    database: 'unreadable' in database ? database : { ...database, readOn: 'ctl1' },
    logs: new Map([['ctl1', [{ path: '/a.log', bytes: 1, lastWrite: 1, recentErrors: 0, recentWarnings: 0 }]]]),
    ...more,
  };
}

describe('virtual addresses', () => {
  it('are held, split, nowhere, or not seen', () => {
    const states = [
      [reached('a', ['10.0.0.10']), reached('b', [])],
      [reached('a', ['10.0.0.10']), reached('b', ['10.0.0.10'])],
      [reached('a', []), reached('b', [])],
      [reached('a', []), away('b')],
      [reached('a', ['10.0.0.10']), away('b')],
    ].map(controllers => findVips(['10.0.0.10'], controllers)[0]);
    assert.deepEqual(states, [
      { vip: '10.0.0.10', state: 'held', holder: 'a' },
      { vip: '10.0.0.10', state: 'split', holders: ['a', 'b'] },
      { vip: '10.0.0.10', state: 'nowhere' },
      { vip: '10.0.0.10', state: 'unknown', unasked: ['b'] },
      { vip: '10.0.0.10', state: 'held', holder: 'a' },
    ]);
  });

  it('of IPv6 are the same in all their forms', () => {
    const forms = ['2001:DB8::10', '[2001:db8:0:0::10]', '2001:0db8::0010/64', '2001:db8::10%eth0'];
    assert.equal(new Set(forms.map(canonicalAddress)).size, 1);
    assert.equal(canonicalAddress('::ffff:10.0.0.1'), canonicalAddress('::ffff:a00:1'));
    assert.notEqual(canonicalAddress('2001:db8::10'), canonicalAddress('2001:db8::1:0'));
    assert.equal(findVips(['2001:DB8:0::10'], [reached('a', ['2001:db8::10'])])[0]?.state, 'held');
  });
});

describe('triage', () => {
  const causes = (state: ClusterState) => triage(state, now, english).causes.map(({ id }) => id);
  const healthy = cluster([reached('ctl1', ['10.0.0.10']), reached('ctl2', [])]);

  it('finds nothing where nothing is wrong', () => {
    const card = triage(healthy, now, english);
    assert.deepEqual(
      card.lines.map(({ id, status }) => `${id} ${status}`),
      [
        'controllers good',
        'vip good',
        'services good',
        'consumers good',
        'waiting good',
        'connections good',
        'transaction good',
        'errors good',
      ],
    );
    assert.deepEqual(card.causes, []);
    assert.match(
      triageText(card, english, text => text),
      /\nNothing stands out\.\n$/,
    );
  });

  it('names what lies below first', () => {
    const broken = cluster([reached('ctl1', ['10.0.0.10'], { host }), reached('ctl2', ['10.0.0.10'])], {
      database: { unreadable: 'not-running', detail: "ERROR 2002 (HY000): Can't connect" },
      broker: { unreadable: 'not-running', detail: 'Error: unable to perform an operation' },
    });
    assert.deepEqual(causes(broken), ['vip-split', 'disk-full', 'database-down', 'broker-down']);
  });

  it('tells a database that is full from one that is down', () => {
    const full = readDatabase(captured('database-full'));
    assert.ok('unreadable' in full);
    assert.deepEqual(causes({ ...healthy, database: full }), ['too-many-connections']);
    const refused = readDatabase(captured('database-wrong-password'));
    assert.ok('unreadable' in refused);
    assert.deepEqual(causes({ ...healthy, database: refused }), []);
  });

  it('says that nobody takes the calls, and which runbook helps', () => {
    const broker = readQueues(outputOf('nova-doctor-vhost /\n[{"name":"conductor","messages":40,"consumers":0}]'));
    assert.ok(!('unreadable' in broker));
    const card = triage({ ...healthy, broker: { ...broker, readOn: 'ctl1' } }, now, english);
    assert.deepEqual(
      card.causes.map(({ id, runbook }) => [id, runbook]),
      [['conductor-sick', 'conductor-safe-channel']],
    );
  });

  it('names a service that runs and never came back to the broker', () => {
    // Of the real cluster, where nova-scheduler on ctl2 hung while RabbitMQ was restarted.
    const listed = readFileSync(
      join(import.meta.dirname, '../../fixtures/commands/real-cluster/rabbitmq_list_queues_absent.out'),
      'utf8',
    );
    const broker = readQueues(outputOf(`nova-doctor-vhost /\n${listed}`));
    assert.ok(!('unreadable' in broker));
    const controllers = ['ctl1', 'ctl2', 'ctl3'].map((name, index) =>
      reached(name, index === 0 ? ['10.0.0.10'] : [], {
        services: [running('nova-scheduler'), running('nova-conductor')],
      }),
    );
    const card = triage({ ...cluster(controllers), broker: { ...broker, readOn: 'ctl1' } }, now, english);
    assert.equal(card.lines.find(({ id }) => id === 'consumers')?.value, 'conductor 3, scheduler 2 (none on ctl2)');
    assert.deepEqual(
      card.causes.map(({ id, runbook }) => [id, runbook]),
      [['service-not-consuming', 'rabbitmq-reconnect']],
    );
  });

  it('shows what it could not read as unknown, never as good', () => {
    const blind = triage({ ...healthy, broker: undefined, database: undefined, logs: new Map() }, now, english);
    const unknown = blind.lines.filter(({ status }) => status === 'unknown').map(({ id }) => id);
    assert.deepEqual(unknown, ['consumers', 'waiting', 'connections', 'errors']);
    assert.match(
      triageText(blind, english, text => text),
      /not everything could be read\.\n$/,
    );
  });

  it('is told in Chinese too', () => {
    const card = triage(cluster([away('ctl1')]), now, chinese);
    const text = triageText(card, chinese, line => line);
    const markdown = triageMarkdown(card, chinese);
    assert.match(text, /[一-龥]/);
    assert.match(markdown, /[一-龥]/);
    assert.doesNotMatch(`${text}${markdown}`, /Controllers|Services|no answer|Triage of|\{0\}/);
  });
});

describe('the tree', () => {
  it('shows the VIP, a controller that is down and what to do, and old state as old', () => {
    const nodes = clusterTree(cluster([reached('ctl1', ['10.0.0.10']), away('ctl2')]), now + 5 * 60_000, english);
    assert.deepEqual(
      nodes.map(({ kind, label, description, status }) => [kind, label, description, status]),
      [
        ['vip', 'VIP 10.0.0.10', 'on ctl1', 'good'],
        ['controller', 'ctl1', 'VIP · load 0.5 · as of 5 min ago', 'good'],
        ['controller', 'ctl2', 'no answer · as of 5 min ago', 'alarm'],
        ['queues', 'Queues', 'nothing waits', 'good'],
        ['database', 'Database', '2 of 151 connections', 'good'],
      ],
    );
    assert.match(nodes[2]?.children?.[0]?.label ?? '', /^ctl2: no answer in time\./);
  });

  it('marks what is old, with all that is below it, and nothing else', () => {
    const old = { ...reached('ctl1', []), readAt: now - 3 * 60_000 };
    const nodes = clusterTree(cluster([old, reached('ctl2', [])]), now, english);
    const flat = (rows: ReturnType<typeof clusterTree>): ReturnType<typeof clusterTree> =>
      rows.flatMap(row => [row, ...flat([...(row.children ?? [])])]);
    assert.deepEqual([...new Set(flat(nodes).map(row => `${row.controller} ${row.isStale ?? false}`))].sort(), [
      'ctl1 true',
      'ctl2 false',
      'undefined false',
    ]);
  });

  it('shows endpoints that do not answer, configuration files, and versions of packages', () => {
    const endpoint = { service: 'glance', option: '[glance]api_servers', url: 'http://10.0.0.10:9292' };
    const service = {
      service: 'keepalived',
      name: 'keepalived.service',
      state: 'failed',
      since: 1,
      restarts: 0,
    } as const;
    const owner = { kind: 'systemd', unit: 'keepalived.service' } as const;
    const services = [{ ...service, image: undefined, owner }];
    const details = {
      configuration: [{ path: '/etc/nova/nova.conf', bytes: 10, lastWrite: 1 }],
      packages: new Map([['keepalived' as const, '1:2.2.8-1']]),
      endpoints: [
        { ...endpoint, status: 503, reason: undefined },
        { ...endpoint, service: 'keystone', status: 300, reason: undefined },
        { ...endpoint, service: 'neutron', status: undefined, reason: 'refused' as const },
      ],
    };
    const state = cluster([reached('ctl1', [], { services })], { details: new Map([['ctl1', details]]) });
    const [, node] = clusterTree(state, now, english);
    const below = (label: string) => node?.children?.find(child => child.label === label);
    assert.deepEqual([below('Endpoints')?.description, below('Endpoints')?.status], ['2 of 3 do not answer', 'alarm']);
    assert.deepEqual(
      below('Endpoints')?.children?.map(({ description }) => description?.split(' · ')[0]),
      ['answers 503: nothing works behind it', 'answers (300)', 'connection refused'],
    );
    assert.deepEqual(
      below('Configuration')?.children?.map(({ label, description, path }) => [label, description, path]),
      [['nova.conf', '/etc/nova', '/etc/nova/nova.conf']],
    );
    const row = below('Services')?.children?.[0];
    assert.equal(row?.description, 'failed · 1:2.2.8-1');
    assert.deepEqual(row?.abilities, ['failed', 'followable']);
    const card = triage(state, now, english);
    assert.equal(card.lines.find(({ id }) => id === 'endpoints')?.status, 'alarm');
    assert.match(card.causes.map(({ text }) => text).join(), /does not answer: glance http:.*503.*neutron.*refused/);
  });

  it('says when a clock is off and a disk is full', () => {
    const [, node] = clusterTree(
      cluster([reached('ctl1', ['10.0.0.10'], { host, clock: { skew: 600_000, error: 20 } })]),
      now,
      english,
    );
    assert.deepEqual([node?.description, node?.status], ['VIP · load 1.5 · clock off by 600 s · /var 96 %', 'warning']);
    assert.match(
      controllersText(cluster([reached('ctl1', [], { clock: { skew: -600_000, error: 20 } })]), english),
      /clock off by -600 s/,
    );
  });

  it('has an id of its own for each row', () => {
    const ids: string[] = [];
    const collect = (nodes: ReturnType<typeof clusterTree>) => {
      for (const node of nodes) {
        ids.push(node.id);
        collect([...(node.children ?? [])]);
      }
    };
    collect(clusterTree(cluster([reached('ctl1', []), reached('ctl2', []), away('ctl3')]), now, english));
    assert.equal(new Set(ids).size, ids.length);
  });

  it('is in Chinese too', () => {
    const nodes = clusterTree(cluster([reached('ctl1', []), away('ctl2')]), now, chinese);
    assert.doesNotMatch(JSON.stringify(nodes), /"(?:Services|Queues|Database|no answer)|nothing waits/);
  });
});
