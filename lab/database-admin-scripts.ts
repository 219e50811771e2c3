import { databaseConnectionsCommand } from '../core/cluster/actions/database-admin.ts';
import { controllerNamed } from './change.ts';
import { connectionsOn, killConnection, variableOf } from './database.ts';
import { controllerOf } from './host-scripts.ts';
import { zoneMinutes } from './log-files.ts';
import { enterContainer } from './middleware-scripts.ts';
import { failed, type Host, printed, type Reply } from './reply.ts';

const access = { loginPath: '', host: '', port: 3306, container: undefined };
const { run } = databaseConnectionsCommand(access);
const connectionsStatement = 'script' in run ? run.parameters?.STATEMENTS : undefined;

/** Statements by an administrator, through the socket of the server on this controller. */
export function adminScript(host: Host): Reply {
  const refusal = enterServer(host);
  if (refusal) return refusal;
  const statements = host.parameters.STATEMENTS ?? '';
  if (statements === connectionsStatement) return connectionsReply(host);
  let output = '';
  for (const statement of statements.split('; ')) {
    const reply = runStatement(host, statement);
    if (reply.status !== 0) return { ...reply, output };
    output += reply.output;
  }
  return printed(output);
}

function runStatement(host: Host, statement: string): Reply {
  const state = host.world.state();
  if (statement === "SELECT 'server', VERSION(), @@version_comment") {
    return printed(`server\t${state.database.version}\tDebian 12\n`);
  }
  // A server that is no node of Galera has no such variable.
  if (statement === "SHOW GLOBAL STATUS LIKE 'wsrep_incoming_addresses'") return printed('');
  const asked = /^SELECT 'variable', '(\w+)', @@GLOBAL\.\1, @@SESSION\.\1$/.exec(statement)?.[1];
  const [, set, value = ''] = /^SET GLOBAL (\w+) = (\d+)$/.exec(statement) ?? [];
  const name = asked ?? set;
  if (name === undefined) return failed(1, 'ERROR 1064 (42000) at line 1: You have an error in your SQL syntax\n');
  const known = variableOf(state, host.controller, name);
  if (known === undefined) {
    return failed(
      1,
      `--------------\n${statement}\n--------------\n\nERROR 1193 (HY000) at line 1: Unknown system variable '${name}'\n`,
    );
  }
  if (asked !== undefined) return printed(`variable\t${name}\t${known}\t${known}\n`);
  host.world.apply(({ state: draft }) => {
    const controller = controllerNamed(draft, host.controller);
    if (controller) controller.variables[name] = value;
  });
  return printed('');
}

function connectionsReply(host: Host): Reply {
  const state = host.world.state();
  const rows = connectionsOn(state, host.controller).map(({ id, user, host: from, seconds, transactionStart }) => {
    const open = transactionStart === undefined ? '\t0' : `${sqlTime(transactionStart)}\t${seconds}`;
    return `connection\t${id}\t${user}\t${from}\tnova\tSleep\t${seconds}\t\t${open}\t\n`;
  });
  return printed(rows.join(''));
}

/** By the clock of the server, which is that of its host. */
function sqlTime(at: number): string {
  return new Date(at + zoneMinutes * 60_000).toISOString().replace('T', ' ').slice(0, 19);
}

/** Status by which the script says that the connection is another one by now. */
const goneStatus = 5;

/** Ends a connection that is still the one that was seen. */
export function killScript(host: Host): Reply {
  const refusal = enterServer(host);
  if (refusal) return refusal;
  const { CHECK = '', KILL = '' } = host.parameters;
  const [, id = '', user = '', from = '', began = ''] =
    /WHERE p\.ID = (\d+) AND p\.USER = '([^']*)' AND p\.HOST = '([^']*)' AND (.*)$/.exec(CHECK) ?? [];
  const found = connectionsOn(host.world.state(), host.controller).find(
    connection =>
      connection.id === Number(id) &&
      connection.user === user &&
      connection.host === from &&
      (connection.transactionStart === undefined
        ? connection.seconds >= Number(/^p\.TIME >= (\d+)$/.exec(began)?.[1] ?? Number.NaN)
        : began === `t.trx_started = '${sqlTime(connection.transactionStart)}'`),
  );
  if (!found || KILL !== `KILL CONNECTION ${id}`) return failed(goneStatus, '');
  host.world.apply(draft => killConnection(draft, found.id));
  return printed('');
}

function enterServer(host: Host): Reply | undefined {
  const { ENGINE = '', CONTAINER = '' } = host.parameters;
  if (CONTAINER === '') return failed(127, 'mysql: not found\n');
  const isServer = controllerOf(host).services.some(({ service, name }) => service === 'mariadb' && name === CONTAINER);
  return enterContainer(host, ENGINE, CONTAINER) ?? (isServer ? undefined : failed(127, 'mysql: not found\n'));
}
