import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { purgeQueueCommand } from '../../core/cluster/actions/purge-queue.ts';
import { exportAnsible } from '../../core/runbook/export-ansible.ts';
import { makePlan } from '../../core/runbook/make-plan.ts';
import { ourWords } from '../../core/runbook/our-words.ts';
import { checkParameters } from '../../core/runbook/parameters.ts';
import type { Plan } from '../../core/runbook/plan.ts';
import { readRunbook } from '../../core/runbook/read-runbook.ts';
import { english } from '../../core/text/l10n.ts';
import { healthyCluster, observerOf, vip } from '../unit/runbook/fake-cluster.ts';

const text = `runbook: standbys
title: Stop and start the conductors of the standbys
parameters:
  settle: {type: duration, default: 1s}
steps:
  - id: close
    title: Close the entry
    manual: "Close it, {{ as you like }}."
    undo: {manual: Open it.}
  - id: stop
    title: Stop nova-conductor on the standbys
    on: standby
    effect: change
    require: [{probe: vip, is: same-holder}, {probe: consumers, queue: conductor, remain: 1}]
    run: {service: stop, name: nova-conductor}
    verify: {probe: service, name: nova-conductor, is: stopped, for: 1s, within: 20s}
    undo: {run: {service: start, name: nova-conductor}}
  - id: settle
    wait: "\${settle}"
  - id: start
    title: Start nova-conductor on the standbys, one by one
    on: standby
    serial: 1
    effect: change
    run: {service: start, name: nova-conductor}
    verify:
      - {probe: service, name: nova-conductor, is: running, within: 20s}
      - {probe: consumers, queue: conductor, each: 1, within: 10s}
      - {probe: messages, queue: conductor, below: 9, within: 10s}
      - {probe: rpc, name: nova-conductor, is: answered}
    undo: none
`;

const agreed = ['-e', 'nova_doctor_agreed=change', '-e', 'nova_doctor_unattended=true'];

/** Whether a call of a program changes something. */
const changes = (call: string) => /^docker (?:stop|start|restart)/.test(call);

async function plan(): Promise<Plan> {
  const { runbook, problems } = readRunbook('a.runbook.yaml', text, ourWords);
  assert.deepEqual(problems, []);
  const parameters = checkParameters(runbook!, {}).values;
  const observer = observerOf(healthyCluster(), `vip: ${vip}\nbecome: sudo\n`);
  return makePlan(runbook!, { parameters, observer, l10n: english }, 0);
}

async function playbook(become: 'none' | 'sudo', change: (made: Plan) => Plan = made => made) {
  return exportAnsible(change(await plan()), { vips: [vip], become, l10n: english });
}

describe('a playbook for Ansible', function () {
  this.timeout(300_000);
  let folder = '';
  /** Where the broker answers: a host may have the program of one that is in a container. */
  let broker: 'host' | 'container' | 'nowhere' = 'host';
  /** Controllers whose conductor consumes. */
  let consuming = ['ctl1', 'ctl2', 'ctl3'];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-ansible-'));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs it on three hosts that are all this machine, with programs that write down how they were called. */
  function run(yaml: string, ...more: string[]) {
    const rows = ['conductor\t6\t2', ...consuming.map(name => `conductor.${name}.example.com\t1\t0`), ''].join('\n');
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const calls = file('calls', '');
    file('state', 'true');
    const program = (name: string, body: string) =>
      chmodSync(file(name, `#!/bin/sh\ncd ${folder}\necho "${name} $*" >> calls\n${body}\n`), 0o755);
    const answer =
      'case "$2" in purge_queue) printf "Error:\\nnot_found\\n" >&2; exit 69;; list_vhosts) printf "name\\n/\\n/nova\\n";; *) printf "name\\tconsumers\\tmessages\\n%s" "$ROWS";; esac';
    const silence = 'echo "Error: unable to perform an operation on node rabbit@ctl1" >&2; exit 69';
    const containers = broker === 'host' ? '' : 'ps) printf "rabbitmq_exporter\\nrabbitmq\\n";;';
    const inside = broker === 'container' ? 'shift 3; . ./answer' : silence;
    file('answer', answer);
    program(
      'docker',
      `case "$1" in stop) echo false > state;; start) echo true > state;; inspect) cat state;; ${containers} exec) ${inside};; esac`,
    );
    program('rabbitmqctl', broker === 'host' ? answer : silence);
    program('ip', `echo "2: eth0    inet ${vip}/32 scope global eth0"`);
    const hosts = ['ctl1', 'ctl2', 'ctl3'].map(
      name => `${name} ansible_connection=local ansible_python_interpreter=auto_silent`,
    );
    const inventory = file('inventory', `${hosts.join('\n')}\n`);
    const book = file('book.yml', yaml);
    const result = spawnSync('ansible-playbook', ['-i', inventory, book, ...more], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: `${folder}:${process.env.PATH}`,
        ANSIBLE_LOCAL_TEMP: join(folder, 'local'),
        ANSIBLE_NOCOLOR: '1',
        ROWS: rows,
      },
    });
    return {
      ...result,
      output: `${result.stdout}${result.stderr}`,
      calls: readFileSync(calls, 'utf8').trim().split('\n'),
    };
  }

  it('says what it is, and what it does not do by itself', async () => {
    const { playbook: yaml, notCarriedOver } = await playbook('sudo');
    assert.match(
      yaml,
      /^# Stop and start the conductors of the standbys\n# Made from the runbook standbys for the cluster lab/,
    );
    assert.deepEqual(
      notCarriedOver.map(({ step, text: sentence }) => `${step}: ${sentence}`),
      [
        'close: It is not taken back by itself. The way back: Open it.',
        'close: A person does this: Close it, {{ as you like }}.',
        'stop: It is not taken back by itself. The way back: service: start, name: nova-conductor',
        'stop: Where the VIP is, is looked at only once, at the beginning.',
        'start: This check is not made: rpc name=nova-conductor is=answered',
      ],
    );
    for (const { text: sentence } of notCarriedOver) assert.ok(yaml.includes(`# - ${sentence}`), sentence);
  });

  it('runs fixed programs with separate arguments, as root where that is needed', async () => {
    const { playbook: yaml } = await playbook('sudo');
    const plays = parseDocument(yaml, { version: '1.1' }).toJS({}) as Record<string, unknown>[];
    const stop = plays.find(({ name }) => name === '2. Stop nova-conductor on the standbys')!;
    assert.deepEqual(stop.hosts, ['ctl2', 'ctl3']);
    assert.equal(stop.any_errors_fatal, true);
    assert.equal(stop.serial, undefined);
    const tasks = stop.tasks as Record<string, unknown>[];
    assert.deepEqual(tasks[1], {
      name: 'docker stop -t 60 -- nova_conductor',
      'ansible.builtin.command': { argv: ['docker', 'stop', '-t', '60', '--', 'nova_conductor'] },
      become: true,
      timeout: 120,
      changed_when: true,
    });
    const start = plays.filter(({ name }) => name === '4. Start nova-conductor on the standbys, one by one');
    assert.equal(start[0]?.serial, 1);
    // What was already running is not stopped by anything that this plan knows.
    assert.match(yaml, /argv:\n\s+- docker\n\s+- inspect\n[\s\S]*?- !unsafe "?\{\{\.State\.Running\}\}"?/);
  });

  it('keeps hostile words as they are', async () => {
    const evil = '{{ lookup("pipe", "touch evil") }}; $(touch evil) \'"\n# x: [';
    const { playbook: yaml } = await playbook('none', made => ({
      ...made,
      cluster: 'yes',
      steps: made.steps.map(planned => ({
        ...planned,
        commands: planned.commands.map(command => ({
          ...command,
          printed: evil,
          command: { ...command.command, run: { program: 'docker', args: ['start', evil] } },
        })),
      })),
    }));
    const { status, calls, output } = run(yaml.replaceAll('delay: 5', 'delay: 0'), ...agreed);
    assert.ok(
      calls.some(line => line.includes('docker start {{ lookup("pipe", "touch evil") }}; $(touch evil)')),
      output,
    );
    assert.throws(() => readFileSync(join(folder, 'evil')));
    assert.notEqual(status, null);
  });

  it('is taken by ansible-playbook, and does what the runbook does', async () => {
    const { playbook: yaml } = await playbook('none');
    const checked = run(yaml, '--syntax-check');
    assert.equal(checked.status, 0, checked.output);
    const done = run(yaml.replaceAll('delay: 5', 'delay: 0'), ...agreed);
    assert.equal(done.status, 0, done.output);
    const stops = done.calls.filter(line => line.startsWith('docker stop'));
    assert.deepEqual(stops, Array(2).fill('docker stop -t 60 -- nova_conductor'));
    assert.equal(done.calls.filter(line => line.startsWith('docker start')).length, 2);
    assert.ok(done.calls.indexOf(stops[0]!) < done.calls.findIndex(line => line.startsWith('docker start')));
    assert.equal(done.calls[0], 'ip -o addr show');
  });

  it('stops nothing while the conductor of the holder does not consume', async () => {
    const { playbook: yaml } = await playbook('none');
    consuming = ['ctl2', 'ctl3'];
    const quick = yaml.replaceAll(/delay: 5/g, 'delay: 0');
    const stopped = run(quick, ...agreed);
    consuming = ['ctl1', 'ctl2', 'ctl3'];
    assert.notEqual(stopped.status, 0);
    assert.match(stopped.output, /conductor\.ctl1 has at least 1 consumers/);
    assert.deepEqual(stopped.calls.filter(changes), []);
  });

  it('asks the broker in its container, whatever programs the host has', async () => {
    const { playbook: yaml } = await playbook('none');
    broker = 'container';
    const done = run(yaml.replaceAll('delay: 5', 'delay: 0'), ...agreed);
    broker = 'host';
    assert.equal(done.status, 0, done.output);
    assert.ok(done.calls.includes('docker exec rabbitmq rabbitmqctl -q list_vhosts name'), done.calls.join('\n'));
    assert.ok(!done.calls.some(line => line.startsWith('rabbitmqctl')), done.calls.join('\n'));
  });

  it('takes a queue that is gone by now for purged, and no other failure', async () => {
    const purge = purgeQueueCommand({}, '/', 'conductor_fanout_gone');
    const { playbook: yaml } = await playbook('none', made => ({
      ...made,
      steps: made.steps.map(planned => ({
        ...planned,
        step: { ...planned.step, require: [], verify: [] },
        commands: planned.commands.map(command => ({ ...command, command: purge })),
      })),
    }));
    const quick = yaml.replaceAll('delay: 5', 'delay: 0');
    const done = run(quick, ...agreed);
    assert.equal(done.status, 0, done.output);
    assert.ok(done.calls.includes('rabbitmqctl -q purge_queue -p / -- conductor_fanout_gone'), done.calls.join('\n'));
    broker = 'nowhere';
    const stopped = run(quick, ...agreed);
    broker = 'host';
    assert.notEqual(stopped.status, 0, stopped.output);
  });

  it('takes a broker that does not answer for no answer, not for empty queues', async () => {
    const { playbook: yaml } = await playbook('none');
    broker = 'nowhere';
    const stopped = run(yaml.replaceAll('delay: 5', 'delay: 0'), ...agreed);
    broker = 'host';
    assert.notEqual(stopped.status, 0);
    assert.match(stopped.output, /unable to perform an operation on node/);
    assert.ok(!stopped.calls.some(line => line.startsWith('docker stop')), stopped.calls.join('\n'));
  });

  it('changes nothing that nobody agreed to, nor when the VIP is elsewhere', async () => {
    const { playbook: yaml } = await playbook('none');
    const silent = run(yaml, '-e', 'nova_doctor_unattended=true');
    assert.notEqual(silent.status, 0);
    assert.match(silent.output, /It was not agreed to/);
    assert.deepEqual(silent.calls.filter(changes), []);
    const moved = run(yaml.replaceAll(vip, '10.77.0.99'), '-e', 'nova_doctor_agreed=destroy');
    assert.notEqual(moved.status, 0);
    assert.deepEqual(moved.calls.filter(changes), []);
  });
});
