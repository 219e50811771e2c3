import {
  computeServicesCommand,
  disableComputesCommand,
  enableComputesCommand,
  isComputeHost,
} from '../../cluster/actions/compute-services.ts';
import { unreadText } from '../look.ts';
import { isReading } from '../reading.ts';
import { type ActionKind, plannedCommand, planOf, refused, textOf } from './action.ts';

/** Disables nova-compute everywhere, so that no new instances are placed; takes back only what it did itself. */
export const computeServicesAction: ActionKind = {
  name: 'compute-services',
  effect: 'change',
  describe: l10n =>
    l10n.t(
      'Disables all enabled nova-compute through the API, with the run as the reason; or enables those of this run again.',
    ),
  keys: [
    {
      name: 'compute-services',
      type: 'text',
      isRequired: true,
      words: ['disable', 'enable'],
      takesReferences: false,
      describe: l10n => l10n.t('disable: only those that are enabled; enable: only those that this run disabled.'),
    },
    {
      name: 'openrc',
      type: 'text',
      describe: l10n =>
        l10n.t('A file on the controller with the credentials of an administrator; usual places where it is left out.'),
    },
  ],
  plan: async (call, context) => {
    const { controllers, observer, l10n, signal } = context;
    const [controller = ''] = controllers;
    const openrc = textOf(call, 'openrc');
    const reason = `nova-doctor ${context.run}`;
    const enable = plannedCommand(context, controller, 1, enableComputesCommand(openrc, reason));
    if (textOf(call, 'compute-services') === 'enable') return planOf([enable]);
    const services = await observer.run(controller, computeServicesCommand(openrc), signal);
    if (!isReading(services)) {
      return refused(
        l10n.t(
          'nova’s API cannot be asked from {0} ({1}): close the entry by hand, or name a file with credentials on it.',
          controller,
          unreadText(services, l10n),
        ),
      );
    }
    const hosts = services
      .filter(({ isEnabled }) => isEnabled)
      .map(({ host }) => host)
      .sort();
    const odd = hosts.find(host => !isComputeHost(host));
    if (odd !== undefined) return refused(l10n.t('“{0}” is not the name of a host.', odd));
    if (hosts.length === 0) return planOf([], [l10n.t('No nova-compute is enabled.')]);
    const command = disableComputesCommand(openrc, hosts, reason);
    const disabled = services.length - hosts.length;
    const notes = disabled > 0 ? [l10n.t('{0} that are disabled already stay as they are.', disabled)] : [];
    const undo = { ...enable, id: `${context.step}-undo/${controller}/1` };
    return planOf([plannedCommand(context, controller, 1, command, { undo: [undo] })], notes);
  },
};
