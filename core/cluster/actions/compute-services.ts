import type { Command, CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type ProbeFailure } from '../probe.ts';
import { type ActionOutcome, outcomeOfProgram } from './outcome.ts';

/** nova-compute on one host, as the API lists it. */
export interface ComputeService {
  readonly host: string;
  readonly isEnabled: boolean;
  readonly reason: string;
}

/** Where operators keep what the `openstack` program needs; none of it leaves the controller. */
const usualFiles = [
  '/etc/kolla/admin-openrc.sh',
  '/root/admin-openrc.sh',
  '/root/openrc',
  '/root/keystonerc_admin',
  '/root/overcloudrc',
];

/** The file of the operator is read by a shell, as it is meant to be. */
const signIn = [
  'command -v openstack >/dev/null || { echo "openstack: not found" >&2; exit 127; }',
  'if [ -z "$OPENRC" ]; then for FILE in $USUAL_FILES; do [ -r "$FILE" ] && { OPENRC=$FILE; break; }; done; fi',
  '[ -n "$OPENRC" ] || { echo "no openrc was found" >&2; exit 78; }',
  '. "$OPENRC" || exit 78',
].join('\n');

/** @param openrc path of a file with the credentials of an administrator; empty for the usual places. */
export function computeServicesCommand(openrc: string): Command<readonly ComputeService[] | ProbeFailure> {
  return {
    name: 'compute-services',
    effect: 'read',
    asRoot: true,
    run: {
      script: `${signIn}\nopenstack compute service list --service nova-compute --long -f json`,
      parameters: { OPENRC: openrc, USUAL_FILES: usualFiles.join(' ') },
    },
    timeoutSeconds: 60,
    read: readComputeServices,
  };
}

export function readComputeServices(output: CommandOutput): readonly ComputeService[] | ProbeFailure {
  if (output.status === 78) return { unreadable: 'no-credentials', detail: output.standardError.trim() };
  if (output.status !== 0) return commonFailure(output) ?? notUnderstood(output);
  let listed: unknown;
  try {
    listed = JSON.parse(output.standardOutput);
  } catch {
    return notUnderstood(output);
  }
  if (!Array.isArray(listed)) return notUnderstood(output);
  return listed.map(service => ({
    host: String(service?.Host ?? ''),
    isEnabled: service?.Status === 'enabled',
    reason: String(service?.['Disabled Reason'] ?? ''),
  }));
}

/** Names of hosts are separated by blanks in a parameter. */
export function isComputeHost(host: string): boolean {
  return /^[A-Za-z0-9_][\w.:-]*$/.test(host);
}

/** Lets no new instances come to these hosts. */
export function disableComputesCommand(
  openrc: string,
  hosts: readonly string[],
  reason: string,
): Command<ActionOutcome> {
  const odd = hosts.find(host => !isComputeHost(host));
  if (odd !== undefined) throw new Error(`${odd} is no name of a host.`);
  return {
    name: 'disable-computes',
    effect: 'change',
    asRoot: true,
    run: {
      script: [
        signIn,
        'for HOST in $HOSTS; do',
        '  openstack compute service set --disable --disable-reason "$REASON" "$HOST" nova-compute || exit',
        'done',
      ].join('\n'),
      parameters: { OPENRC: openrc, USUAL_FILES: usualFiles.join(' '), HOSTS: hosts.join(' '), REASON: reason },
    },
    timeoutSeconds: 60 + 10 * hosts.length,
    read: outcomeOfProgram,
  };
}

/** Prints the hosts that were disabled for a reason. */
const ofReason = [
  'import json, os, sys',
  'for service in json.load(sys.stdin):',
  '    if service.get("Status") == "disabled" and service.get("Disabled Reason") == os.environ["REASON"]:',
  '        print(service["Host"])',
].join('\n');

/** Opens again what was disabled with this reason, and nothing else. */
export function enableComputesCommand(openrc: string, reason: string): Command<ActionOutcome> {
  return {
    name: 'enable-computes',
    effect: 'change',
    asRoot: true,
    run: {
      script: [
        signIn,
        'LISTED=$(openstack compute service list --service nova-compute --long -f json) || exit',
        'DISABLED=$(printf "%s\\n" "$LISTED" | python3 -c "$OF_REASON") || exit',
        'printf "%s\\n" "$DISABLED" | while IFS= read -r HOST; do',
        '  [ -z "$HOST" ] || openstack compute service set --enable -- "$HOST" nova-compute </dev/null || exit',
        'done',
      ].join('\n'),
      parameters: { OPENRC: openrc, USUAL_FILES: usualFiles.join(' '), REASON: reason, OF_REASON: ofReason },
    },
    timeoutSeconds: 600,
    read: outcomeOfProgram,
  };
}
