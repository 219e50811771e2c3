import assert from 'node:assert/strict';
import { isProbeFailure } from '../../../core/cluster/probe.ts';
import { readProcesses, servicePattern } from '../../../core/cluster/probes/processes.ts';
import { allServiceNames } from '../../../core/cluster/service-names.ts';
import { outputOf, printed } from './captured.ts';

/** The reading, or a failed test that says why there is none. */
function reading<Result>(result: Result): Exclude<Result, { unreadable: string }> {
  if (isProbeFailure(result)) assert.fail(`${result.unreadable}: ${result.detail}`);
  return result as Exclude<Result, { unreadable: string }>;
}

function failureOf(result: unknown): string {
  return isProbeFailure(result) ? result.unreadable : 'a reading';
}

describe('processes', () => {
  /** The captured listing has the start time where the probe asks for the age. */
  const listing = printed('loaded/ps_nova.out')
    .split('\n')
    .slice(1)
    .map(line => line.replace(/^(\s*\d+\s+\d+) \S+\s+\w{3} \w{3}\s+\d+ [\d:]+ \d{4} /, '$1 1-02:03:04 '))
    .join('\n');

  it('are known by what they run, and by nothing else of their command lines', () => {
    const processes = reading(readProcesses(outputOf(listing)));
    const counts = new Map<string, number>();
    for (const { service } of processes) counts.set(service, (counts.get(service) ?? 0) + 1);
    assert.deepEqual(Object.fromEntries(counts), {
      rabbitmq: 2,
      mariadb: 2,
      'nova-conductor': 3,
      'nova-scheduler': 1,
      'nova-compute': 1,
      'nova-api': 2,
    });
    assert.equal(processes[0]?.elapsedSeconds, 93_784);
    assert.deepEqual(Object.keys(processes[0] ?? {}), ['service', 'process', 'parent', 'elapsedSeconds']);
  });

  it('of busybox have no age', () => {
    const text =
      'PID   PPID  COMMAND\n    1     0 - {nova-conductor} /usr/bin/python3 /usr/bin/nova-conductor\n   77     1 - /usr/sbin/mariadbd\n';
    const processes = reading(readProcesses(outputOf(text)));
    assert.deepEqual(
      processes.map(({ service, process, elapsedSeconds }) => [service, process, elapsedSeconds]),
      [
        ['nova-conductor', 1, undefined],
        ['mariadb', 77, undefined],
      ],
    );
  });

  it('are read from the files of the kernel as well', () => {
    const text = [
      'uptime 26804.32',
      '==> /proc/151/stat <==',
      '151 (nova-cond (x) y) S 15 151 151 0 -1 4194304 205 0 0 0 0 0 0 0 39 19 1 0 2670432 2568192 333',
      '',
      '==> /proc/151/cmdline <==',
      '/usr/bin/python3 /usr/bin/nova-conductor --config-file /etc/nova/nova.conf ',
      '==> /proc/152/cmdline <==',
      '/opt/rabbitmq/erts/bin/beam.smp -W w ',
      '==> /proc/153/stat <==',
      '153 (vim) S 1 151 151 0 -1 4194304 205 0 0 0 0 0 0 0 39 19 1 0 2670432 2568192 333',
      '',
      '==> /proc/153/cmdline <==',
      'vim nova.conf haproxy.cfg ',
    ].join('\n');
    assert.deepEqual(reading(readProcesses(outputOf(text))), [
      { service: 'nova-conductor', process: 151, parent: 15, elapsedSeconds: 100 },
      // It had ended before its other file was read.
      { service: 'rabbitmq', process: 152, parent: 0, elapsedSeconds: undefined },
    ]);
    assert.deepEqual(reading(readProcesses(outputOf('uptime 26804.32\n'))), []);
  });

  it('are looked for by what is in every name that is known', () => {
    const pattern = new RegExp(servicePattern, 'i');
    const forms = allServiceNames.flatMap(name => [name, name.replaceAll('-', '_')]);
    assert.deepEqual(
      forms.filter(name => !pattern.test(name)),
      [],
    );
    assert.equal(pattern.test('beam.smp'), true);
    assert.equal(pattern.test('/bin/sh -c nova_doctor_run nova-doctor'), false);
  });

  it('that cannot be listed are unknown', () => {
    assert.equal(
      failureOf(readProcesses(outputOf('', { standardError: '/bin/sh: 1: ps: not found\n' }))),
      'not-installed',
    );
  });
});
