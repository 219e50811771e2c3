import type { Command, CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type ProbeFailure } from '../probe.ts';
import { novaFiles } from '../probes/database.ts';
import { type ActionOutcome, outcomeOfProgram } from './outcome.ts';

/** One option of a file in groups, as nova.conf or my.cnf. */
export interface OptionSetting {
  readonly group: string;
  readonly name: string;
  readonly value: string;
}

/** Reads `[group]name=value`; undefined where it is none, or where it could be more than one line. */
export function readOptionSetting(text: string): OptionSetting | undefined {
  const found = /^\[([A-Za-z0-9_.:-]+)\]\s*([A-Za-z0-9_.-]+)\s*=\s*(.*)$/.exec(text.trim());
  if (!found || /[\u0000-\u001f\u007f]/.test(text)) return undefined;
  const [, group = '', name = '', value = ''] = found;
  return { group, name, value: value.trim() };
}

/**
 * Prints the file with one option set: the last line in its group that sets it is replaced, else a line is put below the head of
 * the group, else the group is put at the end. A dash in a name is an underscore, as for both kinds of files.
 */
const editProgram = [
  '{ line[NR] = $0 }',
  'END {',
  '  group = ENVIRON["GROUP"]; name = ENVIRON["NAME"]; value = ENVIRON["VALUE"]; wanted = name; gsub(/-/, "_", wanted)',
  '  for (i = 1; i <= NR; i++) {',
  '    if (line[i] ~ /^[ \\t]*\\[/) { current = line[i]; sub(/^[ \\t]*\\[/, "", current); sub(/\\].*$/, "", current); if (current == group) head = i }',
  '    else if (current == group && line[i] ~ /^[^#; \\t]/) {',
  '      at = match(line[i], /[=:]/); key = at ? substr(line[i], 1, at - 1) : line[i]; gsub(/[ \\t]/, "", key); gsub(/-/, "_", key)',
  '      if (key == wanted) found = i',
  '    }',
  '  }',
  '  for (i = 1; i <= NR; i++) {',
  '    if (i != found) { print line[i]; if (!found && i == head) print name " = " value; continue }',
  '    print name " = " value',
  // A value goes on in lines that begin with a blank.
  '    while (i < NR && line[i + 1] ~ /^[ \\t]+[^ \\t]/) i++',
  '  }',
  '  if (!found && !head) { print ""; print "[" group "]"; print name " = " value }',
  '}',
].join('\n');

const editFunction = [
  // The first file that is there counts, as it does for the service.
  'FILE=; for CANDIDATE in $CANDIDATES; do [ -r "$CANDIDATE" ] && { FILE=$CANDIDATE; break; }; done',
  '[ -n "$FILE" ] || { echo "none of $CANDIDATES can be read" >&2; exit 78; }',
  'nova_doctor_edit() {',
  '  printf "%s\\n" "$OPTIONS" | {',
  '    TEXT=$(cat -- "$FILE"; echo x)',
  '    while IFS="$TAB" read -r GROUP NAME VALUE; do',
  '      export GROUP NAME VALUE; TEXT=$(printf "%s" "${TEXT%x}" | awk "$EDIT_PROGRAM"; echo x)',
  '    done',
  '    printf "%s" "${TEXT%x}"',
  '  }',
  '}',
].join('\n');

function parametersOf(path: string, settings: readonly OptionSetting[]): Record<string, string> {
  return {
    CANDIDATES: path === '' ? novaFiles.join(' ') : path,
    TAB: '\t',
    OPTIONS: settings.map(({ group, name, value }) => [group, name, value].join('\t')).join('\n'),
    EDIT_PROGRAM: editProgram,
  };
}

/** Paths are words of a parameter, and a name beside which a copy can lie. */
export function isConfigurationPath(path: string): boolean {
  return path === '' || /^\/[\w./@+-]+$/.test(path);
}

/** What setting options would change. */
export interface OptionsDifference {
  readonly path: string;
  /** As `diff -U0` prints it, without its head; empty where everything is so already. */
  readonly lines: readonly string[];
}

/** @param path empty for the file of nova-conductor, wherever it is. */
export function optionsDifferenceCommand(
  path: string,
  settings: readonly OptionSetting[],
): Command<OptionsDifference | ProbeFailure> {
  return {
    name: 'options-difference',
    effect: 'read',
    asRoot: true,
    run: {
      script: `${editFunction}\necho "file $FILE"; nova_doctor_edit | diff -U 0 -- "$FILE" -; [ $? -le 1 ]`,
      parameters: parametersOf(path, settings),
    },
    timeoutSeconds: 20,
    read: readOptionsDifference,
  };
}

function readOptionsDifference(output: CommandOutput): OptionsDifference | ProbeFailure {
  if (output.status === 78) return { unreadable: 'permission-denied', detail: output.standardError.trim() };
  const [first = '', ...lines] = output.standardOutput.split('\n');
  const path = /^file (\/.*)$/.exec(first)?.[1];
  if (output.status !== 0 || path === undefined) return commonFailure(output) ?? notUnderstood(output);
  return { path, lines: lines.filter(line => /^[+-]/.test(line) && !/^(?:---|\+\+\+) /.test(line)) };
}

/** The copy that is kept beside the file. */
export function backupPath(path: string, run: string): string {
  return `${path}.nova-doctor-${run}`;
}

/** Sets options, and keeps a copy of the file as it was. What others see is the old file or the new one, never a part. */
export function setOptionsCommand(
  path: string,
  settings: readonly OptionSetting[],
  run: string,
): Command<ActionOutcome> {
  return {
    name: 'set-options',
    effect: 'change',
    asRoot: true,
    run: {
      script: [
        editFunction,
        // A copy that is there already is of the same run, before its first try.
        '[ -e "$BACKUP" ] || cp -p -- "$FILE" "$BACKUP" || exit',
        'NEW=$FILE.nova-doctor-new; cp -p -- "$FILE" "$NEW" || exit',
        'nova_doctor_edit > "$NEW" && [ -s "$NEW" ] && mv -f -- "$NEW" "$FILE" || { rm -f -- "$NEW"; exit 1; }',
        'echo "$BACKUP"',
      ].join('\n'),
      parameters: { ...parametersOf(path, settings), BACKUP: backupPath(path, run) },
    },
    timeoutSeconds: 30,
    read: outcomeOfProgram,
  };
}

/** Brings the copy back. */
export function restoreFileCommand(path: string, run: string): Command<ActionOutcome> {
  return {
    name: 'restore-file',
    effect: 'change',
    asRoot: true,
    run: {
      script: 'cp -p -- "$BACKUP" "$FILE.nova-doctor-new" && mv -f -- "$FILE.nova-doctor-new" "$FILE"',
      parameters: { FILE: path, BACKUP: backupPath(path, run) },
    },
    timeoutSeconds: 30,
    read: outcomeOfProgram,
  };
}
