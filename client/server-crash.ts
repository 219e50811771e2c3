import * as vscode from 'vscode';
import { CloseAction, ErrorAction, type ErrorHandler } from 'vscode-languageclient/node';

/** Damaged messages in a row after which the connection is given up. */
const mostErrors = 3;

/**
 * What happens when the language server ends without being told to: the first time it is started again and a sentence says so; the next time it stays ended,
 * because what made it end is likely still open, and a person decides.
 * @param restart starts it anew; crashes count from none again.
 */
export function createCrashHandler(restart: () => Promise<void>): ErrorHandler & { forget(): void } {
  let crashes = 0;

  function tell(): void {
    const again = vscode.l10n.t('Restart');
    const output = vscode.l10n.t('Show Output');
    const isFirst = crashes === 1;
    const shown = isFirst
      ? vscode.window.showWarningMessage(
          vscode.l10n.t('Nova Doctor’s language server ended unexpectedly. It was started again.'),
          output,
        )
      : vscode.window.showErrorMessage(
          vscode.l10n.t(
            'Nova Doctor’s language server ended unexpectedly again. Open logs and configuration are not judged until it is restarted.',
          ),
          again,
          output,
        );
    shown.then(
      async chosen => {
        if (chosen === output) await vscode.commands.executeCommand('novaDoctor.output.show');
        if (chosen === again) await restart();
      },
      () => undefined,
    );
  }

  return {
    error: (_error, _message, count) => ({
      action: (count ?? 0) <= mostErrors ? ErrorAction.Continue : ErrorAction.Shutdown,
      handled: true,
    }),
    closed: () => {
      crashes++;
      tell();
      return { action: crashes === 1 ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
    },
    forget: () => {
      crashes = 0;
    },
  };
}
