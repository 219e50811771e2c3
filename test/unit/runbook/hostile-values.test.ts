import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceCommands } from '../../../core/cluster/actions/collect.ts';
import { disableComputesCommand, enableComputesCommand } from '../../../core/cluster/actions/compute-services.ts';
import {
  type DatabaseAccess,
  databaseServerCommand,
  killConnectionCommand,
  setGlobalCommand,
  sqlText,
} from '../../../core/cluster/actions/database-admin.ts';
import { haproxyStateCommand } from '../../../core/cluster/actions/haproxy.ts';
import { purgeQueueCommand } from '../../../core/cluster/actions/purge-queue.ts';
import { serviceCommand } from '../../../core/cluster/actions/service.ts';
import { setOptionsCommand } from '../../../core/cluster/actions/set-options.ts';
import type { Command } from '../../../core/cluster/command.ts';
import { printCommand } from '../../../core/cluster/print-command.ts';
import { probeCommand } from '../../../core/cluster/probe.ts';
import { consumerConnectionsProbe } from '../../../core/cluster/probes/consumer-connections.ts';
import { queuesProbe } from '../../../core/cluster/probes/queues.ts';
import { planStep } from '../../../core/runbook/make-plan.ts';
import { english } from '../../../core/text/l10n.ts';
import { call, healthyCluster, observerOf, step, vip } from './fake-cluster.ts';
import { runWire } from './run-wire.ts';

/** Each would leave a file behind if any shell read it as more than a word. */
const hostile = [
  '$(touch owned)',
  '`touch owned`',
  '; touch owned;',
  "'; touch owned; '",
  '"; touch owned; "',
  '\\"$(touch owned)\\"',
  'a && touch owned || b',
  '| touch owned',
  '> owned',
  '-rf',
  '--help',
  '*',
  '~root',
  '$HOME',
  '%s%n',
  'tab\tand blank ',
  'é☃ \u202e',
];

/** All of them within one word, and those that are dangerous by how they begin: starting programs takes its time. */
const names = [`x${hostile.join(' ')}`, '$(touch owned)', '-rf', '--help'];

/** A program that writes down its name and its arguments. */
const recorder = `#!/bin/sh
{ printf '%s\\037' "$(basename "$0")" "$@"; printf '\\036'; } >> "$RECORD"
case "$(basename "$0") $*" in
  "id -u") echo 0 ;;
  *list_vhosts*) cat "$VHOSTS_FILE" ;;
  *"--version"*) echo "mysql  Ver 15.1 Distrib 10.11-MariaDB" ;;
  *"SELECT COUNT"*) echo 1 ;;
  "crm_node -n") echo node1 ;;
  *"inspect --format"*) echo 1 ;;
  *"compute service list"*) cat "$SERVICES_FILE" ;;
esac
`;

/** As Debian's wrapper of rabbitmqctl does it: whatever is not plain in an argument is read by another shell. */
const debianWrapper = `#!/bin/sh
for arg in "$@"; do
  arg=$(printf '%s' "$arg" | sed -e 's/"/\\\\"/g')
  LINE="\${LINE} \\"\${arg}\\""
done
sh -c "recorded-rabbitmqctl \${LINE}"
`;

describe('hostile values', () => {
  let root: string;
  let environment: NodeJS.ProcessEnv;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nova-doctor-hostile-'));
    const bin = join(root, 'bin');
    mkdirSync(bin);
    const add = (name: string, text: string) => {
      writeFileSync(join(bin, name), text);
      chmodSync(join(bin, name), 0o755);
    };
    const programs = ['systemctl', 'docker', 'podman', 'crm_node', 'crm_resource', 'mariadb', 'openstack', 'id'];
    for (const name of [...programs, 'recorded-rabbitmqctl', 'real-rabbitmqctl', 'anything']) add(name, recorder);
    add('rabbitmqctl', debianWrapper);
    add('runuser', '#!/bin/sh\nshift 3\nexec "$@"\n');
    environment = {
      PATH: `${bin}:/usr/bin:/bin`,
      HOME: root,
      RECORD: join(root, 'record'),
      VHOSTS_FILE: join(root, 'vhosts'),
      SERVICES_FILE: join(root, 'services'),
    };
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Runs a command in a folder of its own, and gives the arguments of every program that it called. */
  async function argumentsOf(command: Command<unknown>): Promise<string[][]> {
    const behind = '/usr/lib/rabbitmq/bin/rabbitmqctl';
    const run =
      'script' in command.run
        ? {
            ...command.run,
            script: `cd "$PLACE"; ${command.run.script}`,
            parameters: Object.fromEntries([
              ...Object.entries(command.run.parameters ?? {}).map(([name, value]) => [
                name,
                name === 'BEHIND_WRAPPERS' ? value.replaceAll(behind, join(root, 'bin/real-rabbitmqctl')) : value,
              ]),
              ['PLACE', root],
            ]),
          }
        : command.run;
    rmSync(join(root, 'record'), { force: true });
    await runWire({ ...command, run }, environment);
    assert.equal(existsSync(join(root, 'owned')), false, `a shell read it: ${printCommand(command, 'none')}`);
    assert.equal(existsSync('owned'), false);
    if (!existsSync(join(root, 'record'))) return [];
    return readFileSync(join(root, 'record'), 'utf8')
      .split('\u001e')
      .filter(line => line !== '')
      .map(line => line.split('\u001f').slice(0, -1));
  }

  const flat = (calls: string[][]) => calls.flat();

  it('of names of units, containers and resources stay words', async () => {
    for (const name of names) {
      const owners = [
        { kind: 'systemd', unit: name },
        { kind: 'container', container: { engine: 'docker', name }, restartPolicy: 'no' },
        { kind: 'container', container: { engine: 'podman', name }, restartPolicy: 'no' },
        { kind: 'pacemaker', resource: name },
      ] as const;
      for (const owner of owners) {
        const calls = await argumentsOf(serviceCommand('stop', owner));
        assert.ok(flat(calls).includes(name), `${owner.kind} ${name}: ${JSON.stringify(calls)}`);
      }
    }
  });

  it('of queues and vhosts stay words, on the host and in a container', async () => {
    for (const name of names) {
      const onHost = await argumentsOf(purgeQueueCommand({}, name, name));
      const words = onHost.at(-1) ?? [];
      assert.equal(words.at(-1), name);
      assert.ok(words.includes(name.startsWith('-') ? `--vhost=${name}` : name), JSON.stringify(onHost));
      const inside = await argumentsOf(purgeQueueCommand({ engine: 'docker', container: 'rabbitmq' }, name, name));
      assert.equal(inside.at(-1)?.at(-1), name);
      assert.equal(inside.at(-1)?.[1], 'exec');
    }
    writeFileSync(join(root, 'vhosts'), `${hostile.join('\n')}\n`);
    const listed = await argumentsOf(probeCommand(queuesProbe({})));
    const asked = listed.filter(words => words.includes('list_queues'));
    assert.equal(asked.length, hostile.length);
    for (const [index, name] of hostile.entries()) {
      assert.ok(
        asked[index]?.some(word => word === name || word === `--vhost=${name}`),
        name,
      );
    }
    const consumers = await argumentsOf(probeCommand(consumerConnectionsProbe({}, hostile)));
    assert.equal(consumers.filter(words => words.includes('list_consumers')).length, hostile.length);
  });

  it('of accounts of the database are no statements and no options', async () => {
    const seen = {
      id: 7,
      database: '',
      command: 'Query',
      seconds: 9,
      state: '',
      transactionStarted: '2026-11-22 22:47:04',
      transactionSeconds: 9,
      statement: '',
    };
    for (const name of names) {
      const access: DatabaseAccess = { loginPath: name, host: name, port: 3306, container: undefined };
      const kill = flat(
        await argumentsOf(killConnectionCommand(access, { ...seen, user: name, host: `${name}' OR 1=1 -- ` })),
      );
      assert.ok(kill.includes('KILL CONNECTION 7'));
      assert.ok(kill.includes(`--defaults-group-suffix=${name}`) && kill.includes(`--host=${name}`));
      assert.equal(kill.join('\n').includes("' OR 1=1"), false);
      const set = flat(await argumentsOf(setGlobalCommand(access, new Map([['wait_timeout', '28800']]))));
      assert.ok(set.includes('SET GLOBAL wait_timeout = 28800'));
      assert.ok(flat(await argumentsOf(databaseServerCommand(access, [name]))).length > 0);
    }
    assert.throws(() =>
      setGlobalCommand({ loginPath: '', host: '', port: 1, container: undefined }, new Map([['a; DROP', '1']])),
    );
    assert.throws(() =>
      setGlobalCommand({ loginPath: '', host: '', port: 1, container: undefined }, new Map([['a', '1; DROP']])),
    );
    assert.equal(sqlText("it's"), "CONVERT(x'69742773' USING utf8mb4)");
    assert.equal(sqlText('☃\ud800'), "CONVERT(x'e29883efbfbd' USING utf8mb4)");
  });

  it('of hosts, reasons and servers are refused or stay words', async () => {
    writeFileSync(join(root, 'openrc'), 'OS_TOKEN=x\n');
    for (const reason of names) {
      writeFileSync(
        join(root, 'services'),
        JSON.stringify([{ Host: reason, Status: 'disabled', 'Disabled Reason': reason }]),
      );
      const disabled = await argumentsOf(disableComputesCommand(join(root, 'openrc'), ['cmp1'], reason));
      assert.ok(flat(disabled).includes(reason));
      const enabled = await argumentsOf(enableComputesCommand(join(root, 'openrc'), reason));
      assert.ok(enabled.at(-1)?.includes(reason), JSON.stringify(enabled));
      await argumentsOf(disableComputesCommand(reason, ['cmp1'], 'r'));
      assert.throws(() => disableComputesCommand('', [reason], 'r'));
      assert.throws(() => haproxyStateCommand(undefined, [{ backend: 'a b', server: reason }], 'maint'));
    }
  });

  it('of options become lines of the file and nothing else', async () => {
    const file = join(root, 'nova.conf');
    for (const value of names) {
      writeFileSync(file, '[database]\nmax_pool_size = 5\n');
      await argumentsOf(setOptionsCommand(file, [{ group: 'database', name: 'max_pool_size', value }], 'run-1'));
      assert.equal(readFileSync(file, 'utf8'), `[database]\nmax_pool_size = ${value}\n`);
      rmSync(`${file}.nova-doctor-run-1`);
    }
    assert.deepEqual(
      readdirSync(root).filter(name => name.startsWith('nova.conf')),
      ['nova.conf'],
    );
  });

  it('of parameters reach scripts as variables and programs as words', async () => {
    for (const value of names) {
      const planning = {
        parameters: { 'max-age': value },
        observer: observerOf(healthyCluster(), `vip: ${vip}\n`),
        l10n: english,
      };
      const script = step({ on: 'vip', effect: 'read', run: call({ script: 'anything "$MAX_AGE"' }) });
      const program = step({
        on: 'vip',
        effect: 'read',
        run: call({ program: 'anything', args: ['$'.concat('{max-age}')] }),
      });
      for (const one of [script, program]) {
        const [planned] = (await planStep(one, planning)).commands;
        assert.ok(planned);
        assert.deepEqual(await argumentsOf(planned.command), [['anything', value]]);
      }
    }
  });

  it('of folders are looked into by their names', async () => {
    for (const command of evidenceCommands('ctl1', 60, hostile)) await argumentsOf(command);
  });
});
