import { fillBlock } from './blocks.ts';
import { controllerNamed } from './change.ts';
import { configurationText } from './configuration.ts';
import { controllerOf } from './host-scripts.ts';
import { enterContainer } from './middleware-scripts.ts';
import { failed, type Host, printed, type Reply } from './reply.ts';

interface Server {
  readonly backend: string;
  readonly server: string;
  readonly address: string;
}

/** The servers that haproxy.cfg names. */
function serversOf({ world }: Host): Server[] {
  let backend = '';
  return configurationText(world, 'haproxy.cfg')
    .split('\n')
    .flatMap(line => {
      backend = /^listen (\S+)/.exec(line)?.[1] ?? backend;
      const [, server = '', address = ''] = /^\s+server (\S+) (\S+)/.exec(line) ?? [];
      return server === '' ? [] : [{ backend, server, address }];
    });
}

/** What `show stat` prints: numbers are those of the capture, states are those of the lab. */
export function haproxyServersScript(host: Host): Reply {
  const inside = enterHaproxy(host);
  if (inside) return inside;
  const { replies } = host.world.knowledge;
  const { maintenance } = controllerOf(host);
  const servers = serversOf(host);
  const backends = [...new Set(servers.map(({ backend }) => backend))];
  const rows = backends.flatMap(backend => [
    fillBlock(replies, 'haproxy-front', { backend }),
    ...servers
      .filter(server => server.backend === backend)
      .map(({ server, address }) => {
        const isOut = maintenance.includes(`${backend}/${server}`);
        return fillBlock(replies, isOut ? 'haproxy-server-maint' : 'haproxy-server-up', { backend, server, address });
      }),
    fillBlock(replies, 'haproxy-back', { backend }),
  ]);
  return printed(`${replies.get('haproxy-header')}${rows.join('')}`);
}

/** Takes servers out of work or back into it; each line is answered by `done`, or by why not. */
export function haproxyStateScript(host: Host): Reply {
  const inside = enterHaproxy(host);
  if (inside) return inside;
  const known = new Set(serversOf(host).map(({ backend, server }) => `${backend}/${server}`));
  const lines = Object.entries(host.parameters).flatMap(([name, line]) => (name.startsWith('LINE_') ? [line] : []));
  const answers = lines.map(line => {
    const [, server = '', state = ''] = /^set server (\S+) state (maint|ready)$/.exec(line) ?? [];
    if (!known.has(server)) return `${line}: ${(host.world.knowledge.replies.get('haproxy-no-server') ?? '').trim()}\n`;
    host.world.apply(draft => {
      const maintenance = controllerNamed(draft.state, host.controller)?.maintenance;
      const at = maintenance?.indexOf(server) ?? -1;
      if (state === 'maint' && at < 0) maintenance?.push(server);
      if (state === 'ready' && at >= 0) maintenance?.splice(at, 1);
    });
    return `${line}: done\n`;
  });
  return printed(`${answers.join('')}show version: 2.6.12-1+deb12u4\n`);
}

/** HAProxy is reached through the file system of its container's process, which is there while it runs. */
function enterHaproxy(host: Host): Reply | undefined {
  const { ENGINE = '', CONTAINER = '' } = host.parameters;
  const service = controllerOf(host).services.find(({ name }) => name === CONTAINER);
  if (service && !service.isRunning)
    return failed(1, "FileNotFoundError: [Errno 2] No such file or directory: '/proc/0/root/var/lib/kolla/haproxy'\n");
  return enterContainer(host, ENGINE, CONTAINER);
}
