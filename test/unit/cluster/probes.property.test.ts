import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CommandOutput } from '../../../core/cluster/command.ts';
import { combinedCommand, isProbeFailure, type Probe } from '../../../core/cluster/probe.ts';
import { readAddresses } from '../../../core/cluster/probes/addresses.ts';
import { readContainers } from '../../../core/cluster/probes/containers.ts';
import { readDatabase } from '../../../core/cluster/probes/database.ts';
import { readHostState } from '../../../core/cluster/probes/host-state.ts';
import { readLogs } from '../../../core/cluster/probes/logs.ts';
import { readPacemaker } from '../../../core/cluster/probes/pacemaker.ts';
import { readProcesses } from '../../../core/cluster/probes/processes.ts';
import { readQueues } from '../../../core/cluster/probes/queues.ts';
import { readUnits } from '../../../core/cluster/probes/units.ts';
import { outputOf } from './captured.ts';

function failureOf(result: unknown): string {
  return isProbeFailure(result) ? result.unreadable : 'a reading';
}

describe('readers of what programs print', () => {
  const readers: Readonly<Record<string, (output: CommandOutput) => unknown>> = {
    addresses: readAddresses,
    docker: output => readContainers('docker', output),
    podman: output => readContainers('podman', output),
    database: readDatabase,
    'host state': readHostState,
    logs: readLogs,
    pacemaker: readPacemaker,
    processes: readProcesses,
    queues: readQueues,
    units: readUnits,
  };
  const words = fc.constantFrom(
    '\n',
    '[',
    ']',
    '{}',
    'null',
    '[null]',
    '[1]',
    '{"name":1}',
    '[{"addr_info":[null,{}]}]',
    'nova-doctor-part\tversion',
    'nova-doctor-part\tstatus\nwsrep_cluster_status',
    'nova-doctor-vhost /\n',
    'Id=a',
    '=',
    'clock 1 +0000\n',
    '1: lo: <',
    '  inet ',
    '<nodes>',
    '<resource id="x">',
    '</bundle>',
    '1 1 1:1 nova-api',
    '/dev/vda 1 1 1 1% /\n',
    'ERROR 1045 x',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(words, fc.string()), { maxLength: 12 }).map(parts => parts.join('')),
  );
  const outputs = fc.record({
    status: fc.constantFrom(0, 1, 77, 124, 127, undefined),
    standardOutput: text,
    standardError: text,
    isCut: fc.boolean(),
  });

  for (const [name, read] of Object.entries(readers)) {
    it(`never throw and always say something: ${name}`, () => {
      fc.assert(
        fc.property(outputs, output => read(output) !== undefined),
        { numRuns: 3000 },
      );
    });
  }

  it('take no other JSON for theirs', () => {
    for (const text of ['null', '1', '"x"', '[null]']) {
      if (text !== '[null]') assert.equal(failureOf(readContainers('docker', outputOf(text))), 'not-understood', text);
      assert.equal(failureOf(readQueues(outputOf(`nova-doctor-vhost /\n${text}`))), 'not-understood', text);
    }
    assert.deepEqual(readAddresses(outputOf('[null, 1, {"addr_info":[null]}]')), []);
  });

  it('get their own part of several', () => {
    const probe = (name: string): Probe<CommandOutput> => ({
      name,
      script: '',
      timeoutSeconds: 1,
      read: output => output,
    });
    const parts = combinedCommand('both', { one: probe('one'), two: probe('two') });
    const standardOutput =
      'nova-doctor-part one\na\nnova-doctor-part-end 3\nnova-doctor-part two\nb\n\nnova-doctor-part-end 0\n';
    const standardError = 'nova-doctor-part one\nno\nnova-doctor-part two\n';
    assert.deepEqual(parts.read(outputOf(standardOutput, { standardError })), {
      one: { status: 3, standardOutput: 'a', standardError: 'no\n', isCut: false },
      two: { status: 0, standardOutput: 'b\n', standardError: '', isCut: false },
    });
    const cut = parts.read(outputOf('nova-doctor-part one\na', { isCut: true }));
    assert.deepEqual(
      [cut.one, cut.two],
      [
        { status: undefined, standardOutput: 'a', standardError: '', isCut: true },
        { status: undefined, standardOutput: '', standardError: '', isCut: true },
      ],
    );
  });
});
