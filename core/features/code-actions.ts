import { idsIn } from '../log/trace/ids-in-text.ts';
import type { Translator } from '../text/l10n.ts';
import type { LogDocument } from './document.ts';
import { commands } from './protocol.ts';

/** What can be done about a place of a log. */
export interface LogAction {
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
  /** The signature of the diagnostic that it is about, where it is about one. */
  readonly signature: string | undefined;
}

export interface ActionQuestion {
  readonly document: LogDocument;
  /** The address by which the editor knows the document. */
  readonly uri: string;
  /** From 1. */
  readonly line: number;
  /** The signatures of the diagnostics at the place. */
  readonly signatures: readonly string[];
  /** Ids of the commands that the editor has. */
  readonly known: ReadonlySet<string>;
  readonly l10n: Translator;
}

/** The actions at a place of a log, those about its problem first. */
export function logActions(question: ActionQuestion): LogAction[] {
  const { document, uri, line, signatures, known, l10n } = question;
  const actions: LogAction[] = signatures.flatMap(signature => aboutSignature(signature, question));
  const request = requestAt(document, line);
  if (request !== undefined) {
    const filter = l10n.t('Show only this request: {0}', request);
    const values = [{ id: request, path: document.path }];
    // The view reads files.
    if (uri.startsWith('file:')) {
      actions.push({ title: filter, command: commands.filterRequest, arguments: values, signature: undefined });
    }
    const trace = l10n.t('Trace this request through all logs: {0}', request);
    actions.push({ title: trace, command: commands.showTrace, arguments: [{ id: request }], signature: undefined });
  }
  const copy = l10n.t('Copy for a ticket, without secrets');
  actions.push({ title: copy, command: commands.copyForTicket, arguments: [uri, line], signature: undefined });
  return actions.filter(action => known.has(action.command));
}

function aboutSignature(signature: string, { uri, l10n }: ActionQuestion): LogAction[] {
  const actions: LogAction[] = [
    { title: l10n.t('Explain {0}', signature), command: commands.explain, arguments: [signature], signature },
  ];
  const title = l10n.t('Do not show {0} in this log', signature);
  actions.push({ title, command: commands.ignoreSignature, arguments: [signature, uri], signature });
  return actions;
}

/** The request that a line was written for: the last id of its header is the service's own. */
function requestAt(document: LogDocument, line: number): string | undefined {
  const ids = idsIn(document.lineAt(line) ?? '').filter(id => id.text.startsWith('req-'));
  const [first, second] = ids;
  const isPair = first !== undefined && second !== undefined && second.start === first.end + 1;
  return (isPair ? second : first)?.text;
}
