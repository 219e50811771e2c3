import type { Translator } from '../text/l10n.ts';
import { withoutSecrets } from '../text/redact.ts';
import { sentences } from '../text/sentences.ts';

/** How reaching a controller, or running something there, can fail. Everything else is a bug, and throws. */
export type ControllerFailureKind =
  | 'name-not-found'
  | 'connection-refused'
  | 'unreachable'
  | 'timed-out'
  | 'not-ssh'
  | 'turned-away'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'host-key-revoked'
  | 'authentication-refused'
  | 'too-many-sessions'
  | 'connection-lost'
  | 'needs-openssh'
  | 'openssh-missing'
  | 'configuration'
  | 'untrusted'
  | 'cancelled'
  | 'command-timed-out'
  | 'command-missing'
  | 'sudo-refused'
  | 'permission-denied'
  | 'no-such-file'
  | 'disk-full'
  | 'output-unreadable'
  | 'output-unkept'
  | 'command-failed';

/** An expected failure: a value, with what is needed to say what to do next. */
export interface ControllerFailure {
  readonly failed: ControllerFailureKind;
  /** Where the connection went, as the configuration of SSH or an inventory has it; a jump host where that one failed. */
  readonly host: string;
  /** The name that people know the controller by, where it is another one. */
  readonly controller?: string;
  /** What the other side or the system said, for people to read; redacted where it is shown. */
  readonly detail?: string;
  /** `path:line` of the entry of known_hosts or of the configuration that it is about. */
  readonly place?: string;
  /** Of a host key: `SHA256:…` as ssh-keygen prints it. */
  readonly fingerprint?: string;
  /** The program that is missing or that sudo refused, with its arguments. */
  readonly program?: string;
  /** What would let sudo do it: the account, and the line for sudoers. */
  readonly sudo?: {
    readonly account: string;
    readonly line: string;
    readonly isShell: boolean;
    readonly givesRoot: boolean;
  };
}

export function isFailure(value: unknown): value is ControllerFailure {
  return typeof value === 'object' && value !== null && 'failed' in value && 'host' in value;
}

/** What happened and what to do next, in one or two sentences, without secrets. */
export function failureText(failure: ControllerFailure, l10n: Translator): string {
  const shown = shownFailure(failure);
  const text = textOfKind(shown, l10n);
  return shown.detail === undefined ? text : `${text} (${oneLine(shown.detail)})`;
}

/** A failure whose words of the other side, and whose arguments of a program, hold no secrets. */
export function shownFailure(failure: ControllerFailure): ControllerFailure {
  const { detail, program } = failure;
  return {
    ...failure,
    ...(detail === undefined ? {} : { detail: withoutSecrets(detail) }),
    ...(program === undefined ? {} : { program: withoutSecrets(program) }),
  };
}

function oneLine(text: string): string {
  // Terminal escapes and line ends of a stranger must not reach a terminal or a tree, nor what turns the direction of text.
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

function textOfKind(failure: ControllerFailure, l10n: Translator): string {
  const { place = '', fingerprint = '', program = '' } = failure;
  const host = nameOf(failure);
  switch (failure.failed) {
    case 'name-not-found':
      return l10n.t('{0}: the name is not known here. Give its address as HostName in ~/.ssh/config.', host);
    case 'connection-refused':
      return l10n.t('{0}: nothing listens on the port of SSH. Is sshd running there, and is the port right?', host);
    case 'unreachable':
      return l10n.t('{0}: there is no route to the host. Check the network and the jump hosts.', host);
    case 'timed-out':
      return l10n.t('{0}: no answer in time. The host is down, or something drops the packets.', host);
    case 'not-ssh':
      return l10n.t('{0}: what answers there does not speak SSH.', host);
    case 'turned-away':
      return l10n.t(
        '{0}: sshd closed the connection before its greeting: too many are being made at once (MaxStartups), or it bars this address. Try again in a while.',
        host,
      );
    case 'host-key-unknown':
      return l10n.t(
        '{0}: its host key is not known: {1}. Compare it with what the console of the host shows, then connect with ssh once.',
        host,
        fingerprint,
      );
    case 'host-key-changed':
      return l10n.t(
        '{0}: its host key has changed: it is not the one in {1}; it is now {2}. Either the host was reinstalled or somebody is in between. Remove that line only if you know why it changed; nothing was sent.',
        host,
        place,
        fingerprint,
      );
    case 'host-key-revoked':
      return l10n.t('{0}: its host key was revoked in {1}. Do not connect; ask who revoked it.', host, place);
    case 'authentication-refused':
      return l10n.t('{0}: no key and no password was accepted. Try: ssh {1}', host, failure.host);
    case 'too-many-sessions':
      return l10n.t('{0}: sshd opens no further session (MaxSessions).', host);
    case 'connection-lost':
      return l10n.t('{0}: the connection was cut. What was running there has been told to end.', host);
    case 'needs-openssh':
      return l10n.t(
        '{0}: its configuration needs the ssh program. Let the ssh program do it: transport auto or openssh.',
        host,
      );
    case 'openssh-missing':
      return l10n.t('{0}: the ssh program was not found. Install the OpenSSH client.', host);
    case 'configuration':
      return l10n.t('{0}: the configuration of SSH cannot be used: {1}', host, place);
    case 'untrusted':
      return l10n.t('{0}: this workspace is not trusted, so nothing connects from it.', host);
    case 'cancelled':
      return l10n.t('{0}: cancelled.', host);
    case 'command-timed-out':
      return l10n.t('{0}: {1} did not end in time and was ended.', host, program);
    case 'command-missing':
      return l10n.t('{0}: the program {1} is not installed there, or not in the search path.', host, program);
    case 'sudo-refused':
      return sudoSentences(failure, l10n);
    case 'permission-denied':
      return l10n.t('{0}: permission denied. Set become: sudo in .nova-doctor.yaml, or use an account that may.', host);
    case 'no-such-file':
      return l10n.t('{0}: there is no {1}.', host, program);
    case 'disk-full':
      return l10n.t('{0}: the disk is full there. Free some space first: df -h', host);
    case 'output-unreadable':
      return l10n.t('{0}: what {1} printed was not understood.', host, program);
    case 'output-unkept':
      return l10n.t(
        '{0}: what {1} printed does not fit into {2} on this machine. Free some space here, or let TMPDIR name a folder that has some.',
        host,
        program,
        place,
      );
    case 'command-failed':
      return l10n.t('{0}: {1} failed.', host, program);
  }
}

function nameOf({ host, controller }: ControllerFailure): string {
  return controller === undefined || controller === host ? host : `${controller} (${host})`;
}

function sudoSentences(failure: ControllerFailure, l10n: Translator): string {
  const { program = '', sudo } = failure;
  const refused = l10n.t('{0}: sudo asks for a password or does not allow {1}.', nameOf(failure), program);
  if (!sudo) return refused;
  const line = l10n.t('What is missing in sudoers (visudo): {0}', sudo.line);
  if (sudo.isShell) {
    return sentences(
      refused,
      line,
      l10n.t(
        'A shell as root may do everything: whoever has this account is then root. The same goes for docker, podman, mysql and the like.',
      ),
    );
  }
  if (!sudo.givesRoot) return sentences(refused, line);
  return sentences(refused, line, l10n.t('Keep the arguments in it: with others, this program is as good as root.'));
}
