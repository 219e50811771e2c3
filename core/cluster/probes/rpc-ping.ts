import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';
import type { ContainerName } from '../services.ts';

/** Whether a service of nova answered a call over the message queue. */
export type RpcAnswer =
  | { readonly isAnswered: true; readonly seconds: number }
  | { readonly isAnswered: false; readonly why: string };

const answerSeconds = 15;

/**
 * Calls `ping` of nova's base RPC API, which every service of nova answers without touching the database (nova/baserpc.py). It
 * runs with the files of configuration that the service itself was started with, as its command line in /proc tells.
 */
const pingProgram = [
  'import os, sys, time',
  'name, topic, limit = sys.argv[1], sys.argv[2], float(sys.argv[3])',
  'options = []',
  'for process in os.listdir("/proc"):',
  '    if not process.isdigit() or int(process) == os.getpid():',
  '        continue',
  '    try:',
  '        with open("/proc/%s/cmdline" % process, "rb") as line:',
  '            words = line.read().decode("utf-8", "replace").split("\\0")',
  '    except OSError:',
  '        continue',
  '    at = [i for i, word in enumerate(words[:4]) if os.path.basename(word) == name]',
  '    if not at:',
  '        continue',
  '    rest = words[at[0] + 1:]',
  '    for i, word in enumerate(rest):',
  '        if word in ("--config-file", "--config-dir") and i + 1 < len(rest):',
  '            options += [word, rest[i + 1]]',
  '        elif word.startswith(("--config-file=", "--config-dir=")):',
  '            options.append(word)',
  '    break',
  'from nova import config, context',
  'config.parse_args([name] + options)',
  'from nova import baserpc, objects',
  'objects.register_all()',
  'from nova.conf import CONF',
  'started = time.time()',
  'client = baserpc.BaseAPI(topic=topic).client.prepare(server=CONF.host, timeout=limit)',
  'try:',
  '    client.call(context.get_admin_context(), "ping", arg="nova-doctor")',
  'except Exception as error:',
  '    print("unanswered %s" % type(error).__name__)',
  '    sys.exit(0)',
  'print("answered %.3f" % (time.time() - started))',
].join('\n');

/** The first line of the program names the Python that has nova, which may be one of a virtual environment. */
const runProgram = [
  'PROGRAM=$(command -v "$1" || ls "/var/lib/kolla/venv/bin/$1" "/opt/stack/data/venv/bin/$1" 2>/dev/null | head -n 1)',
  '[ -n "$PROGRAM" ] || { echo "$1: not found" >&2; exit 127; }',
  'PYTHON=$(head -n 1 -- "$PROGRAM" | sed -n "s/^#! *//p")',
  'case $PYTHON in *python*) ;; *) PYTHON=python3 ;; esac',
  'exec timeout "$4" $PYTHON -W ignore -c "$0" "$1" "$2" "$3" 2>/dev/null',
].join('\n');

/**
 * Calls the instance of a service that runs on the same controller.
 * @param container in which it runs; undefined for the host itself.
 */
export function rpcPingProbe(service: string, topic: string, container: ContainerName | undefined): Probe<RpcAnswer> {
  const limit = answerSeconds + 25;
  const call = `/bin/sh -c "$RUN_PROGRAM" "$PING_PROGRAM" "$SERVICE" "$TOPIC" ${answerSeconds} ${limit}`;
  return {
    name: 'rpc-ping',
    script: `if [ -n "$CONTAINER" ]; then exec "$ENGINE" exec -i "$CONTAINER" ${call}; else exec ${call}; fi`,
    parameters: {
      RUN_PROGRAM: runProgram,
      PING_PROGRAM: pingProgram,
      SERVICE: service,
      TOPIC: topic,
      ENGINE: container?.engine ?? '',
      CONTAINER: container?.name ?? '',
    },
    asRoot: true,
    timeoutSeconds: limit + 5,
    read: readRpcPing,
  };
}

export function readRpcPing(output: CommandOutput): RpcAnswer | ProbeFailure {
  const found = /^(answered|unanswered) (\S+)$/m.exec(output.standardOutput);
  if (found?.[1] === 'answered') return { isAnswered: true, seconds: Number(found[2]) };
  if (found) return { isAnswered: false, why: found[2] ?? '' };
  return commonFailure(output) ?? notUnderstood(output);
}
