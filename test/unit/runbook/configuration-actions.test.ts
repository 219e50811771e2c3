import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEvidence } from '../../../core/cluster/actions/collect.ts';
import { readComputeServices } from '../../../core/cluster/actions/compute-services.ts';
import { readHaproxyServers, readStateChange } from '../../../core/cluster/actions/haproxy.ts';
import { readUnitOfProcess } from '../../../core/cluster/actions/service.ts';
import {
  optionsDifferenceCommand,
  readOptionSetting,
  restoreFileCommand,
  setOptionsCommand,
} from '../../../core/cluster/actions/set-options.ts';
import { isProbeFailure } from '../../../core/cluster/probe.ts';
import { readServiceRecords, readTransitional } from '../../../core/cluster/probes/nova-records.ts';
import { readRpcPing } from '../../../core/cluster/probes/rpc-ping.ts';
import { planStep, runCheck } from '../../../core/runbook/make-plan.ts';
import { english } from '../../../core/text/l10n.ts';
import { outputOf, printed } from '../cluster/captured.ts';
import {
  type Answers,
  call,
  check,
  clusterState,
  healthyCluster,
  holding,
  observerOf,
  service,
  step,
  vip,
} from './fake-cluster.ts';
import { outcomeOf } from './run-wire.ts';

const planning = (answers: Answers, state = healthyCluster()) => ({
  parameters: {},
  observer: observerOf(state, `vip: ${vip}\n`, answers),
  l10n: english,
});

describe('setting options of a file', () => {
  let root: string;
  let file: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nova-doctor-options-'));
    file = join(root, 'nova.conf');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const settings = ['[database]max_pool_size=10', '[database]max-overflow=20', '[new]a=b\\n %(c)s & "d"'].map(text => {
    const setting = readOptionSetting(text);
    assert.ok(setting);
    return setting;
  });

  const before = [
    '# max_pool_size = 1',
    '[DEFAULT]',
    'max_pool_size = 2',
    '[database]',
    'connection = mysql+pymysql://nova:secret@h/nova',
    '#max_pool_size = 3',
    'max_pool_size=4',
    'max_pool_size : 5',
    '[api_database]',
    'max_pool_size = 6',
    '',
  ].join('\n');

  const after = [
    '# max_pool_size = 1',
    '[DEFAULT]',
    'max_pool_size = 2',
    '[database]',
    'max-overflow = 20',
    'connection = mysql+pymysql://nova:secret@h/nova',
    '#max_pool_size = 3',
    'max_pool_size=4',
    'max_pool_size = 10',
    '[api_database]',
    'max_pool_size = 6',
    '',
    '[new]',
    'a = b\\n %(c)s & "d"',
    '',
  ].join('\n');

  it('changes the line that counts, keeps everything else and a copy, and is taken back', async () => {
    writeFileSync(file, before);
    chmodSync(file, 0o640);
    const difference = await outcomeOf(optionsDifferenceCommand(file, settings));
    assert.ok(!isProbeFailure(difference));
    assert.deepEqual(difference, {
      path: file,
      lines: [
        '+max-overflow = 20',
        '-max_pool_size : 5',
        '+max_pool_size = 10',
        '+',
        '+[new]',
        '+a = b\\n %(c)s & "d"',
      ],
    });
    assert.equal(readFileSync(file, 'utf8'), before);
    const done = await outcomeOf(setOptionsCommand(file, settings, 'run-1'));
    assert.deepEqual(done, { isDone: true, said: `${file}.nova-doctor-run-1` });
    assert.equal(readFileSync(file, 'utf8'), after);
    assert.equal(statSync(file).mode & 0o777, 0o640);
    assert.equal(readFileSync(`${file}.nova-doctor-run-1`, 'utf8'), before);
    const again = await outcomeOf(optionsDifferenceCommand(file, settings));
    assert.deepEqual(isProbeFailure(again) || again.lines, []);
    assert.equal((await outcomeOf(restoreFileCommand(file, 'run-1'))).isDone, true);
    assert.equal(readFileSync(file, 'utf8'), before);
    assert.deepEqual(readdirSync(root).sort(), ['nova.conf', 'nova.conf.nova-doctor-run-1']);
  });

  it('of a file that is not there changes nothing', async () => {
    const outcome = await outcomeOf(setOptionsCommand(file, settings, 'run-1'));
    assert.equal(outcome.isDone, false);
    assert.equal(existsSync(file), false);
  });

  it('is planned with its difference, and leaves out options without a value', async () => {
    const answers = {
      'options-difference': outputOf(
        'file /etc/nova/nova.conf\n--- a\n+++ b\n@@ -1 +1 @@\n-max_pool_size = 5\n+max_pool_size = 10\n',
      ),
    };
    const edit = step({
      on: 'vip',
      run: call({ file: 'set-options', options: ['[database]max_pool_size=10', '[database]max_overflow='] }),
    });
    const { commands, notes } = await planStep(edit, planning(answers));
    assert.match(notes[0] ?? '', /ctl1: \/etc\/nova\/nova\.conf\n-max_pool_size = 5\n\+max_pool_size = 10/);
    assert.match(notes[1] ?? '', /nova\.conf\.nova-doctor-RUN/);
    assert.equal(commands.length, 1);
    assert.equal(commands[0]?.undo?.length, 1);
    const see = (option: string) => runCheck(check('option', { option }), ['ctl1'], planning(answers));
    assert.equal((await see('[database]max_pool_size=10')).holds, false);
    assert.equal((await see('[database]max_overflow=')).holds, true);
    const odd = step({ on: 'vip', run: call({ file: 'set-options', path: '/etc/$(id)', options: ['[a]b=c'] }) });
    assert.match((await planStep(odd, planning({}))).refusal ?? '', /is not the path/);
    assert.equal(readOptionSetting('[a]b=c\nd=e'), undefined);
  });
});

describe('HAProxy', () => {
  const haproxy = service('haproxy');
  const state = clusterState([holding('ctl1', [haproxy])]);
  const stat = outputOf(printed('haproxy/show_stat.out'));
  const close = step({ id: 'close', on: 'loadbalancer', run: call({ haproxy: 'maintenance' }) });

  it('is asked for the servers of nova-api, which are taken out and back in', async () => {
    const servers = readHaproxyServers(stat);
    assert.ok(!isProbeFailure(servers));
    const own = servers.filter(({ backend }) => backend === 'nova_api_back');
    assert.ok(own.length > 0);
    const { commands, notes, controllers } = await planStep(close, planning({ 'haproxy-servers': stat }, state));
    assert.deepEqual(controllers, ['ctl1']);
    assert.match(commands[0]?.printed ?? '', /LINE_1='set server nova_api_back\/ctl1 state maint'/);
    assert.match(commands[0]?.undo?.[0]?.printed ?? '', /LINE_1='set server nova_api_back\/ctl1 state ready'/);
    assert.match(notes.join(), /deletes and all other requests fail too/);
    const see = (is: string) =>
      runCheck(check('haproxy', { is }), ['ctl1'], planning({ 'haproxy-servers': stat }, state));
    assert.equal((await see('ready')).holds, true);
    assert.equal((await see('maintenance')).holds, false);
  });

  it('with a server that is in maintenance already is left to a person', async () => {
    const out = outputOf(
      printed('haproxy/show_stat.out').replace(/^(nova_api_back,ctl1,(?:[^,]*,){15})[^,]*/m, '$1MAINT'),
    );
    assert.match(
      (await planStep(close, planning({ 'haproxy-servers': out }, state))).refusal ?? '',
      /nova_api_back\/ctl1 on ctl1 is in maintenance already/,
    );
  });

  it('says by its answer that it did nothing', () => {
    const line = 'set server a/b state maint';
    assert.equal(readStateChange(outputOf(`${line}: done\nshow version: 2.6\n`), [line]).isDone, true);
    const wrong = readStateChange(outputOf(`${line}: ${printed('haproxy/set_wrong.out').trim()}\n`), [line]);
    assert.deepEqual(wrong, { isDone: false, said: `${line}: No such server.` });
  });
});

describe('disabling nova-compute', () => {
  const listed = outputOf(
    JSON.stringify([
      { Binary: 'nova-compute', Host: 'cmp2', Status: 'enabled', 'Disabled Reason': null },
      { Binary: 'nova-compute', Host: 'cmp1', Status: 'enabled', 'Disabled Reason': null },
      { Binary: 'nova-compute', Host: 'cmp3', Status: 'disabled', 'Disabled Reason': 'broken disk' },
    ]),
  );
  const close = step({ id: 'close', on: 'first', run: call({ 'compute-services': 'disable' }) });

  it('touches only enabled ones, says who did it, and takes back only its own', async () => {
    const { commands, notes } = await planStep(close, planning({ 'compute-services': listed }));
    assert.equal(commands.length, 1);
    assert.match(commands[0]?.printed ?? '', /HOSTS='cmp1 cmp2'; export HOSTS\nREASON='nova-doctor RUN'/);
    assert.match(commands[0]?.undo?.[0]?.printed ?? '', /REASON='nova-doctor RUN'/);
    assert.match(notes.join(), /1 that are disabled already/);
    const run = await planStep(close, { ...planning({ 'compute-services': listed }), run: '2026-x' });
    assert.match(run.commands[0]?.printed ?? '', /REASON='nova-doctor 2026-x'/);
  });

  it('is left to a person where the API cannot be asked', async () => {
    const answer = outputOf('', { status: 78, standardError: 'no openrc was found\n' });
    assert.match(
      (await planStep(close, planning({ 'compute-services': answer }))).refusal ?? '',
      /close the entry by hand/,
    );
    assert.ok(isProbeFailure(readComputeServices(outputOf('{}'))));
  });
});

describe('what services say about themselves', () => {
  it('advances between two readings, or does not', async () => {
    const records = outputOf(
      'record\t1\tctl1\tnova-compute\t0\t10 a\tnova\nrecord\t2\tcmp2\tnova-compute\t0\t5 a\tnova\nagain\nrecord\t1\tctl1\tnova-compute\t0\t11 b\tnova\nrecord\t2\tcmp2\tnova-compute\t0\t5 a\tnova\n',
    );
    const read = readServiceRecords(records);
    assert.ok(!isProbeFailure(read));
    assert.deepEqual(
      read.map(({ host, hasReported }) => [host, hasReported]),
      [
        ['ctl1', true],
        ['cmp2', false],
      ],
    );
    const see = (expectations: Record<string, string | number>, controllers: string[] = []) =>
      runCheck(
        check('service-records', { name: 'nova-compute', is: 'advancing', ...expectations }),
        controllers,
        planning({ 'service-records': records }),
      );
    assert.deepEqual(await see({ percent: 50 }), {
      holds: true,
      seen: 'nova-compute: 1 of 2 report themselves; silent: cmp2',
    });
    assert.equal((await see({ percent: 51 })).holds, false);
    assert.equal((await see({}, ['ctl1'])).holds, true);
    const dead = outputOf('', { status: 1, standardError: "ERROR 2002 (HY000): Can't connect" });
    assert.ok(isProbeFailure(readServiceRecords(dead)));
  });

  it('is an answer to a call, or none', async () => {
    assert.deepEqual(readRpcPing(outputOf('answered 0.031\n')), { isAnswered: true, seconds: 0.031 });
    assert.deepEqual(readRpcPing(outputOf('unanswered MessagingTimeout\n')), {
      isAnswered: false,
      why: 'MessagingTimeout',
    });
    assert.ok(isProbeFailure(readRpcPing(outputOf('', { status: 127, standardError: 'nova-conductor: not found' }))));
    const see = (controller: string, text: string) =>
      runCheck(
        check('rpc', { name: 'nova-conductor', is: 'answered' }),
        [controller],
        planning({ 'rpc-ping': outputOf(text) }),
      );
    assert.equal((await see('ctl1', 'answered 1.26\n')).seen, 'nova-conductor on ctl1 answered within 1.3 s');
    assert.equal((await see('ctl1', 'unanswered MessagingTimeout\n')).holds, false);
  });

  it('leaves a list of what stays in a transitional state', async () => {
    const output = outputOf(
      'instance\ta-1\tcmp1\tspawning\t600\ninstance\ta-2\t\tdeleting\t700\ninstance\ta-1\tcmp1\tspawning\t600\nvolume\tv-1\tcinder@lvm\tattaching\t800\nvolumes-read\n',
    );
    const records = readTransitional(output);
    assert.ok(!isProbeFailure(records) && records.length === 3);
    const { holds, seen } = await runCheck(
      check('transitional', { older: '10m' }),
      [],
      planning({ transitional: output }),
    );
    assert.equal(holds, true);
    assert.match(
      seen,
      /^Instance a-1 on cmp1: spawning for 600 s\. It was being built.*\nInstance a-2 on -: deleting for 700 s\. Delete it again.*\nVolume v-1 on cinder@lvm: attaching for 800 s\. Compare/,
    );
  });

  it('is the unit of a process, in both hierarchies of control groups', () => {
    assert.equal(readUnitOfProcess(outputOf('0::/system.slice/apache2.service\n')), 'apache2.service');
    assert.equal(
      readUnitOfProcess(outputOf('3:cpu:/\n1:name=systemd:/system.slice/uwsgi@nova.service\n')),
      'uwsgi@nova.service',
    );
    assert.equal(readUnitOfProcess(outputOf('0::/user.slice/user-0.slice/session-1.scope\n')), undefined);
  });
});

describe('evidence', () => {
  it('becomes files below the controller, whose names lead nowhere else', () => {
    const outcome = readEvidence(
      'ctl1',
      outputOf(
        'nova-doctor-file state/date.txt\nSun\nnova-doctor-file logs/../../etc/passwd\nx\nnova-doctor-file logs/var/log/nova/a b.log\ny\n',
      ),
    );
    assert.ok(outcome.isDone);
    assert.deepEqual(outcome.files, [
      { name: 'ctl1/state/date.txt', text: 'Sun\n' },
      { name: 'ctl1/logs/etc/passwd', text: 'x\n' },
      { name: 'ctl1/logs/var/log/nova/a-b.log', text: 'y\n' },
    ]);
    assert.equal(readEvidence('ctl1', outputOf('', { status: 1, standardError: 'no' })).isDone, false);
  });
});
