import {
  type DatabaseConnection,
  databaseConnectionsCommand,
  killConnectionCommand,
} from '../../cluster/actions/database-admin.ts';
import type { Translator } from '../../text/l10n.ts';
import { type DatabaseNode, databaseNodes } from '../database-nodes.ts';
import { parseDuration } from '../duration.ts';
import { unreadText } from '../look.ts';
import type { PlannedCommand, PreviewRow } from '../plan.ts';
import { isReading } from '../reading.ts';
import type { ActionCall } from '../runbook.ts';
import { type ActionContext, type ActionPlan, plannedCommand, refused, textOf } from './action.ts';

/** Lists what has been open or running for long on every server, the oldest first. Nothing is chosen without a person. */
export async function planKill(call: ActionCall, context: ActionContext): Promise<ActionPlan> {
  const { l10n, look, observer, signal } = context;
  const older = (parseDuration(textOf(call, 'older')) ?? 0) / 1000;
  const nodes = await databaseNodes(observer, await look.state(), [], l10n, signal);
  if ('refusal' in nodes) return refused(nodes.refusal);
  const rows: PreviewRow[] = [];
  const commands: PlannedCommand[] = [];
  let kept = 0;
  for (const node of nodes) {
    const connections = await observer.run(node.controller, databaseConnectionsCommand(node.access), signal);
    if (!isReading(connections)) {
      const why = unreadText(connections, l10n);
      return refused(l10n.t('The connections on {0} cannot be read: {1}', node.name, why));
    }
    const old = connections
      .filter(connection => ageOf(connection) >= older)
      .sort((one, other) => ageOf(other) - ageOf(one));
    const ours = old.filter(connection => !isNeverEnded(connection));
    kept += old.length - ours.length;
    for (const connection of ours) {
      const row = rowOf(node, connection, l10n);
      rows.push(row);
      const command = killConnectionCommand(node.access, connection);
      commands.push(plannedCommand(context, node.controller, commands.length + 1, command, { row: row.id }));
    }
  }
  const notes = [
    l10n.t('Literals of statements are not shown. Each connection is looked at again right before it is ended.'),
  ];
  if (kept > 0) {
    notes.push(
      l10n.t('{0} are never ended: replication, Galera, backups, changes of the schema and the server’s own.', kept),
    );
  }
  return { commands, rows, columns: columnsOf(l10n), notes, refusal: undefined };
}

/** Seconds for which a transaction has been open, or a statement has been running; an idle connection without one has no age. */
export function ageOf({ transactionStarted, transactionSeconds, command, seconds }: DatabaseConnection): number {
  if (transactionStarted !== '') return transactionSeconds;
  return command === 'Sleep' ? -1 : seconds;
}

const ownUsers = /^(?:system user|event_scheduler|mysql\.(?:session|sys|infoschema)|unauthenticated user)$/i;
const toolUsers =
  /^(?:mariabackup|xtrabackup|.*backup.*|sst.*|wsrep.*|repl.*|.*replica.*|orchestrator|maxscale.*|proxysql.*|monitor.*|.*exporter)$/i;
const ownCommands = /^(?:Daemon|Binlog Dump.*|Slave.*|Register Slave|Connect|Killed|Table Dump|Delayed insert)$/i;
const schemaStatements =
  /^\s*(?:\/\*.*?\*\/\s*)*(?:ALTER|CREATE|DROP|RENAME|TRUNCATE|OPTIMIZE|ANALYZE|REPAIR|FLUSH|LOCK|UNLOCK|BACKUP|CHANGE|START\s+(?:SLAVE|REPLICA)|CHECK\s+TABLE|SELECT\s+\/\*!40001 SQL_NO_CACHE)/i;

/** What must not be ended by anybody who looks for long transactions of services. */
export function isNeverEnded({ user, command, state, statement }: DatabaseConnection): boolean {
  return (
    ownUsers.test(user) ||
    toolUsers.test(user) ||
    ownCommands.test(command) ||
    /wsrep|replica|slave|binlog|backup|alter(?:ing)? table|copy to tmp table|metadata lock/i.test(state) ||
    schemaStatements.test(statement)
  );
}

function columnsOf(l10n: Translator): string[] {
  return [
    l10n.t('Server'),
    l10n.t('Connection'),
    l10n.t('Account'),
    l10n.t('Client'),
    l10n.t('Database'),
    l10n.t('Open for'),
    l10n.t('Statement'),
  ];
}

function rowOf(node: DatabaseNode, connection: DatabaseConnection, l10n: Translator): PreviewRow {
  const { id, user, host, database, transactionStarted, statement } = connection;
  const open =
    transactionStarted === ''
      ? l10n.t('statement: {0} s', ageOf(connection))
      : l10n.t('transaction: {0} s', ageOf(connection));
  return {
    id: JSON.stringify([node.name, id, user, host, transactionStarted]),
    cells: [node.name, String(id), user, host, database, open, withoutLiterals(statement)],
    isChosen: false,
    loss: l10n.t('The transaction is rolled back; whoever opened it gets an error with its next statement.'),
  };
}

/** Statements hold what users wrote: only their shape is shown. */
export function withoutLiterals(statement: string): string {
  return statement
    .replace(/'(?:[^'\\]|\\.|'')*'?/g, '?')
    .replace(/"(?:[^"\\]|\\.|"")*"?/g, '?')
    .replace(/\b(?:0x[0-9a-f]+|\d+(?:\.\d+)?)\b/gi, '?')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
