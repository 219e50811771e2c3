import type { ServiceName } from '../core/cluster/service-names.ts';
import type { Translator } from '../core/text/l10n.ts';
import type { LabController, LabEvent, LabQueue, LabService, LabState } from './state.ts';

/** A transition while it happens: a copy of the state that may be written to, and what else it brings about. */
export interface Change {
  readonly state: LabState;
  readonly events: LabEvent[];
}

/** Makes a new state; the given one stays as it is. */
export function change(state: LabState, work: (draft: Change) => void): Change {
  const draft: Change = { state: structuredClone(state), events: [] };
  work(draft);
  return draft;
}

export function note({ state, events }: Change, text: (l10n: Translator) => string): void {
  events.push({ kind: 'note', at: state.now, text });
}

/** Lets a service write to its log. */
export function writeLog(
  { state, events }: Change,
  controller: LabController,
  service: LabService,
  block: string,
  values: Readonly<Record<string, string | number>> = {},
): void {
  events.push(logEvent(state, controller, service, block, state.now, values));
}

/** A block of log lines with the processes that write them. */
export function logEvent(
  state: LabState,
  controller: LabController,
  service: LabService,
  block: string,
  at: number,
  values: Readonly<Record<string, string | number>> = {},
): Extract<LabEvent, { kind: 'log' }> {
  const parent = 7;
  const workers = Object.fromEntries([1, 2, 3, 4, 5].map(number => [`worker${number}`, 21 + number]));
  const all = { parent, ...workers, pid: 22 + (randomNumber(state) % 5), request: randomRequest(state), ...values };
  return {
    kind: 'log',
    controller: controller.name,
    service: service.service,
    block: `${state.release}/${block}`,
    at,
    values: all,
  };
}

/** A number that looks random and is the same in every run: states are made of nothing but their past. */
export function randomNumber(state: LabState): number {
  state.seed = (Math.imul(state.seed, 1_664_525) + 1_013_904_223) >>> 0;
  return state.seed >>> 3;
}

export function randomHex(state: LabState, digits: number): string {
  let text = '';
  while (text.length < digits) text += randomNumber(state).toString(16).padStart(8, '0').slice(-6);
  return text.slice(0, digits);
}

/** As uuid.uuid4() makes them. */
export function randomUuid(state: LabState): string {
  const hex = randomHex(state, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}

function randomRequest(state: LabState): string {
  return `req-${randomUuid(state)}`;
}

export function controllerNamed(state: LabState, name: string): LabController | undefined {
  return state.controllers.find(controller => controller.name === name);
}

/** The instances of a service that run, with the controllers that they run on. */
export function runningInstances(state: LabState, name: ServiceName) {
  return state.controllers.flatMap(controller =>
    controller.services
      .filter(({ service, isRunning }) => service === name && isRunning)
      .map(service => ({ controller, service })),
  );
}

/** How many processes of nova a service starts: its `workers`. */
export const workers = 5;

/** Whether the process that a queue was made for is still there, and still reads it. */
export function stillRuns(
  state: LabState,
  of: { readonly controller: string; readonly service: ServiceName; readonly starts: number },
): boolean {
  const service = controllerNamed(state, of.controller)?.services.find(candidate => candidate.service === of.service);
  return service?.isRunning === true && service.starts === of.starts && service.condition.kind !== 'lost';
}

/** Who waits for the messages of a queue. */
export function consumersOf(state: LabState, { kind }: LabQueue): number {
  switch (kind.kind) {
    case 'topic':
      return runningInstances(state, kind.topic === 'conductor' ? 'nova-conductor' : 'nova-scheduler')
        .filter(({ controller }) => kind.controller === undefined || controller.name === kind.controller)
        .filter(({ service }) => service.condition.kind !== 'lost')
        .reduce((sum, { service }) => sum + (service.service === 'nova-conductor' ? workers : 1), 0);
    case 'compute':
      return 1;
    case 'compute-reply':
      return kind.isStale ? 0 : 1;
    case 'foreign':
      return kind.consumers;
    default:
      return stillRuns(state, kind) ? 1 : 0;
  }
}
