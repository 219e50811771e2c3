import type { TraceLanes } from '../../core/log/trace/lanes.ts';

/** Where the rows of the picture lie, in pixels. */
export interface PictureLayout {
  readonly width: number;
  readonly height: number;
  /** Where the plot begins and ends; left of it are the names. */
  readonly left: number;
  readonly right: number;
  readonly operationsTop: number;
  readonly stagesTop: number;
  /** Top of the strip that names silences. */
  readonly gapsTop: number;
  readonly lanesTop: number;
  readonly lanes: readonly LaneLayout[];
}

export interface LaneLayout {
  readonly top: number;
  readonly height: number;
  /** Middle of the row of points. */
  readonly pointsY: number;
}

export const axisHeight = 24;
export const spanHeight = 20;
export const barHeight = 12;
const barStep = 15;
const sectionGap = 8;
const gapsHeight = 18;
const nameWidth = 176;
const narrowNameWidth = 112;

export function layPicture(lanes: TraceLanes, width: number): PictureLayout {
  const left = width < 560 ? narrowNameWidth : nameWidth;
  const operationRows = lanes.operations.length > 1 ? lanes.operationRows : 0;
  const operationsTop = axisHeight + 4;
  const stagesTop = operationsTop + sectionHeight(operationRows);
  const gapsTop = stagesTop + sectionHeight(lanes.stageRows);
  const lanesTop = gapsTop + (lanes.gaps.length > 0 ? gapsHeight : 0);
  let top = lanesTop;
  const rows = lanes.lanes.map(({ rows: barRows }) => {
    const height = 28 + barRows * barStep;
    const lane = { top, height, pointsY: top + 6 + barRows * barStep + 8 };
    top += height;
    return lane;
  });
  return {
    width,
    height: top + 2,
    left,
    right: Math.max(left + 60, width - 14),
    operationsTop,
    stagesTop,
    gapsTop,
    lanesTop,
    lanes: rows,
  };
}

function sectionHeight(rows: number): number {
  return rows === 0 ? 0 : rows * (spanHeight + 2) + sectionGap;
}

export function barTop(lane: LaneLayout, row: number): number {
  return lane.top + 5 + row * barStep;
}
