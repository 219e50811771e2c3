import * as vscode from 'vscode';
import { askInTurn } from '../../io/ssh/in-turn.ts';
import type { Questions } from '../../io/ssh/transport.ts';

/**
 * Asks in VS Code. Passphrases are kept in its secret storage only when the person says so; passwords never.
 * One question is shown at a time, however many hosts ask at once.
 */
export function vscodeQuestions(context: vscode.ExtensionContext): Questions {
  const inTurn = askInTurn();
  return {
    acceptHostKey: question =>
      inTurn(async () => {
        const remember = vscode.l10n.t('Connect and Remember');
        const once = vscode.l10n.t('Connect Once');
        const answer = await vscode.window.showWarningMessage(
          vscode.l10n.t('The host key of {0} is not known.', question.host),
          {
            modal: true,
            detail: vscode.l10n.t(
              '{0}, port {1}, shows this {2} key:\n\n{3}\n\nCompare it with what the console of the host shows before you connect.',
              question.address,
              question.port,
              question.keyType,
              question.fingerprint,
            ),
          },
          remember,
          once,
        );
        return answer === remember ? 'remember' : answer === once ? 'once' : 'refuse';
      }),
    passphrase: (keyFile, attempt) => inTurn(() => askPassphrase(context, keyFile, attempt)),
    password: (user, host) => inTurn(async () => askSecret(vscode.l10n.t('Password of {0} on {1}', user, host))),
    answers: (host, prompts) =>
      inTurn(async () => {
        const answers: string[] = [];
        for (const { text, isEchoed } of prompts) {
          const answer = isEchoed
            ? await vscode.window.showInputBox({ title: host, prompt: text, ignoreFocusOut: true })
            : await askSecret(`${host}: ${text}`);
          if (answer === undefined) return undefined;
          answers.push(answer);
        }
        return answers;
      }),
  };
}

async function askPassphrase(
  context: vscode.ExtensionContext,
  keyFile: string,
  attempt: number,
): Promise<string | undefined> {
  const name = `passphrase ${keyFile}`;
  const kept = await context.secrets.get(name);
  if (kept !== undefined && attempt === 1) return kept;
  // A kept passphrase that did not open the key is of no use any more.
  if (kept !== undefined) await context.secrets.delete(name);
  const passphrase = await askSecret(vscode.l10n.t('Passphrase of the key {0}', keyFile));
  if (passphrase === undefined) return undefined;
  const keep = vscode.l10n.t('Keep in the Secret Storage');
  // Not awaited: the connection need not wait for the answer.
  vscode.window
    .showInformationMessage(vscode.l10n.t('Keep the passphrase of {0} for the next time?', keyFile), keep)
    .then(answer => {
      if (answer === keep) void context.secrets.store(name, passphrase);
    });
  return passphrase;
}

async function askSecret(prompt: string): Promise<string | undefined> {
  return vscode.window.showInputBox({ prompt, password: true, ignoreFocusOut: true });
}
