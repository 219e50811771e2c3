import type { Translator } from '../text/l10n.ts';
import { visibleLine } from '../text/layout.ts';
import { withoutSecrets } from '../text/redact.ts';
import type { ProbeFailure } from './probe.ts';

/** Why the values of the database are not those that it goes by now. `no-client`: no controller has a program to ask it with. */
export type UnreadDatabase = ProbeFailure | 'no-client';

/** What the judgement of a live configuration stands on instead, in two sentences for people, without secrets. */
export function unreadDatabaseText(unread: UnreadDatabase, l10n: Translator): string {
  if (unread === 'no-client') {
    return l10n.t(
      'The database could not be asked: no controller has a client for it. Its limits are taken from files, which the running server may not go by.',
    );
  }
  return l10n.t(
    'The database could not be asked ({0}). Its limits are taken from files, which the running server may not go by.',
    visibleLine(withoutSecrets(unread.detail)),
  );
}
