import { topicOf } from '../../cluster/consuming.ts';
import { probeCommand } from '../../cluster/probe.ts';
import { rpcPingProbe } from '../../cluster/probes/rpc-ping.ts';
import { instanceOn, unreadText } from '../look.ts';
import { isReading } from '../reading.ts';
import type { Verdict } from '../run-ports.ts';
import { type CheckContext, type CheckKind, expected } from './check.ts';

/** Whether a service answers a call over the message queue. */
export const rpcCheck: CheckKind = {
  name: 'rpc',
  describe: l10n =>
    l10n.t('Whether the instance of a service on each controller of the step answers a call over the message queue.'),
  keys: [
    {
      name: 'name',
      type: 'text',
      isRequired: true,
      words: ['nova-conductor', 'nova-scheduler'],
      describe: l10n => l10n.t('The service.'),
    },
    { name: 'is', type: 'text', isRequired: true, words: ['answered'], describe: l10n => l10n.t('Within 15 seconds.') },
  ],
  run: async (check, context) => {
    const verdicts = await Promise.all(
      context.controllers.map(controller => ping(controller, expected(check, 'name'), context)),
    );
    return { holds: verdicts.every(({ holds }) => holds), seen: verdicts.map(({ seen }) => seen).join('; ') };
  },
};

async function ping(
  controller: string,
  service: string,
  { observer, look, l10n, signal }: CheckContext,
): Promise<Verdict> {
  const instance = instanceOn(await look.state(), controller, service, l10n);
  if (!instance.found) return { holds: false, seen: instance.text };
  const { owner } = instance.found;
  const container = 'container' in owner ? owner.container : undefined;
  const probe = rpcPingProbe(service, topicOf(service) ?? service, container);
  const answer = await observer.run(controller, probeCommand(probe), signal);
  if (!isReading(answer)) return { holds: false, seen: `${controller}: ${unreadText(answer, l10n)}` };
  if (!answer.isAnswered)
    return { holds: false, seen: l10n.t('{0} on {1} does not answer: {2}', service, controller, answer.why) };
  return {
    holds: true,
    seen: l10n.t('{0} on {1} answered within {2} s', service, controller, answer.seconds.toFixed(1)),
  };
}
