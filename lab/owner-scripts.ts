import { dockerProbe } from '../core/cluster/probes/containers.ts';
import { fillBlock } from './blocks.ts';
import { controllerOf } from './host-scripts.ts';
import { failed, type Host, printed, type Reply } from './reply.ts';
import type { LabService } from './state.ts';

/** What docker prints where nothing ever happened. */
const never = '0001-01-01T00:00:00Z';

/** The containers of a controller, in the format for which the product asks. */
export function containersScript(host: Host): Reply {
  if (host.parameters.DOCKER_FORMAT !== dockerProbe.parameters?.DOCKER_FORMAT) {
    return failed(64, 'template parsing error: template: :1: function not defined\n');
  }
  return printed(
    controllerOf(host)
      .services.map(service => containerLine(host, service))
      .join(''),
  );
}

function containerLine({ world }: Host, service: LabService): string {
  return fillBlock(world.knowledge.replies, 'container', {
    name: service.name,
    image: service.image,
    status: service.isRunning ? 'running' : 'exited',
    startedAt: dockerTime(service.startedAt),
    finishedAt: dockerTime(service.finishedAt),
    exitCode: service.isRunning ? 0 : service.exitCode,
    restartPolicy: service.restartPolicy,
  });
}

function dockerTime(at: number): string {
  return at === 0 ? never : new Date(at).toISOString().replace('Z', '165042Z');
}

/** The units that keep containers running; other units of such a host have nothing to do with nova. */
export function unitsScript(host: Host): Reply {
  const blocks = controllerOf(host).services.flatMap(service => {
    const { unit } = service;
    if (!unit) return [];
    const state =
      unit.restartAt > 0
        ? ['activating', 'auto-restart']
        : unit.isActive
          ? ['active', 'running']
          : ['inactive', 'dead'];
    return [
      fillBlock(host.world.knowledge.replies, 'unit', {
        name: unit.name,
        active: state[0] ?? '',
        sub: state[1] ?? '',
        since: systemdTime(unit.activeSince),
        restarts: unit.restarts,
        process: unit.isActive ? service.process + 1 : 0,
        container: service.name,
      }),
    ];
  });
  return printed(blocks.join('\n'));
}

/** `Sun 2026-11-22 14:22:47 UTC` */
function systemdTime(at: number): string {
  const text = new Date(at).toISOString();
  return `${new Date(at).toUTCString().slice(0, 3)} ${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}
