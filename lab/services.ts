import { type Change, note, randomHex, runningInstances, workers, writeLog } from './change.ts';
import { isTooMuchFor, makeApiSick, strainSeconds } from './conductors.ts';
import type { LabController, LabService } from './state.ts';

/** Seconds after which a unit of kolla starts its container again. */
const unitRestartSeconds = 5;

/** What a person's `docker stop` does: a unit that keeps the container running brings it back. */
export function stopContainer(draft: Change, controller: LabController, service: LabService): void {
  if (!service.isRunning) return;
  end(draft, controller, service);
  if (service.unit?.isActive) service.unit.restartAt = draft.state.now + unitRestartSeconds * 1000;
}

/** Starting what runs does nothing, however sick it is. */
export function startContainer(draft: Change, controller: LabController, service: LabService): void {
  if (service.isRunning) {
    if (service.condition.kind === 'well') return;
    note(draft, l10n =>
      l10n.t(
        '{0} on {1} runs already: starting it again does nothing. It has to be restarted.',
        service.name,
        controller.name,
      ),
    );
    return;
  }
  begin(draft, controller, service);
}

export function restartContainer(draft: Change, controller: LabController, service: LabService): void {
  if (service.isRunning) end(draft, controller, service);
  begin(draft, controller, service);
}

export function stopUnit(draft: Change, controller: LabController, service: LabService): void {
  if (service.unit) Object.assign(service.unit, { isActive: false, restartAt: 0 });
  if (service.isRunning) end(draft, controller, service);
}

export function startUnit(draft: Change, controller: LabController, service: LabService): void {
  const { unit } = service;
  if (!unit || unit.isActive) return;
  Object.assign(unit, { isActive: true, activeSince: draft.state.now });
  if (!service.isRunning) begin(draft, controller, service);
}

export function restartUnit(draft: Change, controller: LabController, service: LabService): void {
  stopUnit(draft, controller, service);
  startUnit(draft, controller, service);
}

/** Ends a container's process: what it held goes back to the broker, and its private queues lose their reader. */
function end(draft: Change, controller: LabController, service: LabService): void {
  const { state } = draft;
  service.isRunning = false;
  service.finishedAt = state.now;
  service.exitCode = 0;
  if (service.service === 'nova-conductor') {
    writeLog(draft, controller, service, 'conductor-stop');
    state.load.redelivered += service.held;
    service.held = 0;
  }
  if (service.service === 'nova-api') writeLog(draft, controller, service, 'api-stop');
  if (service.service === 'rabbitmq' || service.service === 'mariadb') return;
  const { queues } = state.broker;
  const isItsFanout = ({ kind }: (typeof queues)[number]) =>
    kind.kind === 'fanout' && kind.controller === controller.name && kind.service === service.service;
  // The broker deletes a fan-out queue with its last consumer; one for replies stays for half an hour.
  queues.splice(0, queues.length, ...queues.filter(queue => !isItsFanout(queue)));
}

function begin(draft: Change, controller: LabController, service: LabService): void {
  const { state } = draft;
  service.isRunning = true;
  service.startedAt = state.now;
  service.starts++;
  service.process = 20_000 + (state.seed % 9000);
  service.held = 0;
  service.mostConnections = poolsOf(controller.files[`/etc/kolla/${service.service}/nova.conf`]);
  // What was set in a running server is gone with it.
  if (service.service === 'mariadb') controller.variables = {};
  beginCondition(draft, service);
  if (service.service === 'nova-conductor') writeLog(draft, controller, service, 'conductor-start');
  if (service.service === 'nova-api') writeLog(draft, controller, service, 'api-start');
  if (service.service === 'nova-scheduler') writeLog(draft, controller, service, 'scheduler-start');
  addQueues(draft, controller, service);
}

/** What all processes of a service may open, by a file that was written since the lab began. */
function poolsOf(text: string | undefined): number {
  const numberOf = (name: string) =>
    Number(new RegExp(`^${name}\\s*=\\s*(\\d+)`, 'm').exec(text ?? '')?.[1] ?? Number.NaN);
  const most = workers * (numberOf('max_pool_size') + numberOf('max_overflow'));
  return Number.isNaN(most) ? Number.POSITIVE_INFINITY : most;
}

function beginCondition({ state }: Change, service: LabService): void {
  service.condition = { kind: 'well' };
  if (!state.load.spreads) return;
  const isTooMuch = isTooMuchFor(state);
  if (service.service === 'nova-conductor' && isTooMuch) {
    service.condition = { kind: 'straining', until: state.now + strainSeconds * 1000 };
  }
  const isAnswered = runningInstances(state, 'nova-conductor').some(other => other.service.condition.kind === 'well');
  if (service.service === 'nova-api' && (isTooMuch || !isAnswered)) makeApiSick(state, service);
}

/** The queues that a process of nova makes for itself when it starts. */
export function addQueues({ state }: Change, controller: LabController, { service, starts }: LabService): void {
  const names: Partial<Record<string, string[]>> = {
    'nova-api': ['reply'],
    'nova-conductor': ['reply', 'conductor_fanout'],
    'nova-scheduler': ['scheduler_fanout'],
  };
  for (const name of names[service] ?? []) {
    const kind = name === 'reply' ? 'reply' : 'fanout';
    state.broker.queues.push({
      vhost: state.broker.vhosts[0] ?? '/',
      name: `${name}_${randomHex(state, 32)}`,
      type: 'classic',
      kind: { kind, controller: controller.name, service, starts },
      messages: 0,
      unacknowledged: 0,
    });
  }
}

/** Units of systemd start their containers again when their time has come. */
export function restartByUnits(draft: Change): void {
  for (const controller of draft.state.controllers) {
    for (const service of controller.services) {
      const { unit } = service;
      if (!unit || unit.restartAt === 0 || unit.restartAt > draft.state.now) continue;
      Object.assign(unit, { restartAt: 0, restarts: unit.restarts + 1, activeSince: draft.state.now });
      if (service.isRunning) continue;
      begin(draft, controller, service);
      note(draft, l10n =>
        l10n.t('{0} on {1} is back: its unit {2} has started it again.', service.name, controller.name, unit.name),
      );
    }
  }
}
