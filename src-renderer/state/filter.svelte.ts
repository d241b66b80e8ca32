/** Which regions take part in the picture: by kind, and by a query in the language of "Go to". */
import type { Capture } from '@contract/capture.ts';
import { kindIndex, type KindId } from '@contract/kinds.ts';
import { parseQuery } from '@read/query.ts';
import type { RegionMask } from './model.ts';
import { matchingRegions } from './search.ts';

/** One byte per region: 1 where its kind is among the chosen; undefined when nothing is chosen. */
export function maskOf(capture: Capture, chosen: readonly KindId[]): RegionMask {
  if (chosen.length === 0) return undefined;
  const wanted = new Uint8Array(256);
  for (const id of chosen) wanted[kindIndex[id]] = 1;
  const { kind, length } = capture.regions;
  const mask = new Uint8Array(length);
  for (let row = 0; row < length; row++) mask[row] = wanted[kind[row] ?? 0] ?? 0;
  return mask;
}

/** What a query lets through. A query that cannot be read or answered lets everything through and says why. */
export interface QueryMask {
  readonly mask: RegionMask;
  readonly message?: string;
}

/** One byte per region: 1 where it meets every term; undefined without a query. */
export function maskOfQuery(capture: Capture, text: string): QueryMask {
  const query = parseQuery(text);
  if (!query.ok) return { mask: undefined, message: query.message };
  if (query.terms.length === 0) return { mask: undefined };
  const rows = matchingRegions(capture, query.terms);
  if (typeof rows === 'string') return { mask: undefined, message: rows };
  const mask = new Uint8Array(capture.regions.length);
  for (const row of rows) mask[row] = 1;
  return { mask };
}

/** What both masks let through. */
export const bothMasks = (a: RegionMask, b: RegionMask): RegionMask =>
  a && b ? a.map((taken, row) => taken & (b[row] ?? 0)) : (a ?? b);

export class FilterState {
  /** Kinds that take part; empty: all. */
  kinds = $state.raw<readonly KindId[]>([]);
  /** The kind the legend points at. */
  highlighted = $state<KindId | undefined>(undefined);
  /** A query in the language of "Go to"; empty: all. */
  text = $state('');
  active = $derived(this.kinds.length > 0 || this.text.trim() !== '');

  /** Adds a kind to the choice or takes it out of it. */
  toggle(kind: KindId): void {
    this.kinds = this.kinds.includes(kind) ? this.kinds.filter((other) => other !== kind) : [...this.kinds, kind];
  }

  /** Chooses one kind alone; isolating it again shows everything. */
  isolate(kind: KindId): void {
    this.kinds = this.kinds.length === 1 && this.kinds.includes(kind) ? [] : [kind];
  }

  clear(): void {
    this.kinds = [];
    this.text = '';
  }
}
