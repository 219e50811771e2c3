import type { Command, CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type ProbeFailure } from '../probe.ts';
import type { ContainerName } from '../services.ts';
import type { ActionOutcome } from './outcome.ts';

/** A server of a back end, as `show stat` lists it. */
export interface HaproxyServer {
  readonly backend: string;
  readonly server: string;
  /** `UP`, `DOWN`, `MAINT`, `DRAIN`, `no check` … */
  readonly status: string;
}

const configurations = [
  '/etc/kolla/haproxy/haproxy.cfg',
  '/var/lib/config-data/puppet-generated/haproxy/etc/haproxy/haproxy.cfg',
  '/etc/haproxy/haproxy.cfg',
];

/** Prints the path of the socket that may change things, else of the first one. */
const socketProgram = [
  '$1 == "stats" && $2 == "socket" && $3 ~ /^\\// { if (first == "") first = $3; if ($0 ~ /level +admin/ && admin == "") admin = $3 }',
  'END { path = admin != "" ? admin : first; if (path == "") exit 3; print path }',
].join('\n');

/** Sends each argument as a command of its own. The path of a socket is limited to 107 bytes, that of its folder is not. */
const askProgram = [
  'import os, socket, sys',
  'os.chdir(os.path.dirname(sys.argv[1]))',
  'for line in sys.argv[2:]:',
  '    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)',
  '    connection.settimeout(10)',
  '    connection.connect(os.path.basename(sys.argv[1]))',
  '    connection.sendall((line + "\\n").encode())',
  '    answer = b""',
  '    while True:',
  '        block = connection.recv(65536)',
  '        if not block:',
  '            break',
  '        answer += block',
  '    text = answer.decode("utf-8", "replace").strip()',
  '    print(text if len(sys.argv) == 3 else "%s: %s" % (line, text or "done"))',
].join('\n');

/** The socket of a HAProxy in a container is reached through the file system that its process sees. */
const askScript = [
  'CONF=; for FILE in $CONFIGURATIONS; do [ -r "$FILE" ] && { CONF=$FILE; break; }; done',
  '[ -n "$CONF" ] || { echo "haproxy.cfg: not found" >&2; exit 78; }',
  'SOCKET=$(awk "$SOCKET_PROGRAM" "$CONF") || { echo "$CONF names no stats socket" >&2; exit 78; }',
  'BASE=; if [ -n "$CONTAINER" ]; then',
  '  PROCESS=$("$ENGINE" inspect --format "{{.State.Pid}}" "$CONTAINER") || exit; BASE=/proc/$PROCESS/root',
  'fi',
  'PYTHON=$(command -v python3 || command -v /usr/libexec/platform-python) || { echo "python3: not found" >&2; exit 127; }',
].join('\n');

function parametersOf(container: ContainerName | undefined): Record<string, string> {
  return {
    CONFIGURATIONS: configurations.join(' '),
    SOCKET_PROGRAM: socketProgram,
    ASK_PROGRAM: askProgram,
    ENGINE: container?.engine ?? '',
    CONTAINER: container?.name ?? '',
  };
}

/** The servers behind a HAProxy, read through its admin socket. */
export function haproxyServersCommand(
  container: ContainerName | undefined,
): Command<readonly HaproxyServer[] | ProbeFailure> {
  return {
    name: 'haproxy-servers',
    effect: 'read',
    asRoot: true,
    run: {
      script: `${askScript}\nexec "$PYTHON" -c "$ASK_PROGRAM" "$BASE$SOCKET" "show stat"`,
      parameters: parametersOf(container),
    },
    timeoutSeconds: 20,
    read: readHaproxyServers,
  };
}

/** Reads `show stat`: CSV without quotes in the first columns, one line for each front end, server and back end. */
export function readHaproxyServers(output: CommandOutput): readonly HaproxyServer[] | ProbeFailure {
  if (output.status === 78) return { unreadable: 'not-installed', detail: output.standardError.trim() };
  const [header = '', ...lines] = output.standardOutput.trim().split('\n');
  const at = header.replace(/^# /, '').split(',').indexOf('status');
  if (output.status !== 0 || at < 0) return commonFailure(output) ?? notUnderstood(output);
  return lines.flatMap(line => {
    const cells = line.split(',');
    const [backend = '', server = ''] = cells;
    return server === '' || server === 'FRONTEND' || server === 'BACKEND'
      ? []
      : [{ backend, server, status: cells[at] ?? '' }];
  });
}

/** Names that HAProxy admits (its configuration manual, 2.4); others would be words of another command. */
export function isHaproxyName(name: string): boolean {
  return /^[\w.:-]+$/.test(name);
}

/** Takes servers out of work, or back into it. Connections that are open stay open. */
export function haproxyStateCommand(
  container: ContainerName | undefined,
  servers: readonly Pick<HaproxyServer, 'backend' | 'server'>[],
  state: 'maint' | 'ready',
): Command<ActionOutcome> {
  const lines = servers.map(({ backend, server }) => {
    if (!isHaproxyName(backend) || !isHaproxyName(server))
      throw new Error(`${backend}/${server} is no name of a server.`);
    return `set server ${backend}/${server} state ${state}`;
  });
  const words = lines.map((_, index) => `"$LINE_${index + 1}"`).join(' ');
  return {
    name: `haproxy-${state}`,
    effect: 'change',
    asRoot: true,
    run: {
      // With a single line the program prints the bare answer, so a second one that only reads goes with it.
      script: `${askScript}\nexec "$PYTHON" -c "$ASK_PROGRAM" "$BASE$SOCKET" ${words} "show version"`,
      parameters: {
        ...parametersOf(container),
        ...Object.fromEntries(lines.map((line, index) => [`LINE_${index + 1}`, line])),
      },
    },
    timeoutSeconds: 30,
    read: output => readStateChange(output, lines),
  };
}

/** `set server` answers nothing where it did its work. */
export function readStateChange(output: CommandOutput, lines: readonly string[]): ActionOutcome {
  const answers = output.standardOutput.split('\n').filter(line => line.startsWith('set server '));
  const isDone = output.status === 0 && lines.every(line => answers.includes(`${line}: done`));
  const said = answers.join('\n') || output.standardError.trim();
  return { isDone, said };
}
