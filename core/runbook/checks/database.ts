import { databaseConnectionsCommand, isVariable } from '../../cluster/actions/database-admin.ts';
import { isProbeFailure } from '../../cluster/probe.ts';
import { ageOf, isNeverEnded } from '../actions/sql-kill.ts';
import { databaseNodes } from '../database-nodes.ts';
import { parseDuration } from '../duration.ts';
import { unreadText } from '../look.ts';
import { isReading } from '../reading.ts';
import { type CheckKind, expected, expectedNumber } from './check.ts';

/** A variable of every database server, as a new session gets it. */
export const variableCheck: CheckKind = {
  name: 'variable',
  describe: l10n => l10n.t('A variable of every database server, on a new connection of the administrator.'),
  keys: [
    { name: 'name', type: 'text', isRequired: true, describe: l10n => l10n.t('Its name, such as wait_timeout.') },
    { name: 'at-least', type: 'number', describe: l10n => l10n.t('It has at least this value.') },
    { name: 'equals', type: 'number', describe: l10n => l10n.t('It has exactly this value.') },
  ],
  run: async (check, { observer, look, l10n, signal }) => {
    const name = expected(check, 'name');
    if (!isVariable(name)) return { holds: false, seen: l10n.t('There is no variable {0}.', name), isFinal: true };
    const nodes = await databaseNodes(observer, await look.state(), [name], l10n, signal);
    if ('refusal' in nodes) return { holds: false, seen: nodes.refusal };
    const least = expectedNumber(check, 'at-least');
    const equal = expectedNumber(check, 'equals');
    const seen = nodes.map(node => {
      const value = node.server.variables.get(name);
      const numbers = [value?.global, value?.session].map(Number);
      const holds = numbers.every(
        number => (least === undefined || number >= least) && (equal === undefined || number === equal),
      );
      return {
        holds,
        text: l10n.t(
          '{0}: {1} = {2}, of a new session {3}',
          node.name,
          name,
          value?.global ?? '?',
          value?.session ?? '?',
        ),
      };
    });
    return { holds: seen.every(({ holds }) => holds), seen: seen.map(({ text }) => text).join('; ') };
  },
};

/** Transactions and statements that have been open for long; a list for people, which nothing hangs on unless `at-most` says so. */
export const transactionsCheck: CheckKind = {
  name: 'transactions',
  describe: l10n => l10n.t('Transactions and statements that are older than a time, on every database server.'),
  keys: [
    {
      name: 'older',
      type: 'duration',
      isRequired: true,
      describe: l10n => l10n.t('Only those that are at least this old.'),
    },
    {
      name: 'at-most',
      type: 'number',
      describe: l10n => l10n.t('No more than so many; it always holds where this is left out.'),
    },
  ],
  run: async (check, { observer, look, l10n, signal }) => {
    const older = (parseDuration(expected(check, 'older')) ?? 0) / 1000;
    const nodes = await databaseNodes(observer, await look.state(), [], l10n, signal);
    if ('refusal' in nodes) return { holds: false, seen: nodes.refusal };
    const seen: string[] = [];
    let count = 0;
    for (const node of nodes) {
      const connections = await observer.run(node.controller, databaseConnectionsCommand(node.access), signal);
      if (!isReading(connections)) return { holds: false, seen: `${node.name}: ${unreadText(connections, l10n)}` };
      const ages = connections.filter(each => !isNeverEnded(each)).map(ageOf);
      const old = ages.filter(age => age >= older);
      count += old.length;
      seen.push(
        l10n.t('{0}: {1} older than {2} s, the oldest {3} s', node.name, old.length, older, Math.max(0, ...ages)),
      );
    }
    return { holds: count <= (expectedNumber(check, 'at-most') ?? Number.POSITIVE_INFINITY), seen: seen.join('; ') };
  },
};

/** How many of the connections that the server admits are open. */
export const connectionsCheck: CheckKind = {
  name: 'connections',
  describe: l10n => l10n.t('How many of the connections that the database admits are open, in percent.'),
  keys: [
    {
      name: 'below',
      type: 'number',
      isRequired: true,
      describe: l10n => l10n.t('Fewer than so many percent are open.'),
    },
  ],
  run: async (check, { look, l10n }) => {
    const { database } = await look.state('database');
    if (database === undefined) return { holds: false, seen: l10n.t('The database runs on no host of this cluster.') };
    if (isProbeFailure(database)) return { holds: false, seen: unreadText(database, l10n) };
    const { connections, maxConnections } = database;
    if (connections === undefined || !maxConnections) return { holds: false, seen: l10n.t('not known') };
    const percent = (100 * connections) / maxConnections;
    return {
      holds: percent < (expectedNumber(check, 'below') ?? 100),
      seen: l10n.t('{0} of {1}', connections, maxConnections),
    };
  },
};

/** Whether the database answers as a whole cluster. */
export const galeraCheck: CheckKind = {
  name: 'galera',
  describe: l10n => l10n.t('Whether the node of Galera that nova reaches is ready; a server without Galera is.'),
  keys: [
    {
      name: 'is',
      type: 'text',
      isRequired: true,
      words: ['synced'],
      describe: l10n => l10n.t('Primary, ready and synced.'),
    },
  ],
  run: async (_check, { look, l10n }) => {
    const { database } = await look.state('database');
    if (database === undefined) return { holds: false, seen: l10n.t('The database runs on no host of this cluster.') };
    if (isProbeFailure(database)) return { holds: false, seen: unreadText(database, l10n) };
    const { galera } = database;
    if (!galera) return { holds: true, seen: l10n.t('The database is not a Galera cluster.') };
    const { status, localState, isReady, size } = galera;
    const holds = status === 'Primary' && isReady && localState === 'Synced';
    return { holds, seen: l10n.t('Galera: {0}, {1}, {2} nodes', status, localState, size) };
  },
};
