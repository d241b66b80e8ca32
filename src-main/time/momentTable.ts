/** The rows of the moments of a recording, and the curves beside them. */
import { sampleKinds, type MomentColumns, type MomentId, type SampleKind, type Series } from '../contract/recording.ts';
import { Curves } from './curves.ts';
import { Growing } from './growing.ts';

/** What is told of a moment beside its picture and its curves. */
export interface MomentFactsRow {
  readonly id: MomentId;
  readonly time: number;
  /** Missing where there are no figures. */
  readonly figuresTime?: number;
  readonly sample: SampleKind;
  readonly life: number;
  readonly rows: number;
  /** Rows whose figures were not read yet; missing: none. */
  readonly unread?: number;
  readonly cost: number;
  /** Milliseconds on a clock that nobody sets: what distances and spans are measured with. */
  readonly elapsed: number;
}

/** The same with its sums, see time/sums.ts. */
export interface MomentRow extends MomentFactsRow {
  readonly sums: Float64Array;
}

/** Peaks since the moment before, by the names of curves. */
export type Peaks = Readonly<Record<string, readonly [least: number, greatest: number]>>;

/** Moments, oldest first. */
export class MomentTable {
  private readonly columns = {
    id: new Growing(),
    time: new Growing(),
    figuresTime: new Growing(),
    sample: new Growing(),
    life: new Growing(),
    rows: new Growing(),
    unread: new Growing(),
    cost: new Growing(),
    picture: new Growing(),
    elapsed: new Growing(),
  };
  /** Sequence at which each was added. */
  private readonly added = new Growing();
  private readonly curves = new Curves();

  get length(): number {
    return this.added.length;
  }

  push(
    { sample, sums, figuresTime = NaN, unread = 0, ...row }: MomentRow,
    sequence: number,
    { picture = true, peaks = {} }: { picture?: boolean; peaks?: Peaks } = {},
  ): void {
    const values = { ...row, figuresTime, unread, sample: sampleKinds.indexOf(sample), picture: picture ? 1 : 0 };
    for (const [name, column] of Object.entries(this.columns)) column.push(values[name as keyof typeof values]);
    this.added.push(sequence);
    this.curves.push(sums, peaks);
  }

  /** The row of the last moment at or before one; the first when there is none. */
  rowOf(id: MomentId): number {
    return Math.max(0, this.columns.id.firstAbove(id) - 1);
  }

  /**
   * The row of the last moment at or before a time; the first when there is none. A wall clock that was set back gives
   * times twice: then the later reading is meant.
   */
  rowAtTime(time: number): number {
    for (let row = this.length - 1; row >= 0; row--) if (this.columns.time.at(row) <= time) return row;
    return 0;
  }

  idAt = (row: number): MomentId => this.columns.id.at(row);
  elapsedAt = (row: number): number => this.columns.elapsed.at(row);
  timeAt = (row: number): number => this.columns.time.at(row);
  lifeAt = (row: number): number => this.columns.life.at(row);
  hasPicture = (row: number): boolean => this.columns.picture.at(row) === 1;

  /** What is told of a row. */
  factsAt(row: number): MomentFactsRow {
    const { id, time, figuresTime, sample, life, rows, unread, cost, elapsed } = this.columns;
    const figures = figuresTime.at(row);
    return {
      id: id.at(row),
      time: time.at(row),
      ...(Number.isNaN(figures) ? {} : { figuresTime: figures }),
      sample: sampleKinds[sample.at(row)] ?? 'maps',
      life: life.at(row),
      rows: rows.at(row),
      ...(unread.at(row) > 0 ? { unread: unread.at(row) } : {}),
      cost: cost.at(row),
      elapsed: elapsed.at(row),
    };
  }

  sumsAt = (row: number): Float64Array => this.curves.sumsAt(row);
  peaksAt = (row: number): Peaks => this.curves.peaksAt(row);

  /** Pictures of some moments are gone. */
  withoutPicture(gone: (id: MomentId) => boolean): void {
    for (let row = 0; row < this.length; row++) if (gone(this.idAt(row))) this.columns.picture.set(row, 0);
  }

  /** Keeps some moments; the curves' peaks at the others stay with the next one. */
  keep(kept: (id: MomentId) => boolean): void {
    const rows = Array.from({ length: this.length }, (_, row) => kept(this.idAt(row)));
    this.curves.keep(rows);
    for (const column of [...Object.values(this.columns), this.added]) column.keep((row) => rows[row] === true);
  }

  /** What was added after a sequence. */
  since(sequence: number): { moments: MomentColumns; series: readonly Series[] } {
    const row = this.added.firstAbove(sequence);
    const { id, time, figuresTime, sample, life, rows, unread, cost, picture } = this.columns;
    return {
      moments: {
        length: this.length - row,
        id: Uint32Array.from(id.from(row)),
        time: time.from(row),
        figuresTime: figuresTime.from(row),
        sample: Uint8Array.from(sample.from(row)),
        life: Uint32Array.from(life.from(row)),
        rows: Uint32Array.from(rows.from(row)),
        unread: Uint32Array.from(unread.from(row)),
        cost: cost.from(row),
        picture: Uint8Array.from(picture.from(row)),
      },
      series: this.curves.from(row),
    };
  }
}
