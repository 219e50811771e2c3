import { isOneOf, namesOf } from '../../cluster/consuming.ts';
import { probeCommand } from '../../cluster/probe.ts';
import { serviceRecordsProbe } from '../../cluster/probes/nova-records.ts';
import { unreadText } from '../look.ts';
import { askNovaHosts } from '../nova-hosts.ts';
import { isReading } from '../reading.ts';
import { type CheckKind, expected, expectedNumber } from './check.ts';

const services = ['nova-conductor', 'nova-scheduler', 'nova-compute'];
/** Hosts that are named in a verdict. */
const mostNamed = 10;

/** Whether services report themselves to the database, in every cell. */
export const serviceRecordsCheck: CheckKind = {
  name: 'service-records',
  describe: l10n =>
    l10n.t(
      'Whether the records of a service in nova’s databases advance: nova-compute’s do so only through a conductor that works.',
    ),
  keys: [
    { name: 'name', type: 'text', isRequired: true, words: services, describe: l10n => l10n.t('The service.') },
    {
      name: 'is',
      type: 'text',
      isRequired: true,
      words: ['advancing'],
      describe: l10n => l10n.t('They were written anew within 15 seconds.'),
    },
    {
      name: 'percent',
      type: 'number',
      describe: l10n =>
        l10n.t(
          'For at least how many percent of its hosts, where the service is not on the controllers of the step; 100 unless said.',
        ),
    },
  ],
  run: async (check, { controllers, observer, look, l10n, signal }) => {
    const name = expected(check, 'name');
    if (!services.includes(name))
      return { holds: false, seen: l10n.t('{0} is not a service that is known here.', name), isFinal: true };
    const state = await look.state();
    const records = await askNovaHosts(
      observer,
      state,
      place => probeCommand(serviceRecordsProbe(place, name)),
      signal,
    );
    if (records === undefined) return { holds: false, seen: l10n.t('No controller of nova answers.') };
    if (!isReading(records)) return { holds: false, seen: unreadText(records, l10n) };
    const ours = controllers.flatMap(controller => namesOf(state, controller));
    const own = records.filter(({ host }) => isOneOf(host, ours));
    const asked = own.length > 0 ? own : records;
    const needed = own.length > 0 ? 100 : (expectedNumber(check, 'percent') ?? 100);
    const silent = asked.filter(({ hasReported }) => !hasReported).map(({ host }) => host);
    const reporting = asked.length - silent.length;
    // Without any record there is nobody who would have to report.
    const mayBeNone = own.length === 0 && expectedNumber(check, 'percent') !== undefined;
    const holds = (asked.length > 0 || mayBeNone) && reporting * 100 >= needed * asked.length;
    const seen = l10n.t('{0}: {1} of {2} report themselves', name, reporting, asked.length);
    const names = silent.slice(0, mostNamed).join(', ') + (silent.length > mostNamed ? ' …' : '');
    return { holds, seen: silent.length === 0 ? seen : l10n.t('{0}; silent: {1}', seen, names) };
  },
};
