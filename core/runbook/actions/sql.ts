import type { ActionKind } from './action.ts';
import { refused, textOf } from './action.ts';
import { planKill } from './sql-kill.ts';
import { planSetGlobal } from './sql-set-global.ts';

/** What nova's own account may not do on the database. */
export const sqlAction: ActionKind = {
  name: 'sql',
  effect: 'change',
  describe: l10n =>
    l10n.t(
      'Sets variables of every database server, or ends connections, with the account of databaseAdmin or as root on its host.',
    ),
  keys: [
    {
      name: 'sql',
      type: 'text',
      isRequired: true,
      words: ['set-global', 'kill'],
      takesReferences: false,
      describe: l10n => l10n.t('set-global: variables; kill: connections, each of which is chosen by a person.'),
    },
    { name: 'variables', type: 'list', describe: l10n => l10n.t('For set-global: name=value, with whole numbers.') },
    {
      name: 'older',
      type: 'duration',
      describe: l10n => l10n.t('For kill: transactions and statements that are older than this are shown.'),
    },
  ],
  plan: async (call, context) => {
    const verb = textOf(call, 'sql');
    if (verb === 'set-global') return planSetGlobal(call, context);
    if (verb === 'kill') return planKill(call, context);
    return refused(context.l10n.t('There is no action {0}.', `sql: ${verb}`));
  },
};
