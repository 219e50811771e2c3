import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readClusterFile } from '../../../../core/cluster/cluster-file.ts';
import type { Command } from '../../../../core/cluster/command.ts';
import type { ControllerFailure } from '../../../../core/cluster/failure.ts';
import type { ClusterSession } from '../../../../io/cluster/cluster-session.ts';

/** Controllers that are folders of this machine: commands on locks run for real, each controller with a lock of its own. */
export function lockSession(folder: string, names: readonly string[]) {
  const unreachable = new Set<string>();
  const counted: { controller: string; name: string }[] = [];
  for (const name of names) mkdirSync(join(folder, name), { recursive: true });
  const hosts = names.map(name => ({ name, host: name, role: 'controller' as const }));
  const session: Pick<ClusterSession, 'cluster' | 'run'> = {
    cluster: {
      file: readClusterFile('/x/.nova-doctor.yaml', 'cluster: lab\n').file,
      hosts: [...hosts, { name: 'lb', host: 'lb', role: 'loadbalancer' }],
      problems: [],
    },
    run: <Result>(controller: string, command: Command<Result>): Promise<Result | ControllerFailure> => {
      counted.push({ controller, name: command.name });
      if (unreachable.has(controller)) return Promise.resolve({ failed: 'timed-out', host: controller });
      return runHere(command, join(folder, controller, 'lock'));
    },
  };
  return { session, unreachable, counted };
}

function runHere<Result>(command: Command<Result>, lock: string): Promise<Result> {
  const { script = '', parameters = {} } = 'script' in command.run ? command.run : {};
  const child = spawn('/bin/sh', ['-c', script], { env: { PATH: process.env.PATH, ...parameters, LOCK: lock } });
  let standardOutput = '';
  let standardError = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    standardOutput += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    standardError += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', status =>
      resolve(command.read({ status: status ?? undefined, standardOutput, standardError, isCut: false })),
    );
  });
}
