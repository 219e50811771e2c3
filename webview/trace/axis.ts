import { isoTime } from '../../core/log/time.ts';
import { axisTicks } from '../../core/log/trace/lane-scale.ts';
import type { Span } from '../../core/log/trace/lanes.ts';

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

export interface AxisMark {
  readonly at: number;
  readonly text: string;
}

/**
 * Marks of the time axis: since the beginning while the view is short, as a clock shows it when it is long.
 * @param clockOrigin what the clock showed at 0.
 * @param pixels width of the plot.
 */
export function axisMarks(view: Span, clockOrigin: number, pixels: number): AxisMark[] {
  const isLong = view.to - view.from > 2 * hour;
  const wanted = Math.max(2, Math.floor(pixels / 90));
  if (!isLong) {
    const { ticks, step } = axisTicks(view, wanted);
    return ticks.map(at => ({ at, text: sinceText(at, step) }));
  }
  const shifted = { from: view.from + clockOrigin, to: view.to + clockOrigin };
  const { ticks, step } = axisTicks(shifted, wanted);
  return ticks.map(time => ({ at: time - clockOrigin, text: clockText(time, step) }));
}

/** `250 ms`, `1.5 s`, `40 s`, `2:30 min`. */
function sinceText(at: number, step: number): string {
  if (at === 0) return '0';
  if (step < second && Math.abs(at) < second) return `${Math.round(at)} ms`;
  if (Math.abs(at) < 60 * second || step < second) return `${trimmed(at / second, step)} s`;
  const seconds = Math.round(at / second);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
}

function trimmed(value: number, step: number): string {
  const digits = step >= second ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3;
  return value.toFixed(digits);
}

function clockText(time: number, step: number): string {
  const written = isoTime(Math.round(time), undefined);
  if (step >= day) return written.slice(0, 10);
  return `${written.slice(5, 10)} ${written.slice(11, 16)}`;
}
