import { isProbeFailure } from '../../cluster/probe.ts';
import { unreadText } from '../look.ts';
import { compilePattern } from '../parameters.ts';
import type { Verdict } from '../run-ports.ts';
import type { Check } from '../runbook.ts';
import { type CheckContext, type CheckKind, expected, expectedNumber } from './check.ts';

/** Messages that wait in queues, as a preview of what a purge would show. */
export const queuesCheck: CheckKind = {
  name: 'queues',
  describe: l10n => l10n.t('Queues of nova whose names match, and how much waits in them.'),
  keys: [
    {
      name: 'match',
      type: 'regex',
      isRequired: true,
      describe: l10n => l10n.t('Names of the queues that are shown, as a pattern that matches anywhere in them.'),
    },
    { name: 'is', type: 'text', words: ['empty'], describe: l10n => l10n.t('Nothing waits in any of them.') },
    { name: 'below', type: 'number', describe: l10n => l10n.t('Fewer messages than this wait in each of them.') },
  ],
  run: (check, context) => judge(check, compilePattern(expected(check, 'match')), context),
};

/** Messages that wait in one queue. */
export const messagesCheck: CheckKind = {
  name: 'messages',
  describe: l10n => l10n.t('How many messages wait in a queue of nova.'),
  keys: [
    { name: 'queue', type: 'text', isRequired: true, describe: l10n => l10n.t('The name of the queue.') },
    { name: 'below', type: 'number', describe: l10n => l10n.t('Fewer messages than this wait in each of them.') },
    { name: 'is', type: 'text', words: ['empty'], describe: l10n => l10n.t('Nothing waits in any of them.') },
  ],
  run: (check, context) => judge(check, name => name === expected(check, 'queue'), context),
};

/** Queues that are named in a verdict. */
const mostNamed = 5;

async function judge(check: Check, matches: (name: string) => boolean, { look, l10n }: CheckContext): Promise<Verdict> {
  const { broker } = await look.state('broker');
  if (broker === undefined) return { holds: false, seen: l10n.t('RabbitMQ runs on no host of this cluster.') };
  if (isProbeFailure(broker)) {
    return { holds: false, seen: unreadText(broker, l10n), isFinal: broker.unreadable === 'permission-denied' };
  }
  const vhosts = await look.vhosts();
  const queues = broker.queues.filter(
    ({ vhost, name, type }) => type !== 'stream' && matches(name) && (vhosts?.includes(vhost) ?? true),
  );
  const limit = expected(check, 'is') === 'empty' ? 1 : expectedNumber(check, 'below');
  const full = queues.filter(({ messages }) => messages > 0).sort((one, other) => other.messages - one.messages);
  const shown = full.slice(0, mostNamed).map(({ vhost, name, messages }) => `${vhost} ${name} ${messages}`);
  const seen =
    full.length === 0
      ? l10n.t('{0} queues, nothing waits in them', queues.length)
      : l10n.t('{0} of {1} queues have messages: {2}', full.length, queues.length, shown.join(', '));
  return { holds: limit === undefined || queues.every(({ messages }) => messages < limit), seen };
}
