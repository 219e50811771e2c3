import * as l10n from '@vscode/l10n';
import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import { type LinesAroundParams, type LinesAroundResult, linesAroundPlace } from '../core/features/protocol.ts';
import type { CompiledFormat } from '../core/log/format.ts';
import { problemText } from '../io/files/problem-text.ts';
import { readLinesAround } from '../io/files/read-lines.ts';
import { untilCancelled } from './cancellation.ts';

/** An editor colours texts up to 20 MB. */
const wholeBytes = 20_000_000;
const linesAround = 2000;

/** Answers requests for lines of logs that an editor cannot open. */
export function serveLogLines(connection: Connection, formats: () => readonly CompiledFormat[]): void {
  connection.onRequest<LinesAroundResult, void>(
    linesAroundPlace,
    ({ path, line }: LinesAroundParams, token: CancellationToken) =>
      untilCancelled(token, async signal => {
        const read = await readLinesAround(path, line, { formats: formats(), wholeBytes, linesAround, signal });
        return 'kind' in read ? { failure: problemText(read, l10n) } : read;
      }),
  );
}
