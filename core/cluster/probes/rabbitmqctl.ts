/** Where rabbitmqctl runs: in a container, or on the host itself. */
export interface BrokerPlace {
  readonly engine?: 'docker' | 'podman';
  readonly container?: string;
}

/**
 * Names that can be given to any `rabbitmqctl`. Debian's is a wrapper that puts its arguments between double quotes into the
 * command line of another shell: `$(…)` in the name of a queue would run there (rabbitmq-server 3.10, rabbitmq-script-wrapper).
 */
export function isPlainForRabbitmqctl(word: string): boolean {
  return /^[A-Za-z0-9_./:@+][A-Za-z0-9_./:@+-]*$/.test(word);
}

/** Calls the program behind the wrappers, as the account of the broker, without another shell. */
const behindWrappers = [
  // In the locale C Erlang takes each byte of an argument for a character.
  'LC_ALL=C.UTF-8; export LC_ALL',
  'for CTL in /usr/lib/rabbitmq/bin/rabbitmqctl /opt/rabbitmq/sbin/rabbitmqctl; do [ -x "$CTL" ] && break; CTL=; done',
  '[ -n "$CTL" ] || { echo "rabbitmqctl behind its wrapper: not found" >&2; exit 127; }',
  'if [ "$(id -u)" = 0 ] && id rabbitmq >/dev/null 2>&1; then',
  // The cookie of Erlang lies at home.
  '  HOME=~rabbitmq; export HOME; exec runuser -u rabbitmq -- "$CTL" -q "$@"',
  'else exec "$CTL" -q "$@"; fi',
].join('\n');

/**
 * Functions of the shell that call `rabbitmqctl -q` where the broker runs, with any characters in its arguments. They need the
 * variables of `rabbitmqctlParameters`. What is asked within a vhost
 * goes through `nova_doctor_ctl_in VHOST COMMAND …`, because a name that begins with a dash would be taken for options.
 */
export const rabbitmqctlFunctions = [
  'nova_doctor_ctl() {',
  '  case "$*" in',
  '    *[!A-Za-z0-9_./:@+\\ -]*)',
  '      if [ -n "$BROKER_CONTAINER" ]; then "$BROKER_ENGINE" exec -i "$BROKER_CONTAINER" /bin/sh -c "$BEHIND_WRAPPERS" sh "$@"',
  '      else /bin/sh -c "$BEHIND_WRAPPERS" sh "$@"; fi ;;',
  '    *)',
  '      if [ -n "$BROKER_CONTAINER" ]; then "$BROKER_ENGINE" exec -i "$BROKER_CONTAINER" rabbitmqctl -q "$@"',
  '      else PATH=$PATH:/sbin:/usr/sbin:/usr/lib/rabbitmq/bin rabbitmqctl -q "$@"; fi ;;',
  '  esac',
  '}',
  'nova_doctor_ctl_in() {',
  '  IN=$1; COMMAND=$2; shift 2',
  '  case "$IN" in -*) nova_doctor_ctl "$COMMAND" "--vhost=$IN" "$@" ;; *) nova_doctor_ctl "$COMMAND" -p "$IN" "$@" ;; esac',
  '}',
].join('\n');

export function rabbitmqctlParameters(place: BrokerPlace): Record<string, string> {
  return {
    BROKER_ENGINE: place.engine ?? '',
    BROKER_CONTAINER: place.container ?? '',
    BEHIND_WRAPPERS: behindWrappers,
  };
}
