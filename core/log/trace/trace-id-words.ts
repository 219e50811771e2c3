import type { Translator } from '../../text/l10n.ts';
import { visible } from '../../text/layout.ts';
import { longestId, shortestId, type TraceIdProblem } from './trace-id.ts';

/** Says why an id was refused. @param written what the user gave. */
export function idProblemText(problem: TraceIdProblem, written: string, l10n: Translator): string {
  switch (problem) {
    case 'empty':
      return l10n.t('The id to be traced is empty.');
    case 'too-short':
      return l10n.t(
        '{0} is too short to be traced: at least {1} characters are needed. Give the whole request id, instance UUID or message id.',
        visible(written),
        shortestId,
      );
    case 'too-long':
      return l10n.t('The id to be traced is longer than {0} characters.', longestId);
    case 'not-printable':
      return l10n.t('The id to be traced has line ends or other control characters in it.');
  }
}
