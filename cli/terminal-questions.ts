import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import * as l10n from '@vscode/l10n';
import { visible } from '../core/text/layout.ts';
import { askInTurn } from '../io/ssh/in-turn.ts';
import { nobodyToAsk, type Questions } from '../io/ssh/transport.ts';

/** Whether a person sits before a terminal, for input and for questions. */
export function isAskable(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Asks on the terminal, one question after the other. Where nobody sits before it, nothing is ever accepted: an unknown host
 * key and a locked key are then refusals.
 */
export function terminalQuestions(signal: AbortSignal): Questions {
  if (!isAskable()) return nobodyToAsk;
  const inTurn = askInTurn();
  return {
    acceptHostKey: ({ host, address, port, keyType, fingerprint }) =>
      inTurn(async () => {
        const text = l10n.t(
          '{0} ({1}, port {2}) shows a host key that is not known: {3} {4}',
          host,
          address,
          port,
          keyType,
          fingerprint,
        );
        const answer = await askOnTerminal(
          `${text}\n${l10n.t('Compare it with the console of the host. Type "yes" to connect and remember it:')} `,
          false,
          signal,
        );
        return answer?.trim().toLowerCase() === 'yes' ? 'remember' : 'refuse';
      }),
    passphrase: keyFile => inTurn(() => askOnTerminal(l10n.t('Passphrase of {0}: ', keyFile), true, signal)),
    password: (user, host) => inTurn(() => askOnTerminal(l10n.t('Password of {0} on {1}: ', user, host), true, signal)),
    answers: (host, prompts) =>
      inTurn(async () => {
        const answers: string[] = [];
        for (const { text, isEchoed } of prompts) {
          const answer = await askOnTerminal(`${host}: ${text}`, !isEchoed, signal);
          if (answer === undefined) return undefined;
          answers.push(answer);
        }
        return answers;
      }),
  };
}

/**
 * Asks one question on the terminal.
 * @returns undefined where the person ends the input, or the signal aborts.
 */
export async function askOnTerminal(
  question: string,
  isSecret: boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  let isQuiet = false;
  const output = new Writable({
    write(block: Buffer, _encoding, done) {
      if (!isQuiet) process.stderr.write(block);
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  // While a line is read the terminal sends no signals: Ctrl-C is to mean what it means everywhere else.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  const ended = new Promise<undefined>(resolve => terminal.once('close', () => resolve(undefined)));
  try {
    const answer = Promise.race([terminal.question(visible(question), { signal }), ended]);
    // The question is on the screen; what is typed now is not shown.
    isQuiet = isSecret;
    return await answer;
  } catch {
    return undefined;
  } finally {
    terminal.close();
    if (isSecret) process.stderr.write('\n');
  }
}
