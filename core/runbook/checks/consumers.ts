import { type ConsumersOfTopic, consumersOf, consumersOnHost, isOneOf, namesOf } from '../../cluster/consuming.ts';
import { isProbeFailure } from '../../cluster/probe.ts';
import type { Translator } from '../../text/l10n.ts';
import { unreadText } from '../look.ts';
import type { Verdict } from '../run-ports.ts';
import type { Check } from '../runbook.ts';
import { type CheckContext, type CheckKind, expected, expectedNumber } from './check.ts';

/** Who takes calls from a queue. */
export const consumersCheck: CheckKind = {
  name: 'consumers',
  describe: l10n => l10n.t('Who takes calls from a queue of nova, on every vhost that nova uses.'),
  keys: [
    {
      name: 'queue',
      type: 'text',
      isRequired: true,
      describe: l10n => l10n.t('The queue that all hosts share, such as conductor.'),
    },
    {
      name: 'at-least',
      type: 'number',
      describe: l10n => l10n.t('This many consumers on the shared queue of every vhost.'),
    },
    {
      name: 'each',
      type: 'number',
      describe: l10n =>
        l10n.t('This many consumers for each controller of the step, on its own queue, such as conductor.ctl1.'),
    },
    {
      name: 'remain',
      type: 'number',
      describe: l10n =>
        l10n.t('This many hosts besides the controllers of the step consume, on every vhost that these use.'),
    },
  ],
  run: async (check, context) => {
    const { look, l10n } = context;
    const { broker } = await look.state('broker');
    if (broker === undefined) return { holds: false, seen: l10n.t('RabbitMQ runs on no host of this cluster.') };
    if (isProbeFailure(broker)) {
      const seen = unreadText(broker, l10n);
      return { holds: false, seen, isFinal: broker.unreadable === 'permission-denied' };
    }
    const queue = expected(check, 'queue');
    const topics = consumersOf(broker, queue, await look.vhosts());
    if (topics.length === 0) return { holds: false, seen: l10n.t('There is no queue {0}.', queue) };
    return joined(await Promise.all(verdicts(check, queue, topics, context)));
  },
};

function verdicts(check: Check, queue: string, topics: readonly ConsumersOfTopic[], context: CheckContext) {
  const { l10n } = context;
  const least = expectedNumber(check, 'at-least');
  const each = expectedNumber(check, 'each');
  const remain = expectedNumber(check, 'remain');
  const found: (Verdict | Promise<Verdict>)[] = [];
  if (each !== undefined) found.push(onEach(each, queue, topics, context));
  if (remain !== undefined) found.push(remaining(remain, queue, topics, context));
  // Without any number it is asked whether anybody consumes at all.
  if (least !== undefined || found.length === 0)
    found.push(...topics.map(topic => shared(topic, queue, least ?? 1, l10n)));
  return found;
}

function shared(
  { vhost, shared: consumers = 0 }: ConsumersOfTopic,
  queue: string,
  least: number,
  l10n: Translator,
): Verdict {
  return { holds: consumers >= least, seen: l10n.t('{0} on {1}: {2} consumers', queue, vhost, consumers) };
}

async function onEach(
  each: number,
  queue: string,
  topics: readonly ConsumersOfTopic[],
  { controllers, look, l10n }: CheckContext,
): Promise<Verdict> {
  const state = await look.state('broker');
  return joined(
    controllers.map(controller => {
      const consumers = consumersOnHost(topics, namesOf(state, controller));
      return consumers === undefined
        ? { holds: false, seen: l10n.t('There is no queue {0}.', `${queue}.${controller}`) }
        : { holds: consumers >= each, seen: l10n.t('{0}: {1} consumers', `${queue}.${controller}`, consumers) };
    }),
  );
}

async function remaining(
  remain: number,
  queue: string,
  topics: readonly ConsumersOfTopic[],
  { controllers, look, l10n }: CheckContext,
): Promise<Verdict> {
  const state = await look.state('broker');
  const ours = controllers.flatMap(controller => namesOf(state, controller));
  const used = topics.filter(({ hosts }) => hosts.some(({ host }) => isOneOf(host, ours)));
  // Controllers without a queue may be of any vhost.
  const asked = used.length > 0 ? used : topics;
  return joined(
    asked.map(({ vhost, hosts }) => {
      const others = hosts
        .filter(({ host, consumers }) => consumers > 0 && !isOneOf(host, ours))
        .map(({ host }) => host);
      return {
        holds: others.length >= remain,
        seen:
          others.length === 0
            ? l10n.t('No other host consumes {0} on {1}', queue, vhost)
            : l10n.t('{0} on {1} is consumed by: {2}', queue, vhost, others.join(', ')),
      };
    }),
  );
}

function joined(found: readonly Verdict[]): Verdict {
  return { holds: found.every(({ holds }) => holds), seen: found.map(({ seen }) => seen).join('; ') };
}
