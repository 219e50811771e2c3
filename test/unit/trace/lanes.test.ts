import assert from 'node:assert/strict';
import { axisTicks, clusterPoints, within, zoomed } from '../../../core/log/trace/lane-scale.ts';
import { type LanePoint, layTrace, mostLanes, type TraceLanes } from '../../../core/log/trace/lanes.ts';
import type { Trace } from '../../../core/log/trace/trace.ts';
import { follow, followInRun, withLogs } from './follow.ts';
import { bootInstance, bootRequest, rescheduledBoot } from './rescheduled-boot.ts';

/** The picture as text: a tenth of a second is the finest that it tells. */
function drawn(trace: Trace, lanes: TraceLanes): string[] {
  const at = (ms: number) => (ms / 1000).toFixed(1);
  const spans = lanes.stages.map(({ stage, attempt, row, from, to }) => {
    const { number, title } = trace.stages[stage]!;
    return `stage ${number} ${title}: ${at(from)} to ${at(to)}, attempt ${attempt + 1}, row ${row}`;
  });
  const rows = lanes.lanes.map(({ service, host, errors }, index) => {
    const marks = { error: '!', warning: '?', again: '↻', plain: '' };
    const points = lanes.points
      .filter(point => point.lane === index)
      .map(point => `${marks[point.kind]}${at(point.at)}`);
    const bars = lanes.bars
      .filter(bar => bar.lane === index)
      .map(({ from, to, row, label }) => `[${at(from)}–${at(to)} ${row} ${label.replace(/\/[0-9a-f-]{36}/, '/…')}]`);
    return [
      `${service}${host === undefined ? '' : ` ${host}`}${errors > 0 ? ` (${errors})` : ''}:`,
      ...points,
      ...bars,
    ].join(' ');
  });
  const gaps = lanes.gaps.map(
    ({ from, to, before, behind }) => `silence ${at(from)} to ${at(to)}, ${before} to ${behind}`,
  );
  return [...spans, ...rows, ...gaps];
}

describe('the picture of a trace', () => {
  it('of an instance that was scheduled twice has a lane for each service on each host', async () => {
    const trace = await withLogs(rescheduledBoot, folder => follow(bootRequest, [folder]));
    const lanes = layTrace(trace);
    assert.deepEqual(drawn(trace, lanes), [
      'stage 2 request: 0.0 to 0.5, attempt 1, row 0',
      'stage 1 identity: 0.1 to 0.1, attempt 1, row 1',
      'stage 4 scheduling: 0.5 to 1.0, attempt 1, row 0',
      'stage 5 hand-over: 0.9 to 0.9, attempt 1, row 1',
      'stage 8 network: 1.0 to 24.5, attempt 1, row 0',
      'stage 10 spawn: 1.8 to 1.8, attempt 1, row 1',
      'stage 4 scheduling: 24.8 to 24.8, attempt 2, row 0',
      'stage 5 hand-over: 24.8 to 25.2, attempt 2, row 0',
      'stage 7 image: 25.2 to 27.4, attempt 2, row 0',
      'stage 8 network: 26.1 to 26.1, attempt 2, row 1',
      'stage 9 volume: 27.4 to 29.1, attempt 2, row 0',
      'stage 10 spawn: 29.1 to 38.1, attempt 2, row 0',
      'keystone ctl3: 0.1 [0.0–0.1 0 GET /auth/tokens]',
      'nova-api ctl1: 0.5 [0.0–0.5 0 POST /servers]',
      'nova-conductor ctl2: 0.6 ↻24.8',
      'nova-scheduler ctl3: 0.7 1.0',
      'placement ctl1: 0.8 0.9 24.8',
      'nova-compute cmp2 (1): 0.9 1.8 ?23.8 !23.9 24.4 ↻24.5 [24.0–24.4 0 deallocate network for instance]',
      'neutron-server ctl1: 2.2 24.5 26.1 [1.6–2.2 0 POST /ports] [24.1–24.5 0 DELETE /ports/…] [25.5–26.1 0 POST /ports]',
      'nova-compute cmp1: 25.2 27.8 29.3 36.7 37.9 37.9 38.1 [25.2–38.1 0 build instance] [29.3–37.9 1 spawn the instance on the hypervisor]',
      'glance ctl2: 27.4 [27.3–27.4 0 GET /images/…]',
      'cinder ctl3: 29.1 [27.9–29.1 0 POST /attachments]',
      'silence 2.2 to 23.8, 9 to 10',
    ]);
    assert.deepEqual(lanes.attempts, ['cmp2', 'cmp1']);
    assert.deepEqual(lanes.focus, { from: 0, to: lanes.end });
  });

  it('of a real run shows where the time went: 34 seconds without a conductor', async () => {
    const trace = await followInRun('i_conductor_stopped', 'req-3639da81-6127-4a64-9fa2-7579286ad803');
    const lanes = layTrace(trace);
    const [gap] = lanes.gaps;
    assert.ok(gap && gap.to - gap.from > 34_000 && gap.to - gap.from < 35_000);
    assert.deepEqual(
      [trace.entries[gap.before]?.service, trace.entries[gap.behind]?.service],
      ['nova-api', 'placement'],
    );
    assert.equal(lanes.gaps.length, 1);
  });

  it('of a whole life shows the operation first that the answer is about', async () => {
    const later = `2026-11-22 18:00:00.000 9 INFO nova.compute.manager [None req-11111111-2222-4333-8444-555555555555 7d0f2a9b8c6e4f1d 6f70656e737461636b20697320666f73 - - default default] [instance: ${bootInstance}] Terminating instance\n`;
    const logs = { ...rescheduledBoot, 'cmp1/nova-compute.log': rescheduledBoot['cmp1/nova-compute.log'] + later };
    const lanes = await withLogs(logs, async folder => layTrace(await follow(bootInstance, [folder])));
    assert.equal(lanes.operations.length, 2);
    assert.ok(lanes.end > 4 * 3600_000 - 60_000);
    const last = lanes.points.at(-1)!.at;
    assert.ok(lanes.focus.from <= last && lanes.focus.to >= last && lanes.focus.to - lanes.focus.from < 60_000);
  });

  it('of nothing is empty', async () => {
    const lanes = await withLogs(rescheduledBoot, async folder => layTrace(await follow('req-nowhere', [folder])));
    assert.deepEqual(
      [lanes.lanes, lanes.points, lanes.bars, lanes.gaps, lanes.focus, lanes.end],
      [[], [], [], [], { from: 0, to: 0 }, 0],
    );
  });

  it('has so many lanes at most, and the rest shares the last one', async () => {
    const line = (host: number) =>
      `2026-11-22 14:00:00.${String(host).padStart(3, '0')} 9 INFO nova.compute.manager [None ${bootRequest} u p - - -] here\n`;
    const logs = Object.fromEntries(
      Array.from({ length: 40 }, (_, host) => [`compute${host}/nova-compute.log`, line(host)]),
    );
    const lanes = await withLogs(logs, async folder => layTrace(await follow(bootRequest, [folder])));
    assert.equal(lanes.lanes.length, mostLanes);
    assert.equal(lanes.lanes.at(-1)?.entries, 40 - mostLanes + 1);
  });
});

describe('points that would cover each other', () => {
  const point = (entry: number, lane: number, at: number, kind: LanePoint['kind'] = 'plain'): LanePoint => ({
    entry,
    lane,
    at,
    kind,
  });

  it('are one, of the worst of their kinds, lane by lane', () => {
    const points = [
      point(0, 0, 0),
      point(1, 0, 5, 'error'),
      point(2, 1, 6),
      point(3, 0, 9),
      point(4, 0, 30),
      point(5, 0, 99),
    ];
    assert.deepEqual(clusterPoints(points, { from: 0, to: 50 }, 10), [
      { lane: 0, at: 4.5, entries: [0, 1, 3], kind: 'error', chief: 1 },
      { lane: 1, at: 6, entries: [2], kind: 'plain', chief: 2 },
      { lane: 0, at: 30, entries: [4], kind: 'plain', chief: 4 },
    ]);
  });

  it('are few, however many entries there are', () => {
    const points = Array.from({ length: 10_000 }, (_, index) => point(index, index % 7, index));
    const clusters = clusterPoints(points, { from: 0, to: 10_000 }, 100);
    assert.ok(clusters.length <= 7 * 101);
    assert.equal(
      clusters.reduce((sum, { entries }) => sum + entries.length, 0),
      10_000,
    );
  });
});

describe('the axis', () => {
  it('has its marks on round numbers', () => {
    assert.deepEqual(axisTicks({ from: -0.7, to: 38 }, 8), {
      ticks: [0, 5, 10, 15, 20, 25, 30, 35],
      step: 5,
    });
    assert.equal(axisTicks({ from: 0, to: 3_600_000 }, 10).step, 600_000);
  });

  it('is zoomed around a place, and stays within the whole', () => {
    const whole = { from: 0, to: 100 };
    assert.deepEqual(zoomed(whole, whole, 0.5, 50), { from: 25, to: 75 });
    assert.deepEqual(zoomed({ from: 25, to: 75 }, whole, 4, 25), whole);
    assert.deepEqual(zoomed({ from: 0, to: 50 }, whole, 0.5, 0), { from: 0, to: 25 });
    assert.deepEqual(within({ from: 90, to: 130 }, whole), { from: 60, to: 100 });
  });
});
