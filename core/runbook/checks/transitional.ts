import { probeCommand } from '../../cluster/probe.ts';
import { mostTransitional, type TransitionalRecord, transitionalProbe } from '../../cluster/probes/nova-records.ts';
import type { Translator } from '../../text/l10n.ts';
import { parseDuration } from '../duration.ts';
import { unreadText } from '../look.ts';
import { askNovaHosts } from '../nova-hosts.ts';
import { isReading } from '../reading.ts';
import { type CheckKind, expected } from './check.ts';

/** Instances and volumes that the loss of a message may have left behind; a list for people, which nothing hangs on. */
export const transitionalCheck: CheckKind = {
  name: 'transitional',
  describe: l10n =>
    l10n.t(
      'Lists instances and volumes that stay in a transitional state, with the safe way to clean each up. It always holds.',
    ),
  keys: [
    {
      name: 'older',
      type: 'duration',
      isRequired: true,
      describe: l10n => l10n.t('Only those that have been in it for at least this time.'),
    },
  ],
  run: async (check, { observer, look, l10n, signal }) => {
    const seconds = (parseDuration(expected(check, 'older')) ?? 0) / 1000;
    const state = await look.state();
    const records = await askNovaHosts(
      observer,
      state,
      place => probeCommand(transitionalProbe(place, seconds)),
      signal,
    );
    if (records === undefined) return { holds: true, seen: l10n.t('No controller of nova answers.') };
    if (!isReading(records)) {
      return { holds: true, seen: l10n.t('They could not be listed: {0}', unreadText(records, l10n)) };
    }
    if (records.length === 0)
      return {
        holds: true,
        seen: l10n.t('No instance and no volume has been in a transitional state for {0} s.', seconds),
      };
    const lines = records.map(record => line(record, l10n));
    if (records.length >= mostTransitional) lines.push('…');
    return { holds: true, seen: lines.join('\n') };
  },
};

function line({ kind, id, host, state, seconds }: TransitionalRecord, l10n: Translator): string {
  const what =
    kind === 'instance'
      ? l10n.t('Instance {0} on {1}: {2} for {3} s.', id, host || '-', state, seconds)
      : l10n.t('Volume {0} on {1}: {2} for {3} s.', id, host || '-', state, seconds);
  return `${what} ${kind === 'instance' ? instanceWay(state, l10n) : volumeWay(state, l10n)}`;
}

/** What is safe to do with an instance whose task was lost. Names of tasks: nova/compute/task_states.py. */
function instanceWay(task: string, l10n: Translator): string {
  if (/^(?:scheduling|block_device_mapping|networking|spawning)$/.test(task)) {
    return l10n.t(
      'It was being built: make sure on its host that nothing runs under its id, then run openstack server set --state error ID, and delete it or let its owner try again.',
    );
  }
  if (/deleting$/.test(task))
    return l10n.t('Delete it again: openstack server delete ID. Deleting twice does no harm.');
  if (/^(?:resize|migrating|rebuild)/.test(task)) {
    return l10n.t(
      'Look at its migration (openstack server migration list --server ID) and at both hosts before anything else; resetting its state while data moves destroys it.',
    );
  }
  if (/^image_/.test(task)) {
    return l10n.t(
      'Make sure that no snapshot is being written on its host, then run openstack server set --state active ID, and delete the unfinished image.',
    );
  }
  return l10n.t(
    'Look on its host whether it runs; if nothing is being done with it, run openstack server set --state active ID, and repeat what was asked for.',
  );
}

/** The same for volumes (cinder/objects/fields.py). */
function volumeWay(status: string, l10n: Translator): string {
  if (/^(?:attaching|detaching|reserved)/.test(status)) {
    return l10n.t(
      'Compare openstack volume show ID with what its instance has; only where no attachment is left: cinder reset-state --state available --attach-status detached ID.',
    );
  }
  if (/^deleting/.test(status)) {
    return l10n.t(
      'Make sure that the back end is not deleting it, then run cinder reset-state --state error ID and delete it again.',
    );
  }
  if (/^(?:creating|downloading)/.test(status)) {
    return l10n.t('It was being made and holds nothing yet: run cinder reset-state --state error ID, then delete it.');
  }
  return l10n.t('Make sure in the log of cinder-volume that nothing works on it before its state is reset.');
}
