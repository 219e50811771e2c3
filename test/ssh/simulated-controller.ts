import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';

/** What a simulated controller answers. Programs print prepared texts; everything else of the machine is real. */
export interface SimulatedState {
  readonly addresses: readonly string[];
  readonly containers: readonly { readonly name: string; readonly image: string; readonly status?: string }[];
  /** What `rabbitmqctl list_queues --formatter json` prints for the vhost `/`. */
  readonly queues?: readonly object[];
}

export interface SimulatedController {
  readonly server: InProcessServer;
  /** What `docker logs` shows of every container. */
  readonly containerLog: string;
  /** Folder of the controller's logs; commands on it see it as `simulatedLogs`. */
  readonly logs: string;
  set(state: SimulatedState): void;
  remove(): Promise<void>;
}

/** The folder of logs as each controller sees its own: commands run in the controller's folder. */
export const simulatedLogs = '/proc/self/cwd/log';

/** Starts a controller on loopback: an SSH server whose commands find `ip`, `docker` and `podman` of its own. */
export async function startSimulatedController(
  keys: { readonly hostKey: string; readonly authorizedKey: string },
  state: SimulatedState,
): Promise<SimulatedController> {
  const folder = mkdtempSync(join(tmpdir(), 'nova-doctor-controller-'));
  const logs = join(folder, 'log');
  for (const name of ['bin', 'log', 'answers']) mkdirSync(join(folder, name));
  const answer = (name: string) => join(folder, 'answers', name);
  const program = (name: string, text: string) => {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  const set = ({ addresses, containers, queues = [] }: SimulatedState) => {
    const infos = addresses.map(local => ({ family: 'inet', local, prefixlen: 24 }));
    writeFileSync(answer('addresses'), JSON.stringify([{ ifname: 'eth0', addr_info: infos }]));
    writeFileSync(
      answer('containers'),
      containers.map(container => `${JSON.stringify(inspected(container))}\n`).join(''),
    );
    writeFileSync(answer('ids'), containers.map((_, index) => `${index}\n`).join(''));
    writeFileSync(answer('queues'), JSON.stringify(queues));
  };
  set(state);
  program('ip', `cat '${answer('addresses')}'`);
  // What this machine itself runs is not the controller's.
  program('ps', 'echo "    1     0    04:21:35 /sbin/init"');
  program('grep', 'case $1 in -lsaiE) exit 2 ;; *) exec /bin/grep "$@" ;; esac');
  program('systemctl', 'true');
  program('crm_mon', 'echo "crm_mon: not found" >&2; exit 127');
  const denied = `ERROR 1045 (28000): Access denied for user 'nova'@'localhost' (using password: YES)`;
  program('mariadb', `cat >/dev/null; echo "${denied}" >&2; exit 1`);
  // Where this machine has a nova.conf, what that names is not asked.
  program('curl', 'echo 300');
  program('podman', 'echo "podman: not found" >&2; exit 127');
  program(
    'docker',
    [
      'case "$1 $*" in',
      `"ps "*) cat '${answer('ids')}' ;;`,
      `"logs "*" -f "*) exec tail -n 50 -f '${folder}/log-of-container' ;;`,
      `"logs "*) cat '${folder}/log-of-container' >&2 ;;`,
      `"inspect inspect -f "*) echo true ;;`,
      `"inspect "*) cat '${answer('containers')}' ;;`,
      '*list_vhosts*) echo / ;;',
      `*list_queues*) cat '${answer('queues')}' ;;`,
      '*) echo "Error response from daemon: No such container" >&2; exit 1 ;;',
      'esac',
    ].join('\n'),
  );
  const server = await startInProcessServer({
    hostKeys: [keys.hostKey],
    authorizedKeys: [keys.authorizedKey],
    folder,
    environment: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` },
  });
  return {
    server,
    logs,
    containerLog: join(folder, 'log-of-container'),
    set,
    async remove() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function inspected({ name, image, status = 'running' }: SimulatedState['containers'][number]) {
  return {
    name: `/${name}`,
    image,
    status,
    health: null,
    startedAt: '2026-11-22T08:14:44.29082983Z',
    finishedAt: status === 'running' ? '0001-01-01T00:00:00Z' : '2026-11-22T09:20:01.5Z',
    exitCode: 0,
    restartCount: 0,
    restartPolicy: 'unless-stopped',
    unit: '',
  };
}
