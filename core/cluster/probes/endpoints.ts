import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';
import { novaFiles } from './database.ts';

/** Whether an endpoint that nova.conf names answers. */
export interface EndpointState {
  /** `keystone`, `glance`, `neutron`, `cinder`, `placement`. */
  readonly service: string;
  /** `[glance]api_servers` */
  readonly option: string;
  readonly url: string;
  /** The status of HTTP, whatever it is: who is not let in was answered. Undefined where nothing came. */
  readonly status: number | undefined;
  /** Why nothing came. */
  readonly reason: 'refused' | 'timed-out' | 'name-not-found' | 'tls' | 'other' | undefined;
}

/** Whether requests get through: a proxy without servers behind it answers too, by 502, 503 or 504. */
export function isAnswering({ status }: EndpointState): boolean {
  return status !== undefined && status < 500;
}

const secondsPerEndpoint = 5;
const mostEndpoints = 12;

/** Finds addresses in nova.conf: `SERVICE OPTION URL`. What an account may stand in is cut off, and so is the path of a template. */
const addressesProgram = [
  'BEGIN {',
  '  split("keystone_authtoken keystone service_user glance neutron cinder placement", list, " ")',
  '  for (i in list) asked[list[i]] = list[i]',
  '  asked["keystone_authtoken"] = asked["service_user"] = "keystone"',
  '}',
  '/^[ \\t]*[#;]/ { next }',
  '/^[ \\t]*\\[/ { group = $0; gsub(/[][ \\t\\r]/, "", group); next }',
  'group in asked && /^(auth_url|www_authenticate_uri|auth_uri|endpoint_override|endpoint_template|api_servers|url)[ \\t]*[=:]/ {',
  '  match($0, /[ \\t]*[=:]/); option = substr($0, 1, RSTART - 1); value = substr($0, RSTART + RLENGTH)',
  '  service = option ~ /^(auth_url|www_authenticate_uri|auth_uri)$/ ? "keystone" : asked[group]',
  '  gsub(/[ \\t\\r"]/, "", value); count = split(value, urls, ",")',
  '  for (i = 1; i <= count; i++) {',
  '    url = urls[i]; sub(/\\/\\/[^\\/]*@/, "//", url); sub(/[%$][({].*$/, "", url)',
  '    if (url !~ /^https?:\\/\\/[][A-Za-z0-9._:-]+(\\/[A-Za-z0-9._~\\/-]*)?$/) continue',
  '    if ((service, url) in seen) continue',
  '    seen[service, url] = 1; print service, "[" group "]" option, url',
  '  }',
  '}',
].join('\n');

/** Prints the status, or 0 and why there is none. Certificates are not judged here: nothing secret is sent. */
const pythonProgram = [
  'import socket, ssl, sys',
  'try:',
  '    from urllib.request import HTTPErrorProcessor, HTTPRedirectHandler, HTTPSHandler, ProxyHandler, build_opener',
  'except ImportError:',
  '    from urllib2 import HTTPErrorProcessor, HTTPRedirectHandler, HTTPSHandler, ProxyHandler, build_opener',
  'class AsItIs(HTTPErrorProcessor):',
  '    def http_response(self, request, response): return response',
  '    https_response = http_response',
  'try:',
  '    trusting = HTTPSHandler(context=ssl._create_unverified_context())',
  '    print(build_opener(ProxyHandler({}), trusting, AsItIs).open(sys.argv[1], timeout=int(sys.argv[2])).getcode())',
  'except Exception as error:',
  '    print("0 " + repr(getattr(error, "reason", error)).replace("\\n", " "))',
].join('\n');

/**
 * Asks the endpoints of Keystone, Glance, Neutron, Cinder and Placement that nova.conf names, from where nova asks them. No
 * credentials are read or sent. Those that only the catalogue of Keystone names are not known here.
 * @param files where nova's configuration lies; all that can be read count.
 */
export function endpointsProbe(files: readonly string[] = novaFiles): Probe<readonly EndpointState[]> {
  return {
    name: 'endpoints',
    script: [
      'READABLE=; for FILE in $NOVA_FILES; do',
      '  [ -r "$FILE" ] && READABLE="$READABLE $FILE"',
      '  [ -e "$FILE" ] && [ ! -r "$FILE" ] && { echo "$FILE: Permission denied" >&2; exit 77; }',
      'done',
      // A host without nova names no endpoints.
      '[ -n "$READABLE" ] || exit 0',
      'CLIENT=; for CLIENT in curl python3 python wget; do command -v "$CLIENT" >/dev/null && break; CLIENT=; done',
      '[ -n "$CLIENT" ] || { echo "curl, python and wget: not found" >&2; exit 127; }',
      'ask() {',
      '  case $CLIENT in',
      '    curl) ANSWER=$(curl -g -s -k -o /dev/null --noproxy "*" -m "$SECONDS_EACH" -w "%{http_code}" --url "$3" </dev/null) || ANSWER="0 curl $?" ;;',
      '    python*) ANSWER=$("$CLIENT" -c "$PYTHON_PROGRAM" "$3" "$SECONDS_EACH" </dev/null 2>&1 | tail -n 1) ;;',
      '    wget) ANSWER=$(wget -S -O /dev/null -T "$SECONDS_EACH" -Y off "$3" </dev/null 2>&1) || true',
      '      STATUS=$(printf "%s\\n" "$ANSWER" | sed -n "s/^ *HTTP\\/[0-9.]* \\([0-9]*\\).*/\\1/p" | tail -n 1)',
      // wget of busybox says the status of an error only in its last words.
      '      [ -n "$STATUS" ] || STATUS=$(printf "%s\\n" "$ANSWER" | sed -n "s/.*server returned error: HTTP\\/[0-9.]* \\([0-9]*\\).*/\\1/p")',
      '      ANSWER="${STATUS:-0 $(printf "%s" "$ANSWER" | tail -n 1)}" ;;',
      '  esac',
      '  printf "endpoint %s %s %s %s\\n" "$1" "$2" "$3" "$ANSWER"',
      '}',
      // The files are words without spaces in them, as written above.
      'awk "$ADDRESSES_PROGRAM" $READABLE | head -n "$MOST" | { while read -r SERVICE OPTION URL; do ask "$SERVICE" "$OPTION" "$URL" & done; wait; }',
    ].join('\n'),
    parameters: {
      NOVA_FILES: files.join(' '),
      ADDRESSES_PROGRAM: addressesProgram,
      PYTHON_PROGRAM: pythonProgram,
      SECONDS_EACH: String(secondsPerEndpoint),
      MOST: String(mostEndpoints),
    },
    asRoot: true,
    timeoutSeconds: 2 * secondsPerEndpoint + 5,
    read: readEndpoints,
  };
}

export function readEndpoints(output: CommandOutput): readonly EndpointState[] | ProbeFailure {
  const states: EndpointState[] = [];
  for (const [, service, option, url, answer] of output.standardOutput.matchAll(
    /^endpoint (\S+) (\[\S+\]\S+) (\S+) (.*)$/gm,
  )) {
    const status = /^[1-5]\d\d$/.test(answer!) ? Number(answer) : undefined;
    const reason = status === undefined ? reasonOf(answer!) : undefined;
    states.push({ service: service!, option: option!, url: url!, status, reason });
  }
  if (states.length > 0 || output.status === 0) {
    return states.sort((one, other) => one.service.localeCompare(other.service) || one.url.localeCompare(other.url));
  }
  return commonFailure(output) ?? notUnderstood(output);
}

/** Numbers are exit statuses of curl(1): 6 name, 7 connect, 28 time, 35, 51, 58, 60 TLS. */
function reasonOf(answer: string): NonNullable<EndpointState['reason']> {
  const curl = Number(/^0 curl (\d+)/.exec(answer)?.[1] ?? 0);
  if (curl === 7 || /refused/i.test(answer)) return 'refused';
  if (curl === 28 || /timed? ?out/i.test(answer)) return 'timed-out';
  if (curl === 6 || /not known|resolve|bad address|gaierror/i.test(answer)) return 'name-not-found';
  if ([35, 51, 58, 60].includes(curl) || /ssl|tls|certificate/i.test(answer)) return 'tls';
  return 'other';
}
