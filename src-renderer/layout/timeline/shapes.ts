/** Areas and lines of a timeline as points: steps, since a figure holds until it is read again; broken where nothing is known. */
import type { TimelineFrame, TimelineLayer } from './frame.ts';

/** Points one after another, x and y in turn, in CSS pixels. */
export type Points = readonly number[];

/** How high a value stands in the plot. */
export const heightOf = ({ plot, most }: Pick<TimelineFrame, 'plot' | 'most'>, value: number): number =>
  plot.y + plot.height - (value / most) * plot.height;

/** Runs of columns of which `holds` says so: from, to (exclusive). */
function* runsWhere(columns: number, holds: (column: number) => boolean): Generator<readonly [number, number]> {
  let from = -1;
  for (let column = 0; column <= columns; column++) {
    const known = column < columns && holds(column);
    if (known && from < 0) from = column;
    if (!known && from >= 0) {
      yield [from, column];
      from = -1;
    }
  }
}

/** Runs of columns in which a column of values is known. */
const runs = (values: Float64Array): Generator<readonly [number, number]> =>
  runsWhere(values.length, (column) => !Number.isNaN(values[column]));

/** Height of the hollow bar at the foot that says that figures are carried over. */
const carriedHeight = 4;

/** Where figures were carried over from an earlier reading: hollow bars at the foot of the plot, in CSS pixels. */
export const carriedBars = ({
  plot,
  carried,
}: TimelineFrame): { x: number; y: number; width: number; height: number }[] =>
  [...runsWhere(carried.length, (column) => carried[column] === 1)].map(([from, to]) => ({
    x: plot.x + from,
    y: plot.y + plot.height - carriedHeight,
    width: to - from,
    height: carriedHeight,
  }));

/** Points along one edge, left to right: each column is a step. Equal neighbours share one. */
function steps(values: Float64Array, from: number, to: number, x: number, y: (value: number) => number): number[] {
  const points: number[] = [];
  for (let column = from; column < to; column++) {
    const value = values[column] ?? 0;
    if (column > from && value === values[column - 1]) continue;
    if (points.length > 0) points.push(x + column, points.at(-1) ?? 0);
    points.push(x + column, y(value));
  }
  points.push(x + to, points.at(-1) ?? 0);
  return points;
}

/** The outlines of an area. */
export function areaShapes(frame: TimelineFrame, { bottom, top }: TimelineLayer): Points[] {
  const y = (value: number): number => heightOf(frame, value);
  return [...runs(top)].map(([from, to]) => {
    const upper = steps(top, from, to, frame.plot.x, y);
    const lower = steps(bottom, from, to, frame.plot.x, y);
    const back: number[] = [];
    for (let at = lower.length - 2; at >= 0; at -= 2) back.push(lower[at] ?? 0, lower[at + 1] ?? 0);
    return [...upper, ...back];
  });
}

/** A line through values, of which the greatest stands at the top of the plot. */
export function lineShapes({ plot }: TimelineFrame, values: Float64Array, most: number): Points[] {
  const y = (value: number): number => plot.y + plot.height - (value / Math.max(1, most)) * (plot.height - 1);
  return [...runs(values)].map(([from, to]) => steps(values, from, to, plot.x, y));
}
