import type { QueueState } from '../../cluster/probes/queues.ts';
import type { Translator } from '../../text/l10n.ts';

/**
 * Whether a queue is purged without being asked for, and what the loss of its messages means. The names are those that
 * oslo.messaging gives: `TOPIC`, `TOPIC.HOST`, `TOPIC_fanout_…`, and `reply_…` for answers to one process.
 * @param vhosts that nova uses; undefined where nobody could tell.
 */
export function judgeQueue(
  queue: QueueState,
  vhosts: readonly string[] | undefined,
  l10n: Translator,
): { readonly isChosen: boolean; readonly loss: string } {
  const { vhost, name, consumers } = queue;
  const isNovas = vhosts?.includes(vhost) ?? false;
  if (vhosts !== undefined && !isNovas) {
    return {
      isChosen: false,
      loss: l10n.t('The vhost {0} is not nova’s: another project loses these messages.', vhost),
    };
  }
  if (/^conductor(?:$|\.|_fanout_)/.test(name)) {
    return {
      isChosen: isNovas,
      loss: l10n.t(
        'Calls whose callers have given up, and casts: what was to be built or migrated stays in a transitional state and is listed afterwards.',
      ),
    };
  }
  if (name.startsWith('reply_')) {
    return consumers === 0
      ? { isChosen: isNovas, loss: l10n.t('Answers that nobody waits for any more.') }
      : { isChosen: false, loss: l10n.t('Somebody waits for these answers: the calls time out without them.') };
  }
  const compute = /^compute(?:\.(.+)|_fanout_.*)?$/.exec(name);
  if (compute) {
    const host = compute[1];
    return {
      isChosen: false,
      loss:
        host === undefined
          ? l10n.t('Messages to all nova-compute: what they had not begun is lost.')
          : l10n.t(
              'Casts to nova-compute on {0}: instances that wait for it stay in a transitional state, such as building or deleting.',
              host,
            ),
    };
  }
  if (/^scheduler(?:$|\.|_fanout_)/.test(name)) {
    return { isChosen: false, loss: l10n.t('Calls to nova-scheduler: the requests that wait for a host fail.') };
  }
  if (/^cinder/.test(name)) {
    return {
      isChosen: false,
      loss: l10n.t(
        'Requests of Cinder: volumes that wait for them stay in a transitional state, such as creating or attaching.',
      ),
    };
  }
  return { isChosen: false, loss: l10n.t('This is not a queue of nova: whoever uses it loses these messages.') };
}
