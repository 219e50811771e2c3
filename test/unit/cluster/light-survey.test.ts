import assert from 'node:assert/strict';
import type { ReachedController } from '../../../core/cluster/controller.ts';
import type { HostState } from '../../../core/cluster/probes/host-state.ts';
import type { ServiceState } from '../../../core/cluster/services.ts';
import {
  completeLight,
  mayBeLight,
  type SurveyReadings,
  tellsTheSame,
  type WholeSurvey,
} from '../../../core/cluster/survey.ts';

const conductor: ServiceState = {
  service: 'nova-conductor',
  name: 'nova_conductor',
  state: 'running',
  since: 1000,
  restarts: 0,
  image: 'kolla/nova-conductor:1',
  owner: { kind: 'container', container: { engine: 'docker', name: 'nova_conductor' }, restartPolicy: 'always' },
};
const byItself: ServiceState = {
  ...conductor,
  service: 'haproxy',
  name: 'haproxy',
  restarts: undefined,
  image: undefined,
  owner: { kind: 'process', process: 77 },
};
const disks = [{ mountedOn: '/', totalKiB: 100, availableKiB: 10, usedPercent: 90 }];
const host: HostState = {
  hostName: 'ctl1',
  clock: 0,
  zoneMinutes: 0,
  bootSeconds: 1,
  processors: 2,
  load: [0, 0, 0],
  memoryKiB: { total: 2, available: 1 },
  disks,
};
const missing = { unreadable: 'not-understood', detail: '' } as const;

function whole(services: readonly ServiceState[], readAt = 1_000_000): WholeSurvey {
  const state: ReachedController = {
    controller: { name: 'ctl1', host: 'ctl1', role: 'controller' },
    readAt,
    addresses: [],
    host,
    clock: undefined,
    services,
    unasked: [],
  };
  return { state, processes: [] };
}

describe('a light survey', () => {
  it('may follow a whole one of the last minute', () => {
    const last = whole([conductor]);
    assert.deepEqual(
      [1_000_000, 1_059_999, 1_060_000, 999_999].map(now => mayBeLight(last, now)),
      [true, true, false, false],
    );
  });

  it('does not follow one that found a service by its process only, or no processes', () => {
    assert.equal(mayBeLight(whole([conductor, byItself]), 1_000_000), false);
    assert.equal(mayBeLight({ ...whole([conductor]), processes: missing }, 1_000_000), false);
  });

  it('has what it left out from the whole one, and nothing else', () => {
    const light: SurveyReadings = {
      host: { ...host, disks: [], bootSeconds: 2 },
      addresses: [],
      units: missing,
      docker: [],
      podman: missing,
      pacemaker: missing,
      processes: missing,
    };
    const last = whole([conductor]);
    assert.deepEqual(completeLight(light, last), { ...light, host: { ...host, bootSeconds: 2 }, processes: [] });
    // The shell may have been started anew, and then the run was whole.
    const own = [{ service: 'haproxy', process: 5, parent: 1, elapsedSeconds: 9 }];
    const fresh = [{ mountedOn: '/var', totalKiB: 1, availableKiB: 1, usedPercent: 0 }];
    const restarted = { ...light, host: { ...host, disks: fresh }, processes: own };
    assert.deepEqual(completeLight(restarted, last), restarted);
    assert.deepEqual(completeLight({ ...light, host: missing }, last).host, missing);
  });

  it('tells the same only where nothing has stopped, started or gone', () => {
    const { state } = whole([conductor]);
    const services = (...list: ServiceState[]) => ({ ...state, services: list });
    assert.equal(tellsTheSame({ ...state, readAt: 5 }, state), true);
    assert.equal(tellsTheSame(services({ ...conductor, state: 'stopped' }), state), false);
    assert.equal(tellsTheSame(services({ ...conductor, since: 1001 }), state), false);
    assert.equal(tellsTheSame(services(), state), false);
    assert.equal(tellsTheSame(services(conductor, { ...conductor, name: 'other' }), state), false);
  });
});
