import { fillBlock } from './blocks.ts';
import { controllerNamed } from './change.ts';
import { zoneText } from './log-files.ts';
import { type Host, printed, type Reply } from './reply.ts';
import type { LabController } from './state.ts';

const uptimeSeconds = 41 * 86_400;

/** The controller on which something runs. */
export function controllerOf({ world, controller }: Host): LabController {
  const found = controllerNamed(world.state(), controller);
  if (!found) throw new Error(`The lab has no controller ${controller}.`);
  return found;
}

export function hostStateScript(host: Host): Reply {
  const { now } = host.world.state();
  const sick = controllerOf(host).services.filter(({ condition }) => condition.kind === 'sick').length;
  return printed(
    fillBlock(host.world.knowledge.replies, 'host-state', {
      name: host.controller,
      seconds: Math.floor(now / 1000),
      nanoseconds: `${String(now % 1000).padStart(3, '0')}000000`,
      zone: zoneText,
      uptime: `${uptimeSeconds}.00`,
      load: (2.1 + sick * 1.3).toFixed(2),
    }),
  );
}

/** What `ip -j addr` prints: one interface, with the VIP on whoever holds it. */
export function addressesScript(host: Host): Reply {
  const { address, holdsVip } = controllerOf(host);
  const { vip } = host.world.state();
  const { replies } = host.world.knowledge;
  const info = (local: string, prefix: number) =>
    fillBlock(replies, 'address', { address: local, prefix, broadcast: '10.77.255.255' }).trim();
  const infos = [info(address, 16), ...(holdsVip ? [info(vip, 32)] : [])].join(',');
  return printed(
    fillBlock(replies, 'addresses', { infos, number: address.split('.').at(-1)?.padStart(2, '0') ?? '00' }),
  );
}

/** What rpm says about packages of services that run in containers. */
export function packagesScript(host: Host): Reply {
  const names = (host.parameters.PACKAGES ?? '').split(' ');
  return printed(names.map(name => fillBlock(host.world.knowledge.replies, 'not-installed', { name })).join(''));
}

const commandLines: Readonly<Record<string, string>> = {
  'nova-api': '/var/lib/kolla/venv/bin/python /var/lib/kolla/venv/bin/nova-api',
  'nova-scheduler': '/var/lib/kolla/venv/bin/python /var/lib/kolla/venv/bin/nova-scheduler',
  'nova-conductor': '/var/lib/kolla/venv/bin/python /var/lib/kolla/venv/bin/nova-conductor',
  rabbitmq: '/usr/lib/erlang/erts-13.1.5/bin/beam.smp -W w -MBas ageffcbf -MHas ageffcbf -MBlmbcs 512',
  mariadb: 'mariadbd --defaults-file=/etc/mysql/my.cnf',
  mycat: '/opt/java/bin/java -DMYCAT_HOME=/opt/mycat -server io.mycat.MycatStartup start',
  haproxy: '/usr/sbin/haproxy -W -db -p /run/haproxy.pid -f /etc/haproxy/haproxy.cfg',
  keepalived: '/usr/sbin/keepalived -nld',
  memcached: '/usr/bin/memcached -v -l 0.0.0.0 -p 11211',
};

/** What `ps` prints of a host: the processes in its containers are its own. */
export function processesScript(host: Host): Reply {
  const { now } = host.world.state();
  const line = (process: number, since: number, command: string) =>
    fillBlock(host.world.knowledge.replies, 'process', {
      process: String(process).padStart(5),
      elapsed: elapsed(now - since),
      command,
    });
  const running = controllerOf(host).services.filter(({ isRunning }) => isRunning);
  return printed(
    [
      line(1, now - uptimeSeconds * 1000, '/usr/lib/systemd/systemd --switched-root --system --deserialize 21'),
      ...running.map(service =>
        line(service.process, service.startedAt, commandLines[service.service] ?? service.name),
      ),
    ].join(''),
  );
}

/** `[[days-]hours:]minutes:seconds`, as ps(1) prints `etime`. */
function elapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (number: number) => String(number).padStart(2, '0');
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  const clock = `${two(minutes)}:${two(seconds % 60)}`;
  if (days > 0) return `${days}-${two(hours)}:${clock}`;
  return hours > 0 ? `${two(hours)}:${clock}` : clock;
}
