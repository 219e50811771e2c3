import { isConfigurationPath, optionsDifferenceCommand, readOptionSetting } from '../../cluster/actions/set-options.ts';
import { unreadText } from '../look.ts';
import { isReading } from '../reading.ts';
import { type CheckKind, expected } from './check.ts';

/** Whether a configuration file sets an option to a value. */
export const optionCheck: CheckKind = {
  name: 'option',
  describe: l10n => l10n.t('Whether a configuration file on each controller of the step sets an option to a value.'),
  keys: [
    {
      name: 'option',
      type: 'text',
      isRequired: true,
      describe: l10n => l10n.t('[group]name=value; without a value nothing is asked.'),
    },
    {
      name: 'path',
      type: 'text',
      describe: l10n =>
        l10n.t('The file; where it is left out, that of nova-conductor, wherever the deployment keeps it.'),
    },
  ],
  run: async (check, { controllers, observer, l10n, signal }) => {
    const [text, path] = [expected(check, 'option'), expected(check, 'path')];
    if (/=\s*$/.test(text)) return { holds: true, seen: text };
    const setting = readOptionSetting(text);
    if (!setting || !isConfigurationPath(path)) {
      return { holds: false, seen: l10n.t('Options are written [group]name=value: {0}', text), isFinal: true };
    }
    const seen = await Promise.all(
      controllers.map(async controller => {
        const difference = await observer.run(controller, optionsDifferenceCommand(path, [setting]), signal);
        if (!isReading(difference)) return { holds: false, text: `${controller}: ${unreadText(difference, l10n)}` };
        const holds = difference.lines.length === 0;
        return {
          holds,
          text: holds
            ? l10n.t('{0}: {1} says {2}', controller, difference.path, text)
            : l10n.t('{0}: {1} does not say {2}', controller, difference.path, text),
        };
      }),
    );
    return { holds: seen.every(({ holds }) => holds), seen: seen.map(one => one.text).join('; ') };
  },
};
