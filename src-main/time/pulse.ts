/** The unbroken curve between the moments: what statm and stat tell, at a pace that would be too dear for more. */
import type { PulseColumns } from '../contract/recording.ts';
import { Growing } from './growing.ts';

/** One reading; figures in bytes. */
export interface PulseReading {
  readonly time: number;
  readonly size: number;
  readonly rss: number;
  readonly threads: number;
  readonly minorFaults: number;
  readonly majorFaults: number;
}

/** Readings that are kept; then the older half keeps every second one: 27 minutes at 10 a second, hours at one. */
const limit = 16_384;

/** The readings, oldest first. */
export class Pulse {
  private readonly columns = {
    time: new Growing(),
    size: new Growing(),
    rss: new Growing(),
    leastRss: new Growing(),
    greatestRss: new Growing(),
    threads: new Growing(),
    minorFaults: new Growing(),
    majorFaults: new Growing(),
  };
  /** Sequence at which each was added. */
  private readonly added = new Growing();

  /** Adds a reading; true when older ones were thinned out for it. */
  push(reading: PulseReading, sequence: number): boolean {
    const { columns } = this;
    for (const [name, column] of Object.entries(columns)) {
      column.push(name in reading ? reading[name as keyof PulseReading] : reading.rss);
    }
    this.added.push(sequence);
    if (columns.time.length <= limit) return false;
    const half = limit / 2;
    for (let row = 0; row + 1 < half; row += 2) {
      columns.leastRss.set(row + 1, Math.min(columns.leastRss.at(row), columns.leastRss.at(row + 1)));
      columns.greatestRss.set(row + 1, Math.max(columns.greatestRss.at(row), columns.greatestRss.at(row + 1)));
    }
    for (const column of [...Object.values(columns), this.added]) column.keep((row) => row >= half || row % 2 === 1);
    return true;
  }

  /** What was added after a sequence. */
  since(sequence: number): PulseColumns {
    const row = this.added.firstAbove(sequence);
    const { time, size, rss, leastRss, greatestRss, threads, minorFaults, majorFaults } = this.columns;
    return {
      length: time.length - row,
      time: time.from(row),
      size: size.from(row),
      rss: rss.from(row),
      leastRss: leastRss.from(row),
      greatestRss: greatestRss.from(row),
      threads: threads.from(row),
      minorFaults: minorFaults.from(row),
      majorFaults: majorFaults.from(row),
    };
  }
}
