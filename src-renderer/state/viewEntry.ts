/**
 * What a view tells of itself, and what it can do for the rest of the page while it is shown. The page, the switch, the
 * keys, the help and the exports are made from these entries; none of them knows a view by name.
 */
import type { Component } from 'svelte';
import type { Capture } from '@contract/capture.ts';
import type { PageNumber } from '@contract/units.ts';
import type { ExportTable } from '../format/exportTable.ts';
import type { AddressMapOptions, ViewSpan } from './model.ts';

/** What every view is given. */
export interface ViewProps {
  readonly capture: Capture;
  readonly options: AddressMapOptions;
}

/** One line of the list of keys. */
export type KeyLine = readonly [keys: readonly string[], what: string];

/** One view of the page. */
export interface ViewEntry {
  readonly id: string;
  /** On its button. */
  readonly name: string;
  /** In a sentence, such as the list of keys. */
  readonly inWords: string;
  /** The key that shows it. */
  readonly key: string;
  readonly component: Component<ViewProps>;
  /**
   * `picture`: legend on its left, lists below. `list`: it is a list itself, and has their room. `whole`: it shows more
   * than the page's one capture, and has the room of the inspector and the timeline too, which tell of that one.
   */
  readonly frame: 'picture' | 'list' | 'whole';
  /** Stands beside a list where there is room for both. */
  readonly beside?: Component<ViewProps>;
  /** What it shows beyond a capture: text that the main side makes, or the states of single pages. */
  readonly needs?: 'program' | 'pages';
  /** True: it shows where an address lies, so other views send one there. */
  readonly placesAddresses?: true;
  /** True: it compares what is shown with another capture. */
  readonly compares?: true;
  /** The keys that it hears itself. */
  readonly keys?: { readonly title: string; readonly lines: readonly KeyLine[] };
}

/** What a view on screen does for others. */
export interface ViewOnScreen {
  /** Brings a span on screen. */
  readonly locate?: (span: ViewSpan) => void;
  /** Shows all of it. */
  readonly home?: () => void;
  /** Its picture as SVG; undefined while there is nothing to draw. */
  readonly picture?: () => string | undefined;
  /** The same picture with the names of another capture of the same rows: what leaves for others. */
  readonly pictureOf?: (leaving: Capture) => string | undefined;
  /** Its table as it is shown. */
  readonly table?: () => ExportTable;
  /** Its rows that were chosen one by one, as a page of each of their mappings. */
  readonly chosen?: () => readonly PageNumber[];
  /** What is on screen; undefined for the whole. */
  readonly look?: () => ViewSpan | undefined;
  /** False while it still moves or waits for its first frame. */
  readonly settled?: () => boolean;
}
