import type { Capture } from '@contract/capture.ts';
import type { PageNumber } from '@contract/units.ts';
import type { ByteLookup } from '../../layout/lookups.ts';
import type { InsideLookup } from '../../layout/lookups.ts';
import type { PageLookup } from '../../layout/pageLookup.ts';
import type { Scene } from '../../layout/scene.ts';
import type { StackMark } from '../../layout/stackMarks.ts';
import type { ShownPages } from '../../layout/shownPages.ts';
import type { AddressMapOptions, RegionMask, Selection, ViewSpan } from '../../state/model.ts';
import type { ChangedPages } from './pageFlashes.ts';

/** What the address map is given, and what it tells. */
export interface AddressMapProps {
  /** What it is called, where there are two. */
  label?: string;
  capture: Capture;
  options: AddressMapOptions;
  selection?: Selection | undefined;
  mask: RegionMask;
  /** Bytes that are kept, besides the one of the selection. */
  pins?: readonly PageNumber[];
  /** Sections and symbols of the files that are looked at closely. */
  inside?: InsideLookup | undefined;
  /** States of pages, as far as they have been read. */
  pages?: PageLookup | undefined;
  /** True when no page can ever be read: there is no process. */
  pageless: boolean;
  /** Places that are marked besides those of stacks. */
  marks?: readonly StackMark[] | undefined;
  /** Bytes of the pages that fill the screen. */
  bytes?: ByteLookup | undefined;
  /** Told which pages are drawn, so that their states can be read. */
  onpages?: (shown: ShownPages) => void;
  /** Pages whose state has just changed. */
  changedPages?: ChangedPages | undefined;
  /** What another view points at. */
  pointed?: Selection | undefined;
  onselect: (selection: Selection | undefined) => void;
  onhover?: (selection: Selection | undefined) => void;
  /** Told whenever the view changes; `settledByUser` when a gesture or key of the user has come to rest. */
  onview?: (span: ViewSpan, settledByUser: boolean) => void;
  onsettled?: (settled: boolean) => void;
  /** Told when the slider moves; without it the slider keeps its own value. */
  onscalepower?: (power: number) => void;
}

/** What is asked of the address map. */
export interface MapHandle {
  flyTo(start: PageNumber, end: PageNumber): void;
  home(): void;
  /** What is on screen, or undefined when there is nothing to draw. */
  currentScene(): Scene | undefined;
}
