/**
 * Curves of a recording: one value for each moment. A curve begins when its figure is other than 0 for the first time, so
 * a process of a dozen kinds has some forty of them. When moments are thinned out, the least and the greatest values of
 * those that go stay with the moment after them.
 */
import { seriesMetrics, type Series } from '../contract/recording.ts';
import { Growing } from './growing.ts';
import { seriesOwners } from './sums.ts';

interface Curve {
  readonly last: Growing;
  readonly least: Growing;
  readonly greatest: Growing;
}

const width = seriesMetrics.length;

/** The curves. */
export class Curves {
  private readonly curves = new Map<number, Curve>();
  private moments = 0;
  /** Rows from here on have never been thinned: their least and greatest values are their own. */
  private untouched = 0;

  /** Adds the sums of one more moment. */
  push(sums: Float64Array): void {
    for (let at = 0; at < sums.length; at++) {
      const value = sums[at] ?? NaN;
      // Those of the whole process come first and are always there: they tell whether 0 or nothing is known.
      const begins = at < width || (value !== 0 && !Number.isNaN(value));
      const curve = this.curves.get(at) ?? (begins ? this.begin(at) : undefined);
      if (!curve) continue;
      curve.last.push(value);
      curve.least.push(value);
      curve.greatest.push(value);
    }
    this.moments += 1;
  }

  /** The rows from one on. Least and greatest values are left out where they are those of the moments themselves. */
  from(row: number): Series[] {
    const thinned = row < this.untouched;
    return [...this.curves].flatMap(([at, { last, least, greatest }]): Series[] => {
      const of = seriesOwners[Math.floor(at / width)];
      const metric = seriesMetrics[at % width];
      if (!of || !metric) return [];
      const bounds = thinned ? { least: least.from(row), greatest: greatest.from(row) } : {};
      return [{ of, metric, last: last.from(row), ...bounds }];
    });
  }

  /** Keeps some rows; what the others say of peaks is kept by the next one that stays. */
  keep(kept: readonly boolean[]): void {
    for (const { last, least, greatest } of this.curves.values()) {
      carry(least, kept, Math.min);
      carry(greatest, kept, Math.max);
      for (const column of [last, least, greatest]) column.keep((row) => kept[row] === true);
    }
    this.untouched = kept.slice(0, kept.lastIndexOf(false) + 2).filter(Boolean).length;
    this.moments = kept.filter(Boolean).length;
  }

  /** A figure that appears was 0 before, unless that of the whole process was not known. */
  private begin(at: number): Curve {
    const curve = { last: new Growing(), least: new Growing(), greatest: new Growing() };
    const process = this.curves.get(at % width)?.last;
    for (let row = 0; row < this.moments; row++) {
      const before = Number.isNaN(process?.at(row) ?? NaN) ? NaN : 0;
      for (const column of [curve.last, curve.least, curve.greatest]) column.push(before);
    }
    this.curves.set(at, curve);
    return curve;
  }
}

function carry(column: Growing, kept: readonly boolean[], choose: (a: number, b: number) => number): void {
  let held = NaN;
  for (let row = 0; row < column.length; row++) {
    const value = column.at(row);
    held = Number.isNaN(held) ? value : Number.isNaN(value) ? held : choose(held, value);
    if (!kept[row]) continue;
    column.set(row, held);
    held = NaN;
  }
}
