import * as l10n from '@vscode/l10n';
import { isReached } from '../core/cluster/controller.ts';
import { clusterJson } from '../core/cluster/output/cluster-json.ts';
import { controllersText } from '../core/cluster/output/controllers-text.ts';
import type { Arguments } from './arguments.ts';
import { clusterHelp, clusterOptions, withCluster } from './cluster.ts';
import { type Command, exitStatus, type Surroundings } from './command.ts';

export const controllersCommand: Command = {
  options: { ...clusterOptions, format: { type: 'string', choices: ['text', 'json'] } },
  help,
  run,
};

function help(): string {
  return [
    l10n.t('nova-doctor controllers: the controllers of a deployment and what runs on them, read over SSH'),
    '',
    l10n.t('Only commands that read are run. Nothing is installed or left on a controller.'),
    '',
    ...clusterHelp(),
    `  --format text|json              ${l10n.t('for people (the default) or programs')}`,
    '',
    l10n.t('Exit status: 0 all answered, 1 a controller did not answer, 2 bad usage or an unreadable file.'),
  ].join('\n');
}

async function run(args: Arguments, surroundings: Surroundings): Promise<number> {
  return withCluster(args, surroundings, async session => {
    const state = await session.read({ signal: surroundings.signal });
    const isJson = args.string('format') === 'json';
    const text = isJson ? `${JSON.stringify(clusterJson(state, l10n), undefined, 2)}\n` : controllersText(state, l10n);
    await surroundings.print(text);
    return state.controllers.every(isReached) ? exitStatus.fine : exitStatus.found;
  });
}
