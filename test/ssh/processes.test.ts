import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProbeFailure } from '../../core/cluster/probe.ts';
import { processesProbe } from '../../core/cluster/probes/processes.ts';

describe('the processes of a host', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-processes-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Lists processes with the programs of busybox, or with those of the machine and some others before them. */
  function list(programs: 'machine' | 'busybox' | { readonly grep: string }) {
    const path = mkdtempSync(join(folder, 'bin-'));
    if (programs === 'busybox') {
      for (const name of ['sh', 'ps', 'grep', 'awk', 'head', 'tr']) symlinkSync('/bin/busybox', join(path, name));
    } else if (programs !== 'machine') writeFileSync(join(path, 'grep'), programs.grep, { mode: 0o755 });
    const shell = programs === 'busybox' ? join(path, 'sh') : '/bin/sh';
    const environment = { LC_ALL: 'C', ...processesProbe.parameters, PATH: `${path}:/usr/bin:/bin` };
    const standardOutput = execFileSync(shell, ['-c', processesProbe.script], { encoding: 'utf8', env: environment });
    const read = processesProbe.read({ status: 0, standardOutput, standardError: '', isCut: false });
    if (isProbeFailure(read)) assert.fail(read.detail);
    return read;
  }

  for (const [name, programs] of [
    ['its own programs', 'machine'],
    ['those of busybox', 'busybox'],
    ['a grep that cannot search such files', { grep: '#!/bin/sh\nexit 2\n' }],
  ] as const) {
    it(`are found with ${name}`, async () => {
      const child = spawn('/bin/sleep', ['600.91'], { argv0: '/usr/bin/nova-spicehtml5proxy' });
      try {
        await once(child, 'spawn');
        const found = list(programs).find(({ process }) => process === child.pid);
        assert.deepEqual([found?.service, found?.parent], ['nova-spicehtml5proxy', process.pid]);
        assert.ok((found?.elapsedSeconds ?? 0) < 60);
      } finally {
        child.kill();
        await once(child, 'close');
      }
      assert.equal(
        list(programs).some(({ process }) => process === child.pid),
        false,
      );
    });
  }
});
