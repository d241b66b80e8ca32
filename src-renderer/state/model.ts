/**
 * The vocabulary that every view shares: what can be selected, how it is coloured, where one looks.
 * Selections name spans of addresses, not rows, so that they survive the next capture.
 */
import type { SecurityFinding } from '@contract/elfInside.ts';
import type { KindId } from '@contract/kinds.ts';
import type { PageNumber } from '@contract/units.ts';

/** One selected thing. */
export interface Selection {
  readonly level: 'region' | 'mapping' | 'object' | 'gap' | 'page';
  readonly start: PageNumber;
  readonly end: PageNumber;
  /** For an object: its stable key. */
  readonly key?: string;
  /** For a region or mapping: what is mapped there, so that something else at the same address is not taken for it. */
  readonly mapped?: string;
  /** The exact byte that is pinned in it. */
  readonly at?: PageNumber;
}

/** What colour says, in the order in which it is offered. */
export const colourModes = [
  { id: 'kind', name: 'Kind' },
  { id: 'parts', name: 'Textbook parts' },
  { id: 'permission', name: 'Permission' },
  { id: 'resident', name: 'Resident share' },
  { id: 'dirty', name: 'Dirty share' },
  { id: 'security', name: 'Security' },
  { id: 'change', name: 'Change' },
] as const;
export type ColourMode = (typeof colourModes)[number]['id'];

/** Which regions take part; undefined where everything does. One byte per region, 1 = takes part. */
export type RegionMask = Uint8Array | undefined;

/** A span of addresses on screen, for history and for flying. */
export interface ViewSpan {
  readonly start: PageNumber;
  readonly end: PageNumber;
}

/** A span of addresses that was mapped at an earlier moment and is not any more. */
export interface GoneSpan extends ViewSpan {
  /** What it was. */
  readonly name: string;
}

/** What the address map is given and what it tells. It holds no state that another view needs. */
export interface AddressMapOptions {
  readonly colourMode: ColourMode;
  readonly theme: 'light' | 'dark';
  /** 0: every region equally tall; 1: true scale. */
  readonly scalePower: number;
  readonly highAddressesOnTop: boolean;
  readonly reducedMotion: boolean;
  /** Root font size relative to 16 px, for presentation size. */
  readonly textScale: number;
  /** Nothing but the picture: no way up, no scale, no small map beside it. */
  readonly bare?: boolean;
  /** What the security mode colours by; the rows' own findings when missing. */
  readonly findings?: readonly SecurityFinding[];
  /** What the change mode colours by: an index into `regionChangeTypes` for each region; all are the same when missing. */
  readonly changes?: Uint8Array;
  /** What the change mode outlines where it was. */
  readonly gone?: readonly GoneSpan[];
  /** The kind that the legend points at. */
  readonly highlighted?: KindId;
}
