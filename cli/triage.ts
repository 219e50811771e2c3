import { styleText } from 'node:util';
import * as l10n from '@vscode/l10n';
import { clusterJson } from '../core/cluster/output/cluster-json.ts';
import { triageMarkdown, triageText } from '../core/cluster/output/triage-text.ts';
import { type TriageStatus, triage } from '../core/cluster/triage.ts';
import type { Arguments } from './arguments.ts';
import { clusterHelp, clusterOptions, withCluster } from './cluster.ts';
import { type Command, exitStatus, type Surroundings } from './command.ts';
import { terminalOf } from './terminal.ts';

export const triageCommand: Command = {
  options: { ...clusterOptions, format: { type: 'string', choices: ['text', 'json', 'markdown'] } },
  help,
  run,
};

function help(): string {
  return [
    l10n.t('nova-doctor triage: what is wrong with a cluster, in ten seconds and without changing anything'),
    '',
    l10n.t(
      'VIP, services, consumers of nova’s queues, waiting messages, database connections, the oldest transaction, errors in the logs, the likely cause and the next step.',
    ),
    '',
    ...clusterHelp(),
    `  --format text|json|markdown     ${l10n.t('for people (the default), programs, or a ticket')}`,
    '',
    l10n.t('Exit status: 0 nothing stands out, 1 something does, 2 bad usage or an unreadable file.'),
  ].join('\n');
}

async function run(args: Arguments, surroundings: Surroundings): Promise<number> {
  return withCluster(args, surroundings, async session => {
    const state = await session.read({ signal: surroundings.signal });
    const card = triage(state, Date.now(), l10n);
    const { color } = terminalOf(surroundings.environment);
    const paint = (text: string, status: TriageStatus) => (color ? styleText(colourOf(status), text) : text);
    const format = args.string('format') ?? 'text';
    if (format === 'json') {
      const value = {
        ...clusterJson(state, l10n),
        at: new Date(card.at).toISOString(),
        lines: card.lines,
        causes: card.causes,
      };
      await surroundings.print(`${JSON.stringify(value, undefined, 2)}\n`);
    } else await surroundings.print(format === 'markdown' ? triageMarkdown(card, l10n) : triageText(card, l10n, paint));
    const isFine = card.causes.length === 0 && card.lines.every(({ status }) => status !== 'alarm');
    return isFine ? exitStatus.fine : exitStatus.found;
  });
}

function colourOf(status: TriageStatus): 'green' | 'yellow' | 'red' | 'gray' {
  return ({ good: 'green', warning: 'yellow', alarm: 'red', unknown: 'gray' } as const)[status];
}
