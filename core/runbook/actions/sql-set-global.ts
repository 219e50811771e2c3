import { isVariable, setGlobalCommand } from '../../cluster/actions/database-admin.ts';
import type { Translator } from '../../text/l10n.ts';
import { type DatabaseNode, databaseNodes } from '../database-nodes.ts';
import type { PlannedCommand } from '../plan.ts';
import type { ActionCall } from '../runbook.ts';
import { type ActionContext, type ActionPlan, listOf, plannedCommand, refused } from './action.ts';

/** Sets variables on every server by itself; their old values are what undo brings back. */
export async function planSetGlobal(call: ActionCall, context: ActionContext): Promise<ActionPlan> {
  const { l10n, look, observer, signal } = context;
  const wanted = new Map<string, string>();
  for (const text of listOf(call, 'variables')) {
    const found = /^([a-z][a-z0-9_]*)\s*=\s*(\d{1,18})$/.exec(text.trim());
    if (!found || !isVariable(found[1] ?? '')) {
      return refused(l10n.t('“{0}” is not a variable with a whole number, such as wait_timeout=28800.', text));
    }
    wanted.set(found[1] ?? '', found[2] ?? '');
  }
  const nodes = await databaseNodes(observer, await look.state(), [...wanted.keys()], l10n, signal);
  if ('refusal' in nodes) return refused(nodes.refusal);
  const commands: PlannedCommand[] = [];
  const notes: string[] = [];
  for (const [index, node] of nodes.entries()) {
    const { values, before } = changesOn(node, wanted);
    notes.push(...notesOf(node, wanted, l10n));
    if (values.size === 0) continue;
    const undo = plannedCommand(
      { ...context, step: `${context.step}-undo` },
      node.controller,
      index + 1,
      setGlobalCommand(node.access, before),
    );
    commands.push(
      plannedCommand(context, node.controller, index + 1, setGlobalCommand(node.access, values), { undo: [undo] }),
    );
  }
  notes.push(
    l10n.t('Sessions that are open keep their values; services get the new ones with new connections.'),
    lasting(nodes, wanted, l10n),
  );
  return { commands, rows: [], columns: [], notes, refusal: undefined };
}

function changesOn({ server }: DatabaseNode, wanted: ReadonlyMap<string, string>) {
  const changed = [...wanted].filter(([name, value]) => server.variables.get(name)?.global !== value);
  return {
    values: new Map(changed),
    before: new Map(changed.map(([name]) => [name, server.variables.get(name)?.global ?? '0'])),
  };
}

function notesOf({ name, server }: DatabaseNode, wanted: ReadonlyMap<string, string>, l10n: Translator): string[] {
  return [...wanted].map(([variable, value]) => {
    const now = server.variables.get(variable)?.global ?? '?';
    if (now === value) return l10n.t('{0}: {1} is {2} already.', name, variable, now);
    return Number(value) < Number(now)
      ? l10n.t('{0}: {1} is LOWERED from {2} to {3}.', name, variable, now, value)
      : l10n.t('{0}: {1} is raised from {2} to {3}.', name, variable, now, value);
  });
}

/** SET GLOBAL is lost when a server restarts. */
function lasting(nodes: readonly DatabaseNode[], wanted: ReadonlyMap<string, string>, l10n: Translator): string {
  const isMySql = nodes.every(({ server }) => !server.isMariaDB && Number.parseInt(server.version, 10) >= 8);
  const values = [...wanted].map(([name, value]) => `${name} = ${value}`).join(', ');
  return isMySql
    ? l10n.t('A restart of the server loses them. To make them last: SET PERSIST {0}, on every server.', values)
    : l10n.t(
        'A restart of the server loses them. To make them last, write them into its file, below [mysqld]: {0}.',
        values,
      );
}
