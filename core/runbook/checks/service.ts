import { knownServices } from '../../cluster/service-names.ts';
import { stateWord } from '../../cluster/state-words.ts';
import { instancesOn } from '../look.ts';
import { type CheckKind, expected } from './check.ts';

/** Whether a service runs on the controllers of the step. */
export const serviceCheck: CheckKind = {
  name: 'service',
  describe: l10n => l10n.t('Whether a service runs on the controllers of the step.'),
  keys: [
    { name: 'name', type: 'text', isRequired: true, words: knownServices, describe: l10n => l10n.t('The service.') },
    {
      name: 'is',
      type: 'text',
      isRequired: true,
      words: ['running', 'stopped'],
      describe: l10n => l10n.t('On each of the controllers.'),
    },
  ],
  run: async (check, { controllers, look, l10n }) => {
    const service = expected(check, 'name');
    const isToRun = expected(check, 'is') === 'running';
    const state = await look.state();
    const instances = controllers.flatMap(controller =>
      instancesOn(state, controller, service, l10n).map(instance => ({ controller, instance })),
    );
    const seen = instances.map(({ controller, instance }) => {
      if (!instance.found) return { holds: !isToRun && instance.why === 'absent', text: instance.text };
      const { found } = instance;
      const isStopped = found.state === 'stopped' || found.state === 'failed';
      return {
        holds: isToRun ? found.state === 'running' : isStopped,
        text: l10n.t('{0} on {1}: {2}', service, controller, stateWord(found.state, l10n)),
      };
    });
    return { holds: seen.every(({ holds }) => holds), seen: seen.map(({ text }) => text).join('; ') };
  },
};
