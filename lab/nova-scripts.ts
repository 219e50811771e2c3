import { serviceRecordsProbe, transitionalProbe } from '../core/cluster/probes/nova-records.ts';
import { runningInstances } from './change.ts';
import { controllerOf } from './host-scripts.ts';
import { databaseRefusal, enterContainer } from './middleware-scripts.ts';
import { passTime } from './passing-time.ts';
import { failed, type Host, notFound, printed, type Reply } from './reply.ts';
import type { LabState } from './state.ts';

const syntaxError = failed(1, 'ERROR 1064 (42000) at line 1: You have an error in your SQL syntax\n');
/** Nova's databases are reached by one account, and these scripts go through the cells' and the API's. */
const cellDatabase = 'nova';
const secondsBetween = 15;

/** The vhost of nova: transport_url of each of its files, and of the cell mappings. */
export function vhostsScript(host: Host): Reply {
  const [vhost = '/'] = host.world.state().broker.vhosts;
  const own = `own ${vhost}\n`.repeat(3);
  const refusal = databaseRefusal(host);
  if (refusal) return { status: 0, output: own, error: refusal.error };
  return printed(`${own}cell\tcell0\t0\tnone\t\ncell\tcell1\t0\trabbit\t${vhost}\ncells-read\n`);
}

/**
 * Rows of the table `services`, read twice. The second reading is what the lab will be like by then if nobody does
 * anything meanwhile: its answer comes at once.
 */
export function recordsScript(host: Host): Reply {
  const refusal = databaseRefusal(host);
  if (refusal) return refusal;
  const statement = host.parameters.RECORDS_STATEMENT ?? '';
  const binary = /`binary` = '([a-z-]+)'$/.exec(statement)?.[1] ?? '';
  if (statement !== (binary && serviceRecordsProbe({}, binary).parameters?.RECORDS_STATEMENT)) return syntaxError;
  const now = host.world.state();
  const later = passTime(now, now.now + secondsBetween * 1000).state;
  return printed(`${recordRows(now, binary)}again\n${recordRows(later, binary)}`);
}

function recordRows({ records }: LabState, binary: string): string {
  const rows = records.filter(record => record.binary === binary);
  return rows
    .map(({ id, host, disabled, reports, updatedAt }) => {
      const stamp = new Date(updatedAt).toISOString().replace('T', ' ').slice(0, 19);
      return `record\t${id}\t${host}\t${binary}\t${Number(disabled)}\t${reports} ${stamp}\t${cellDatabase}\n`;
    })
    .join('');
}

/** Instances that wait for something; there is no cinder on these hosts. */
export function transitionalScript(host: Host): Reply {
  const refusal = databaseRefusal(host);
  if (refusal) return refusal;
  const statement = host.parameters.INSTANCES_STATEMENT ?? '';
  const seconds = Number(/>= (\d+) ORDER/.exec(statement)?.[1]);
  if (statement !== transitionalProbe({}, seconds).parameters?.INSTANCES_STATEMENT) return syntaxError;
  const { now, stuckInstances } = host.world.state();
  const rows = stuckInstances
    .map(({ id, host: on, task, since }) => ({ id, on, task, age: Math.floor((now - since) / 1000) }))
    .filter(({ age }) => age >= seconds)
    .sort((one, other) => other.age - one.age)
    .slice(0, Number(/LIMIT (\d+)$/.exec(statement)?.[1]));
  return printed(rows.map(({ id, on, task, age }) => `instance\t${id}\t${on}\t${task}\t${age}\n`).join(''));
}

/** A call over the message queue; the time that nobody answers in is not spent. */
export function rpcPingScript(host: Host): Reply {
  const { ENGINE = '', CONTAINER = '', SERVICE = '' } = host.parameters;
  const inside = enterContainer(host, ENGINE, CONTAINER);
  if (inside) return inside;
  const service = controllerOf(host).services.find(({ name }) => name === CONTAINER);
  if (service?.service !== SERVICE) return notFound(SERVICE);
  const isBrokerUp = runningInstances(host.world.state(), 'rabbitmq').length > 0;
  const answers = service.condition.kind === 'well' || service.condition.kind === 'straining';
  return printed(isBrokerUp && answers ? 'answered 0.021\n' : 'unanswered MessagingTimeout\n');
}
