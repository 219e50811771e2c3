import { type ClientPlace, novaFiles, optionsProgram } from './database.ts';

/** Prints the last URL of a MySQL database that a group of nova.conf names; ends with 3 where there is none. */
const urlProgram = [
  '/^[ \\t]*\\[/ { group = $0; gsub(/[ \\t\\r]/, "", group); next }',
  'group == wanted && /^connection[ \\t]*[=:]/ { sub(/^connection[ \\t]*[=:][ \\t]*/, ""); sub(/[ \\t\\r]*$/, ""); url = $0 }',
  'END { if (url ~ /^mysql/) print url; else exit 3 }',
].join('\n');

/** Prints the name of the database that a URL ends with. */
const nameProgram = [
  '{',
  '  sub(/^[a-z+]*:\\/\\//, ""); if (match($0, /^[^\\/?]*@/)) $0 = substr($0, RLENGTH + 1)',
  '  at = index($0, "/"); $0 = at > 0 ? substr($0, at + 1) : ""; sub(/\\?.*$/, ""); print',
  '}',
].join('\n');

/**
 * Functions of a shell for statements on nova's databases. `nova_doctor_url GROUP` prints the URL that nova.conf has, and
 * `nova_doctor_sql STATEMENT` reads a URL and runs the statement there: credentials go from one pipe to the next, are never an
 * argument, and do not leave the controller. A statement gets 12 seconds, because the database may be the very thing that is sick.
 */
export const novaSqlFunctions = [
  'nova_doctor_url() {',
  '  for FILE in $NOVA_FILES; do [ -r "$FILE" ] && awk -v wanted="[$1]" "$URL_PROGRAM" "$FILE" && return 0; done; return 3',
  '}',
  'nova_doctor_sql() {',
  '  IFS= read -r NOVA_DOCTOR_URL || return 3',
  '  DATABASE=$(printf "%s\\n" "$NOVA_DOCTOR_URL" | awk "$NAME_PROGRAM")',
  '  if [ -n "$CLIENT_CONTAINER" ]; then',
  '    printf "%s\\n" "$NOVA_DOCTOR_URL" | LC_ALL=C awk "$OPTIONS_PROGRAM" | timeout 12 "$CLIENT_ENGINE" exec -i "$CLIENT_CONTAINER" sh -c \'exec "$(command -v mariadb || command -v mysql || echo mysql)" --defaults-extra-file=/dev/stdin -N -B --database="$1" -e "$0"\' "$1" "$DATABASE"',
  '  else',
  '    CLIENT=$(command -v mariadb || command -v mysql) || { echo "mysql: not found" >&2; return 127; }',
  '    printf "%s\\n" "$NOVA_DOCTOR_URL" | LC_ALL=C awk "$OPTIONS_PROGRAM" | timeout 12 "$CLIENT" --defaults-extra-file=/dev/stdin -N -B --database="$DATABASE" -e "$1"',
  '  fi',
  '}',
].join('\n');

/** What `novaSqlFunctions` needs. */
export function novaSqlParameters(place: ClientPlace): Record<string, string> {
  return {
    NOVA_FILES: novaFiles.join(' '),
    URL_PROGRAM: urlProgram,
    NAME_PROGRAM: nameProgram,
    OPTIONS_PROGRAM: optionsProgram,
    CLIENT_ENGINE: place.engine ?? '',
    CLIENT_CONTAINER: place.container ?? '',
  };
}
