import type { Translator } from '../../core/text/l10n.ts';
import type { InputProblem } from './problem.ts';

/** Says what could not be read, why, and what can be done. */
export function problemText(problem: InputProblem, l10n: Translator): string {
  const { path, detail } = problem;
  switch (problem.kind) {
    case 'missing':
      return l10n.t('{0}: there is no such file or folder.', path);
    case 'forbidden':
      return l10n.t(
        '{0}: no permission to read it ({1}). Read it as a user who has it, or copy the file.',
        path,
        detail,
      );
    case 'unreadable':
      return l10n.t('{0}: could not be read: {1}', path, detail);
    case 'truncated':
      return l10n.t('{0}: ends in the middle; what came before was read ({1}).', path, detail);
    case 'corrupt':
      return l10n.t('{0}: is damaged; what came before the damage was read ({1}).', path, detail);
    case 'expands-too-much':
      return l10n.t(
        '{0}: expands to more than a log does, so reading stopped after {1} bytes. If it is right, unpack it and name the unpacked file.',
        path,
        detail,
      );
    case 'unsupported':
      return detail === 'systemd journal'
        ? l10n.t(
            '{0}: is a binary journal. Read it with: journalctl --file {0} -o short-iso | nova-doctor analyze -',
            path,
          )
        : l10n.t('{0}: packed with {1}, which is not read here. Unpack it first.', path, detail);
    case 'binary':
      return l10n.t('{0}: is not text.', path);
    case 'binary-passed':
      return l10n.t('{0}: is not text and was passed over.', path);
    case 'no-logs':
      return l10n.t('{0}: holds no log.', path);
    case 'no-config':
      return l10n.t('{0}: holds no configuration that is known here.', path);
    case 'not-config':
      return l10n.t('{0}: is not a kind of configuration that is known here.', path);
    case 'not-utf8':
      return l10n.t('{0}: is not UTF-8 (line {1}). Services that read it fail; save it as UTF-8.', path, detail);
    case 'too-large':
      return l10n.t('{0}: is larger than any configuration ({1} bytes) and was not read.', path, detail);
    case 'not-a-file':
      return l10n.t('{0}: is not a file with an end, but a pipe, a device or a folder; it was not read.', path);
    case 'shrank':
      return l10n.t('{0}: was truncated or rotated while it was read; {1} bytes are missing.', path, detail);
    case 'cut-on-controller':
      return l10n.t(
        '{0}: has so many warnings and errors that only the first of them came. Ask for a shorter time, or copy the log here.',
        path,
      );
    case 'not-whole':
      return l10n.t('{0}: did not come to its end; what came was read.', path);
    case 'controller':
      return detail;
    case 'link-outside':
      return l10n.t('{0}: is a link out of the folder and was not followed; name {1} to read it.', path, detail);
    case 'link-dangling':
      return l10n.t('{0}: is a link to nothing.', path);
    case 'nested-too-deep':
      return l10n.t('{0}: is packed in too many layers. Unpack it first.', path);
  }
}
