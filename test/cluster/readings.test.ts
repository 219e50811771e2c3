import assert from 'node:assert/strict';
import { askDatabase, brokerQueues } from '../../scripts/cluster/evidence.mjs';
import { mustOn } from '../../scripts/cluster/host.mjs';
import { restoreMaxConnections, serverFile } from '../../scripts/cluster/more-breaks.mjs';
import { controllerNames } from '../../scripts/cluster/settings.mjs';
import { until } from '../../scripts/cluster/shell.mjs';
import { vipHolders } from '../../scripts/cluster/status.mjs';
import { doctorJson } from './doctor.ts';

interface Reading {
  readonly vips: readonly { readonly state: string; readonly holder?: string }[];
  readonly controllers: readonly {
    readonly name: string;
    readonly services: readonly { readonly name: string; readonly state: string; readonly since: number }[];
  }[];
  readonly broker: {
    readonly queues: readonly { readonly name: string; readonly messages: number; readonly consumers: number }[];
  };
  readonly database: Readonly<Record<string, unknown>>;
}

interface Lint {
  readonly findings: readonly { readonly rule: string; readonly path: string; readonly message: string }[];
  readonly capacity: { readonly maxConnections: number };
}

const read = () => doctorJson<Reading>('triage');

describe('What the product reads is what the services of a real cluster say themselves', () => {
  it('services: what docker says on each controller', async () => {
    const { controllers } = await read();
    for (const host of controllerNames) {
      const listed = await mustOn(host, ['docker', 'ps', '--all', '--format', '{{.Names}} {{.State}}']);
      const own = controllers.find(({ name }) => name === host)?.services ?? [];
      assert.deepEqual(own.map(({ name, state }) => `${name} ${state}`).sort(), listed.trim().split('\n').sort(), host);
    }
  });

  it('since when a service runs: what docker inspect says, to the second', async () => {
    const { controllers } = await read();
    const started = await mustOn('ctl2', ['docker', 'inspect', '--format', '{{.State.StartedAt}}', 'nova_conductor']);
    const shown = controllers
      .find(({ name }) => name === 'ctl2')
      ?.services.find(({ name }) => name === 'nova_conductor')?.since;
    assert.equal(Math.floor(shown ?? 0), Math.floor(Date.parse(started.trim()) / 1000));
  });

  it('VIP: where the kernel has the address', async () => {
    const { vips } = await read();
    assert.deepEqual([vips[0]?.holder], await vipHolders());
  });

  it('queues: what rabbitmqctl lists', async () => {
    const { broker } = await read();
    const names = (queues: readonly { name: string; consumers: number }[]) =>
      queues.map(({ name, consumers }) => `${name} ${consumers}`).sort();
    assert.deepEqual(names(broker.queues), names(await brokerQueues()));
  });

  it('database: what MariaDB says on its own socket', async () => {
    const { database } = await read();
    const rows = await askDatabase(
      'SELECT @@GLOBAL.max_connections, @@GLOBAL.wait_timeout, @@GLOBAL.interactive_timeout, @@GLOBAL.innodb_lock_wait_timeout, VERSION()',
    );
    const { maxConnections, waitTimeout, interactiveTimeout, lockWaitTimeout, version } = database;
    assert.deepEqual([maxConnections, waitTimeout, interactiveTimeout, lockWaitTimeout, version].map(String), rows[0]);
  });

  it('lint --live: the limit that MariaDB goes by, and that its file says another', async () => {
    await askDatabase('SET GLOBAL max_connections = 499');
    try {
      const { capacity, findings } = await doctorJson<Lint>('lint', '--live');
      assert.equal(capacity.maxConnections, 499);
      assert.deepEqual(
        findings.flatMap(({ rule, path, message }) => (rule === 'X050' ? [`${path} ${message}`] : [])),
        controllerNames.map(
          host => `${host}${serverFile} max_connections is 500 here, but the running database goes by 499.`,
        ),
      );
    } finally {
      await restoreMaxConnections();
    }
  });

  it('connections: as many as MariaDB counts, where both look at the same moment', async () => {
    // Connections come and go: a moment at which nothing moved is one at which both counts of MariaDB agree.
    const count = async () =>
      Number((await askDatabase("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'nova'"))[0]?.[0]);
    await until('equal counts', 60, async () => {
      const before = await count();
      const { database } = await read();
      const clients = database.clients as readonly { user: string; connections: number }[];
      const shown = clients
        .filter(({ user }) => user === 'nova')
        .reduce((sum, { connections }) => sum + connections, 0);
      // The product itself asks by one connection of nova's account.
      return before === (await count()) && shown === before + 1;
    });
  });
});
