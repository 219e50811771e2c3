import { databaseFronts, sectionLabel } from '../database-fronts.ts';
import { haproxyTimeouts } from '../idle-chain.ts';
import type { Rule } from '../rule.ts';
import { setTimeoutOf } from './edits.ts';
import { relatedPlaces, secondsLabel } from './neighbours.ts';

/** The two sides of a database connection are given different times. With `timeout tunnel` neither of them counts. */
export const x003: Rule = {
  id: 'X003',
  severity: 'warning',
  title: l10n => l10n.t('haproxy gives the two sides of a database connection different time-outs'),
  why: l10n => l10n.t('The shorter one ends the whole connection, so the longer one promises what does not happen.'),
  remedy: l10n => l10n.t('Give timeout client and timeout server of the database section the same value.'),
  source: 'haproxy configuration manual, “timeout client”, “timeout server”; run on haproxy 2.6',
  *check(deployment, l10n) {
    for (const { hop, section } of databaseFronts(deployment)) {
      const timeouts = haproxyTimeouts(deployment, hop);
      const client = timeouts.find(timeout => timeout.name === 'timeout client');
      const server = timeouts.find(timeout => timeout.name === 'timeout server');
      if (!client?.place || !server?.place || client.seconds === server.seconds) continue;
      const [shorter, longer] = client.seconds < server.seconds ? [client, server] : [server, client];
      const isClient = shorter === client;
      const back = hop.backs[0];
      const edit = isClient
        ? setTimeoutOf(hop.file, hop.front, 'client', longer.written!)
        : back && setTimeoutOf(back.file, back.section, 'server', longer.written!);
      yield {
        place: shorter.place!,
        message: l10n.t(
          '{0}: {1} is {2}, but {3} is {4}. The shorter one rules.',
          sectionLabel(section),
          shorter.name,
          secondsLabel(shorter.seconds),
          longer.name,
          secondsLabel(longer.seconds),
        ),
        related: relatedPlaces([[longer.place, l10n.t('the other side')]]),
        ...(edit && {
          fix: {
            title: l10n.t('Set {0} of {1} to {2}', shorter.name, sectionLabel(section), longer.written!),
            edits: [edit],
            isSafe: false,
          },
        }),
      };
    }
  },
};
