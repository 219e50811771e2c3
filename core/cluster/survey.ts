import type { Command } from './command.ts';
import type { Controller, ReachedController } from './controller.ts';
import { combinedCommand, isProbeFailure, type ProbeFailure, type Readings } from './probe.ts';
import { addressesProbe } from './probes/addresses.ts';
import { dockerProbe, podmanProbe } from './probes/containers.ts';
import { clockSkew, hostStateProbe } from './probes/host-state.ts';
import { pacemakerProbe, servicesOfPacemaker } from './probes/pacemaker.ts';
import { processesProbe } from './probes/processes.ts';
import { unitsProbe } from './probes/units.ts';
import { type ContainerNames, servicesOf } from './services.ts';

const surveyProbes = {
  host: hostStateProbe,
  addresses: addressesProbe,
  units: unitsProbe,
  docker: dockerProbe,
  podman: podmanProbe,
  pacemaker: pacemakerProbe,
  processes: processesProbe,
};

export type SurveyReadings = Readings<typeof surveyProbes>;

/**
 * The state of one controller in one round trip: its clock, addresses, load, disks and services with their owners. A light
 * run asks neither for the processes, of which a controller has many hundreds, nor for the disks.
 */
export const surveyCommand: Command<SurveyReadings> = combinedCommand('survey', surveyProbes, ['processes']);

/** Milliseconds after which processes and disks are asked for again, whatever the owners of services tell. */
const mostLightMilliseconds = 60_000;

/** The last survey of a controller that listed its processes. */
export interface WholeSurvey {
  readonly state: ReachedController;
  readonly processes: SurveyReadings['processes'];
}

/**
 * Whether the next survey may be light: not long after a whole one by which every service has an owner that tells about it.
 * @param now milliseconds since 1970.
 */
export function mayBeLight({ state, processes }: WholeSurvey, now: number): boolean {
  const isRecent = now - state.readAt >= 0 && now - state.readAt < mostLightMilliseconds;
  // Only processes without an owner have no count of restarts.
  return isRecent && !isProbeFailure(processes) && state.services.every(({ restarts }) => restarts !== undefined);
}

/** A light survey with what it left out, as it was in the whole one before. */
export function completeLight(light: SurveyReadings, { state, processes }: WholeSurvey): SurveyReadings {
  const disks = isProbeFailure(state.host) ? [] : state.host.disks;
  const { host } = light;
  return {
    ...light,
    // The first run of a kept script is whole, whatever was asked for.
    processes: isProbeFailure(light.processes) ? processes : light.processes,
    host: isProbeFailure(host) || host.disks.length > 0 ? host : { ...host, disks },
  };
}

/** Whether a light survey tells of the same services as the whole one before; otherwise processes have to be listed again. */
export function tellsTheSame(light: ReachedController, whole: ReachedController): boolean {
  const told = ({ services }: ReachedController) =>
    services.map(({ name, state, since }) => `${name} ${state} ${since}`);
  return told(light).join('\n') === told(whole).join('\n');
}

/**
 * What a survey says about its controller.
 * @param sent @param received our clock around it, in milliseconds since 1970.
 */
export function readSurvey(
  controller: Controller,
  readings: SurveyReadings,
  sent: number,
  received: number,
  names: ContainerNames,
): ReachedController {
  const { host, addresses } = readings;
  const asked = [
    ['systemd', readings.units],
    ['docker', readings.docker],
    ['podman', readings.podman],
    ['pacemaker', readings.pacemaker],
    ['processes', readings.processes],
  ] as const;
  const pacemaker = isProbeFailure(readings.pacemaker) ? undefined : servicesOfPacemaker(readings.pacemaker);
  const now = isProbeFailure(host) ? received / 1000 : host.clock / 1000;
  return {
    controller,
    readAt: received,
    addresses,
    host,
    clock: isProbeFailure(host) ? undefined : clockSkew(host.clock, sent, received),
    services: servicesOf({ ...readings, pacemaker }, now, names),
    unasked: asked.flatMap(([owner, reading]) => (isUnasked(reading) ? [{ owner, failure: reading }] : [])),
  };
}

/** An engine that is not installed, or whose daemon does not run, owns nothing; one that refuses may own everything. */
function isUnasked(reading: unknown): reading is ProbeFailure {
  if (!isProbeFailure(reading)) return false;
  return ['permission-denied', 'no-answer', 'not-understood'].includes(reading.unreadable);
}
