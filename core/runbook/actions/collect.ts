import { evidenceCommands } from '../../cluster/actions/collect.ts';
import { parseDuration } from '../duration.ts';
import { type ActionKind, plannedCommand, planOf, refused, textOf } from './action.ts';

/** Gathers what tells about an incident into one archive on the machine of whoever runs it. */
export const collectAction: ActionKind = {
  name: 'collect',
  effect: 'read',
  describe: l10n =>
    l10n.t(
      'Gathers state, configuration and logs of the controllers, without secrets, into an archive beside the journal.',
    ),
  keys: [
    {
      name: 'collect',
      type: 'text',
      isRequired: true,
      words: ['evidence'],
      takesReferences: false,
      describe: l10n => l10n.t('What is gathered.'),
    },
    {
      name: 'since',
      type: 'duration',
      describe: l10n => l10n.t('Logs that were written within this time; one hour where it is left out.'),
    },
  ],
  plan: async (call, context) => {
    const { controllers, observer, l10n } = context;
    if (controllers.length === 0) return refused(l10n.t('Commands run on controllers only.'));
    const minutes = (parseDuration(textOf(call, 'since')) ?? 3_600_000) / 60_000;
    const commands = controllers.flatMap(controller =>
      evidenceCommands(controller, minutes, observer.file.logs).map((command, index) =>
        plannedCommand(context, controller, index + 1, command),
      ),
    );
    return planOf(commands, [l10n.t('Secrets are taken out before anything is written on this machine.')]);
  },
};
