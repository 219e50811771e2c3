import type { Command, CommandOutput } from '../command.ts';
import { novaFiles } from '../probes/database.ts';
import { usualLogFolders } from '../probes/logs.ts';
import { type ActionOutcome, type EvidenceFile, outcomeOfProgram } from './outcome.ts';

/** What a host says about itself: each command for ten seconds at most, and a bounded part of what it prints. */
const stateScript = [
  'PATH=$PATH:/sbin:/usr/sbin',
  'show() { command -v "$1" >/dev/null || return 0; echo "nova-doctor-file state/$(echo "$*" | tr -c "A-Za-z0-9\\n" -).txt"; timeout 10 "$@" 2>&1 | head -c 200000; echo; }',
  'show date; show uname -a; show uptime; show free -m; show df -h; show ip addr; show ss -s',
  'show systemctl --no-pager --failed; show systemctl --no-pager list-units "nova*" "kolla*" "tripleo*" "rabbitmq*" "mariadb*" "haproxy*"',
  'show docker ps -a; show podman ps -a; show crm_mon -1; show rabbitmqctl -q cluster_status; show journalctl --no-pager -n 300 -p warning',
].join('\n');

const logsScript = [
  'printf "%s\\n" "$LOG_FOLDERS" | while IFS= read -r FOLDER; do',
  '  FOLDER=$(cd -P -- "$FOLDER" 2>/dev/null && pwd -P) || continue',
  '  find "$FOLDER" -maxdepth 1 -name "*.log" -type f -mmin "-$MINUTES" -size +0 2>/dev/null',
  'done | sort -u | while IFS= read -r FILE; do',
  '  echo "nova-doctor-file logs$FILE"; tail -c "$MOST_BYTES" -- "$FILE"; echo',
  'done',
].join('\n');

const configurationScript = [
  'for FILE in $FILES; do [ -r "$FILE" ] || continue; echo "nova-doctor-file configuration$FILE"; head -c 500000 -- "$FILE"; echo; done',
].join('\n');

const mostBytesOfLog = 1024 * 1024;

/** Commands that only read; what they print becomes files below the controller's name. */
export function evidenceCommands(
  controller: string,
  minutes: number,
  folders: readonly string[],
): readonly Command<ActionOutcome>[] {
  const command = (name: string, script: string, parameters: Record<string, string>): Command<ActionOutcome> => ({
    name: `collect-${name}`,
    effect: 'read',
    asRoot: true,
    isExpensive: true,
    run: { script, parameters },
    timeoutSeconds: 180,
    read: output => readEvidence(controller, output),
  });
  const logFolders = folders.length > 0 ? folders : usualLogFolders;
  return [
    command('state', stateScript, {}),
    command('configuration', configurationScript, { FILES: novaFiles.join(' ') }),
    command('logs', logsScript, {
      LOG_FOLDERS: logFolders.join('\n'),
      MINUTES: String(Math.max(1, Math.ceil(minutes))),
      MOST_BYTES: String(mostBytesOfLog),
    }),
  ];
}

/** Lines with a mark tell where a file begins. A log that has such a line is cut in two, and no more comes of it. */
export function readEvidence(controller: string, output: CommandOutput): ActionOutcome {
  const files = output.standardOutput
    .split(/^nova-doctor-file /m)
    .slice(1)
    .map((part): EvidenceFile => {
      const end = part.indexOf('\n');
      return { name: `${controller}/${safeName(part.slice(0, end))}`, text: part.slice(end + 1) };
    });
  if (files.length === 0 && output.status !== 0) return outcomeOfProgram(output);
  return { isDone: true, said: files.map(({ name, text }) => `${name} ${text.length}`).join('\n'), files };
}

/** Names come from a controller: nothing in them may lead elsewhere. */
function safeName(name: string): string {
  const parts = name.split('/').map(part => part.replace(/[^\w.@+-]/g, '-'));
  return (
    parts
      .filter(part => part !== '' && !/^\.+$/.test(part))
      .join('/')
      .slice(0, 200) || 'file'
  );
}
