import type { System } from './system.ts';

/** Who wrote a log, as far as names tell. */
export interface Source {
  /** Id of a system (`knowledge/systems.json`), or the program's own name where the table does not know it. */
  readonly service: string | undefined;
  readonly host: string | undefined;
}

/** Tells services and hosts from the names of containers, processes, units and files. */
export interface SourceNames {
  readonly systems: readonly System[];
  /** @param word the name of a container, process, unit or syslog identifier: `nova_conductor`, `docker/nova_api`. */
  serviceOfWord(word: string): string | undefined;
  /** @param path path of a log file, of any operating system, with folders or without. */
  ofPath(path: string): Source;
  /** What a wrapper's words tell: its `service`, and its `file` (a path, or the name of a pod). */
  ofWrapper(service: string | undefined, file: string | undefined): Source;
}

interface CompiledSystem {
  readonly id: string;
  readonly paths: readonly RegExp[];
  readonly words: ReadonlySet<string>;
}

/** Names are few, but each is asked for with every entry. */
const mostRemembered = 5000;

/** @param systems the table of `knowledge/systems.json`, more specific systems before more general ones. */
export function createSourceNames(systems: readonly System[]): SourceNames {
  const compiled: CompiledSystem[] = systems.map(system => ({
    id: system.id,
    paths: system.paths.map(path => new RegExp(path)),
    words: new Set([...system.containers, ...system.processes].map(word => word.toLowerCase())),
  }));
  const known = new Map<string, Source>();

  function serviceOfWord(word: string): string | undefined {
    const candidates = plainWords(word);
    for (const candidate of candidates) {
      const system = compiled.find(({ words }) => words.has(candidate));
      if (system !== undefined) return system.id;
    }
    for (const candidate of candidates) {
      const service = serviceOfName(candidate);
      if (service !== undefined) return service;
    }
    return undefined;
  }

  function serviceOfName(name: string): string | undefined {
    return compiled.find(({ paths }) => paths.some(path => path.test(name)))?.id;
  }

  function ofPath(path: string): Source {
    const parts = partsOf(path);
    const name = parts.at(-1) ?? '';
    return { service: serviceOfParts(parts, name), host: hostOfPath(parts, part => serviceOfName(part) !== undefined) };
  }

  function serviceOfParts(parts: readonly string[], name: string): string | undefined {
    const byName = serviceOfName(name);
    if (byName !== undefined) return byName;
    const byFolder = serviceOfName(`/${parts.join('/')}`);
    if (byFolder !== undefined) return byFolder;
    const pod = parts[parts.findIndex(part => part === 'pods' || part === 'containers') + 1];
    const byPod = pod === undefined || pod === parts[0] ? undefined : serviceOfName(podName(pod));
    return byPod ?? programOfName(name);
  }

  function ofWrapper(service: string | undefined, file: string | undefined): Source {
    const key = `${service ?? ''}\n${file ?? ''}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const byFile = file === undefined ? undefined : ofPath(file);
    const byWord = service === undefined ? undefined : serviceOfWord(service);
    const source = { service: byWord ?? byFile?.service ?? plainWords(service ?? '')[0], host: byFile?.host };
    if (known.size > mostRemembered) known.clear();
    known.set(key, source);
    return source;
  }

  return { systems, serviceOfWord, ofPath, ofWrapper };
}

/** The parts of a path, without those that say nothing. */
function partsOf(path: string): string[] {
  return path.split(/[\\/]+/).filter(part => part !== '' && part !== '.' && part !== '..');
}

/** `openstack_nova-conductor-default-0_3f1c…` is namespace, pod and id. */
function podName(part: string): string {
  return part.split('_')[1] ?? part;
}

/** What a word may be meant as, likeliest first: without the words that engines and unit files put around a name. */
function plainWords(written: string): string[] {
  const word = written.toLowerCase().replace(/^.*\//, '');
  if (word === '') return [];
  const unit = word.replace(/\.(?:service|scope|slice)$/, '');
  const bare = unit
    .replace(/^(?:openstack-|devstack@|tripleo_|edpm_|kolla-|container-|podman-|docker-|k8s_)/, '')
    .replace(/-container$/, '')
    .replace(/^[^@]+@/, '');
  const single = bare.replace(/[-_]\d+$/, '');
  return [...new Set([bare, single, unit, word])];
}

const projects =
  /^((?:nova|neutron|cinder|glance|keystone|placement|ironic|heat|octavia|magnum|manila|designate|barbican|aodh|gnocchi|ceilometer|trove|swift|horizon)(?:[-_][a-z]+)+)/;

/** The program that a file of a known project is named after, where the table of systems has none. */
function programOfName(name: string): string | undefined {
  return projects.exec(name.toLowerCase())?.[1]?.replaceAll('_', '-');
}

/** Names of folders that stand between a host's folder and its logs, or say nothing of hosts. */
const passedFolders = new Set(
  'log logs var kolla kolla_logs volumes _data lib docker containers container pods nova neutron cinder glance keystone placement mariadb mysql rabbitmq haproxy proxysql keepalived libvirt qemu apache2 httpd openstack sos_commands journal host rootfs root fs opt srv stack archive old mycat maxscale memcached uwsgi'.split(
    ' ',
  ),
);
/** Words that hosts are named by, with a number. */
const roles =
  'ctl|ctrl|cntl|controller|control|novacontrol|cmp|comp|compute|novacompute|cpu|hv|hyp|hypervisor|kvm|net|network|gw|gateway|db|dbs|database|sto|stor|storage|ceph|mon|monitor|monitoring|msg|mq|rabbit|infra|node|host|srv|server|overcloud|undercloud|openstack|cloud|lxd|machine|vm|worker|master|web|lb|proxy|blade';
const hostByRole = new RegExp(
  `^(?:[a-z0-9]+-){0,6}(?:(?:${roles})-?\\d{1,4}[a-z]?|juju-[0-9a-f]{6}-\\d+)(?:-[a-z0-9]+){0,4}$`,
);
const notHosts =
  /^(?:case|incident|issue|ticket|bug|sr|inc|log|logs|file|part|run|test|dump|day|week|set|sample|backup|release|version|v|log-|kolla|nova|neutron|cinder|glance|keystone|pods?|conf|archive|incident|tmp|home)[-_.]?\d|^\d+$|^\d{4}[-.]?\d\d|\.(?:log|txt|gz|xz|zst|json|out|err|stderr|tar|tgz|zip)(?:[.-]|$)/;
const address = /^(?:\d{1,3}\.){3}\d{1,3}$|^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}$/;
const domainName = /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+\.?[a-z]{2,}$/;

/** Whether a word can hardly be anything but the name of a host. */
function isHostName(word: string): boolean {
  const name = word.toLowerCase();
  if (address.test(name)) return true;
  if (notHosts.test(name)) return false;
  return hostByRole.test(name) || domainName.test(name);
}

function hostOfPath(parts: readonly string[], isService: (part: string) => boolean): string | undefined {
  for (const part of parts) {
    const report = hostOfReport(part);
    if (report !== undefined) return report;
  }
  const name = parts.at(-1) ?? '';
  const broker = /^rabbit@([A-Za-z0-9.-]+?)(?:[-_]sasl|_upgrade)?\.log/.exec(name)?.[1];
  if (broker !== undefined) return broker;
  const root = parts.lastIndexOf('var');
  const above = root > 0 && parts[root + 1] === 'log' ? parts[root - 1] : undefined;
  if (above !== undefined && isHostWord(above)) return above;
  for (const part of parts.slice(0, -1).reverse()) {
    if (passedFolders.has(part.toLowerCase()) || isService(part)) continue;
    return isHostName(part) ? part : hostInName(name, isService);
  }
  return hostInName(name, isService);
}

/** Folders that a copy of `/var/log` is put into and that are not named after a host. */
const copyFolders =
  /^(?:backup|bak|dump|tmp|temp|extracted|data|files|home|mnt|media|output|out|work|incident|test|logs?|copy|download|downloads|case|support|collected|results?|old|new|root|rootfs|fs|host|users?|desktop)s?$/i;

/** Whether the folder that holds a copy of `/var/log` may be named after its host. */
function isHostWord(word: string): boolean {
  if (passedFolders.has(word.toLowerCase()) || copyFolders.test(word) || notHosts.test(word.toLowerCase()))
    return false;
  return /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(word);
}

/** The host that an archive of sosreport or supportconfig is named after. */
function hostOfReport(part: string): string | undefined {
  const sos =
    /^sos(?:report|-collector)?-([A-Za-z0-9][A-Za-z0-9.-]*?)(?:[-.]\d{5,12})?-(?:\d{4}-\d\d-\d\d|\d{14})(?:-[a-z]{7})?(?:\.|$)/.exec(
      part,
    )?.[1];
  if (sos !== undefined) return sos;
  const older = /^sosreport-([A-Za-z0-9][A-Za-z0-9.-]*?)(?:[-.]\d{5,})?(?:-[a-z]{7})?(?:\.tar.*)?$/.exec(part)?.[1];
  return older ?? /^(?:scc|nts)_([A-Za-z0-9.-]+)_\d{6}_\d{4}/.exec(part)?.[1];
}

/** `nova-compute.cmp01.log`, `ctl1_nova-api.log`, `nova-conductor-ctl2.log.1`: a host beside the name of a service. */
function hostInName(name: string, isService: (part: string) => boolean): string | undefined {
  const stem = name.replace(/\.(?:log|txt|out|err|stderr|json)(?:[.-].*)?$/i, '');
  for (const match of stem.matchAll(/[A-Za-z0-9-]+/g)) {
    const words = match[0].split('-');
    for (let start = 0; start < words.length; start++) {
      for (let end = words.length; end > start; end--) {
        const word = words.slice(start, end).join('-');
        const rest = stem.replace(word, '').replace(/^[-_.@]+|[-_.@]+$/g, '');
        if (rest !== '' && hostByRole.test(word.toLowerCase()) && !isService(word) && isService(rest)) return word;
      }
    }
  }
  return undefined;
}
