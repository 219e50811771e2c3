import {
  backupPath,
  isConfigurationPath,
  optionsDifferenceCommand,
  readOptionSetting,
  restoreFileCommand,
  setOptionsCommand,
} from '../../cluster/actions/set-options.ts';
import { createRedactor } from '../../text/redact.ts';
import { unreadText } from '../look.ts';
import type { PlannedCommand } from '../plan.ts';
import { isReading } from '../reading.ts';
import { type ActionKind, listOf, plannedCommand, refused, textOf } from './action.ts';

/** Sets options in configuration files on controllers; a copy of each file stays beside it. */
export const fileAction: ActionKind = {
  name: 'file',
  effect: 'change',
  describe: l10n => l10n.t('Sets options in a configuration file; the file as it was is kept beside it.'),
  keys: [
    {
      name: 'file',
      type: 'text',
      isRequired: true,
      words: ['set-options'],
      takesReferences: false,
      describe: l10n => l10n.t('What is done with it.'),
    },
    {
      name: 'path',
      type: 'text',
      describe: l10n =>
        l10n.t('The file; where it is left out, that of nova-conductor, wherever the deployment keeps it.'),
    },
    {
      name: 'options',
      type: 'list',
      isRequired: true,
      describe: l10n => l10n.t('[group]name=value, one for each option.'),
    },
  ],
  plan: async (call, context) => {
    const { controllers, l10n, observer, signal, run } = context;
    const path = textOf(call, 'path');
    if (!isConfigurationPath(path)) return refused(l10n.t('“{0}” is not the path of a configuration file.', path));
    const texts = listOf(call, 'options').filter(text => !/=\s*$/.test(text));
    const settings = texts.flatMap(text => readOptionSetting(text) ?? []);
    if (settings.length !== texts.length || settings.length === 0) {
      return refused(l10n.t('Options are written [group]name=value: {0}', texts.join(', ')));
    }
    const commands: PlannedCommand[] = [];
    const notes: string[] = [];
    const { redact } = createRedactor();
    for (const controller of controllers) {
      const difference = await observer.run(controller, optionsDifferenceCommand(path, settings), signal);
      if (!isReading(difference)) return refused(`${controller}: ${unreadText(difference, l10n)}`);
      if (difference.lines.length === 0) {
        notes.push(l10n.t('{0}: {1} has these values already.', controller, difference.path));
        continue;
      }
      notes.push(redact([`${controller}: ${difference.path}`, ...difference.lines].join('\n')));
      notes.push(l10n.t('{0}: the file as it was is kept as {1}.', controller, backupPath(difference.path, run)));
      const undo = plannedCommand(
        { ...context, step: `${context.step}-undo` },
        controller,
        1,
        restoreFileCommand(difference.path, run),
      );
      commands.push(
        plannedCommand(context, controller, 1, setOptionsCommand(difference.path, settings, run), { undo: [undo] }),
      );
    }
    if (commands.length > 0) {
      notes.push(
        l10n.t(
          'What writes these files (kolla-ansible, Puppet …) must be told too, or its next run takes the values back.',
        ),
      );
    }
    return { commands, rows: [], columns: [], notes, refusal: undefined };
  },
};
