/** What painters are given: shapes in CSS pixels with their colours, and nothing left to decide. */
import type { Rgb } from './colours.ts';
import type { HatchName } from './regionColours.ts';
import type { SegmentIndex } from './segments.ts';

/** A column of the icicle. */
export type ColumnName = 'area' | 'object' | 'region' | 'content';

/** A rectangle in CSS pixels; edges lie on whole pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One cell that is large enough to be drawn by itself. */
export interface Box extends Rectangle {
  readonly column: ColumnName;
  readonly fill: Rgb;
  readonly hatch: HatchName;
  /** Edge colour, where the cell has one. */
  readonly edge?: Rgb;
  readonly glow: boolean;
  /** First and last segment of the cell. */
  readonly first: SegmentIndex;
  readonly last: SegmentIndex;
}

/** A column's cells that are too small to draw one by one: one mixed colour per pixel row, 0 where nothing lies. */
export interface MergedRows {
  readonly x: number;
  readonly width: number;
  /** 0xAABBGGRR, the byte order of ImageData on little-endian machines. */
  readonly pixels: Uint32Array;
}

/** A folded gap; where there is room for it the size is among the labels. */
export interface GapMark extends Rectangle {
  readonly segment: SegmentIndex;
  /** True between areas, where the fold crosses all columns. */
  readonly huge: boolean;
  /** The stretch its label takes, which the zig-zag leaves free. */
  readonly free?: { readonly from: number; readonly to: number };
}

/** One guard, or several whose marks would touch; never lower than 3 px. */
export interface GuardMark extends Rectangle {
  readonly first: SegmentIndex;
  readonly last: SegmentIndex;
  /** Width of the hatched bar over the region column; the rest of the mark is in the gutter. */
  readonly bar: Rectangle;
  readonly dimmed: boolean;
}

/** Cells of single pages, as columns. */
export interface PageCells {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly width: Float32Array;
  readonly height: Float32Array;
  readonly page: Float64Array;
  readonly fill: Uint32Array;
  /** Index into `pageStates` of pageState.ts. */
  readonly state: Uint8Array;
}

/** One row of a region's pages where single ones are too small: shares of each state, in the order of `pageStates`. */
export interface PageBand extends Rectangle {
  readonly fill: Rgb;
  readonly shares: readonly number[];
}

export type LabelFont = 'name' | 'strong' | 'figure' | 'small';

/** A text that fits where it stands; `x` is its left edge and `y` its middle. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  readonly font: LabelFont;
  readonly colour: Rgb;
  /** Ground to paint under the text where it stands on hatching. */
  readonly plate?: Rgb;
}

/** A share bar in the content column: how much of a region is resident, how much of that is dirty. */
export interface ShareBar extends Rectangle {
  readonly resident: number;
  readonly dirty: number;
}

/**
 * The wedge of a mark on a stack; a thin line of length `line` goes from its right edge to the left, but not through
 * the texts that lie there.
 */
export interface StackShape extends Rectangle {
  readonly line: number;
  /** Stretches of the line that are left out, in CSS pixels, in any order. */
  readonly texts: readonly { readonly from: number; readonly to: number }[];
  readonly mark: 'pointer' | 'deepest' | 'named';
}

/** One frame of the address map. */
export interface DrawList {
  readonly width: number;
  readonly height: number;
  readonly columns: Readonly<Record<ColumnName, { readonly x: number; readonly width: number }>>;
  readonly gutter: { readonly x: number; readonly width: number };
  readonly rows: readonly MergedRows[];
  readonly boxes: readonly Box[];
  readonly gaps: readonly GapMark[];
  readonly guards: readonly GuardMark[];
  readonly pages: PageCells;
  readonly bands: readonly PageBand[];
  readonly bars: readonly ShareBar[];
  readonly stacks: readonly StackShape[];
  readonly labels: readonly Label[];
}
