/**
 * Two captures side by side, what belongs together at one height. Each thing has a slot as high as the larger of its two
 * blocks; a block is divided across by kinds. What has moved among the others has a slot on each side and a line between
 * them, so that a crossing of lines is a move. Pure.
 */
import { scalePow } from 'd3-scale';
import type { KindId } from '@contract/kinds.ts';

export type AlignedSide = 'before' | 'after';
export const alignedSides = ['before', 'after'] as const satisfies readonly AlignedSide[];

/** One thing on one side. */
export interface AlignedPart {
  /** Missing where its figures are not told. */
  readonly bytes?: number;
  /** Of these those without a partner. */
  readonly aloneBytes: number;
  /** The other side has nothing of it. */
  readonly alone: boolean;
  /** Bytes by kind, in the order in which they are drawn. */
  readonly kinds: readonly { readonly kind: KindId; readonly bytes: number }[];
}

/** A thing on both sides, or on one. */
export type AlignedRow = Readonly<Partial<Record<AlignedSide, AlignedPart>>>;

/** A place in the common order, from low to high addresses (compare/commonOrder.ts). */
export interface AlignedPlace {
  /** Index into the rows: each is a pair of objects. */
  readonly pair: number;
  readonly side: AlignedSide | 'both';
  readonly moved: boolean;
}

/** A block as it is drawn; shares are of its width, from 0 to 1. */
export interface AlignedBlock {
  readonly height: number;
  readonly stripes: readonly { readonly kind: KindId; readonly from: number; readonly to: number }[];
  /** From here to the right it is hatched; 1: nowhere. */
  readonly hatchedFrom: number;
}

/** One slot, in CSS pixels from the top. */
export interface AlignedSlot {
  readonly row: number;
  readonly y: number;
  readonly height: number;
  readonly before?: AlignedBlock;
  readonly after?: AlignedBlock;
  /** The side that has no partner for it anywhere. */
  readonly missing?: AlignedSide;
  /** The other block is at another slot. */
  readonly moved: boolean;
}

/** From the middle of a block on the left to that of its partner on the right. */
export interface AlignedConnector {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

export interface AlignedLayout {
  readonly height: number;
  readonly slots: readonly AlignedSlot[];
  readonly connectors: readonly AlignedConnector[];
  /** Rows that have no slot, the smallest ones, and what they hold on each side. */
  readonly left: { readonly rows: number; readonly before: number; readonly after: number };
}

export interface AlignedScene {
  readonly rows: readonly AlignedRow[];
  readonly places: readonly AlignedPlace[];
  readonly highAddressesOnTop: boolean;
  /** 0: every block equally tall; 1: true scale. */
  readonly scalePower: number;
  /** Height of a line of words, in CSS pixels: no block is lower. */
  readonly line: number;
}

/** More slots than this nobody walks, and each is a dozen elements of the picture. */
export const mostSlots = 300;
/** Lines that the largest block is high: it is seen to be large, and the others still have room. */
const tallest = 4;
/** Between two slots. */
const gap = 3;
/** d3's power scale has no answer where every number to the power of 0 is the same; this is as good as equal. */
const leastPower = 0.02;

/** Lays the slots out from top to bottom; where there are too many, those of the largest rows. O(rows · log). */
export function alignedLayout({ rows, places, highAddressesOnTop, scalePower, line }: AlignedScene): AlignedLayout {
  const weights = rows.map(({ before, after }) => Math.max(before?.bytes ?? 0, after?.bytes ?? 0));
  const shown = largest(weights, mostSlots);
  const most = weights.reduce((greatest, weight) => Math.max(greatest, weight), 1);
  const heightOf = scalePow()
    .exponent(Math.min(1, Math.max(leastPower, scalePower)))
    .domain([0, most])
    .range([line, line * tallest])
    .clamp(true);
  const block = (part: AlignedPart | undefined): AlignedBlock | undefined =>
    part && { height: heightOf(part.bytes ?? 0), ...stripesOf(part) };
  const slots: AlignedSlot[] = [];
  const middles: Record<AlignedSide, Map<number, number>> = { before: new Map(), after: new Map() };
  let y = 0;
  for (const { pair: row, side, moved } of highAddressesOnTop ? places.toReversed() : places) {
    const data = rows[row];
    if (!data || !shown.has(row)) continue;
    const before = side === 'after' ? undefined : block(data.before);
    const after = side === 'before' ? undefined : block(data.after);
    const height = Math.max(before?.height ?? line, after?.height ?? line);
    const missing = moved || side === 'both' ? undefined : side === 'before' ? 'after' : 'before';
    slots.push({
      row,
      y,
      height,
      ...(before ? { before } : {}),
      ...(after ? { after } : {}),
      ...(missing ? { missing } : {}),
      moved,
    });
    if (moved && before) middles.before.set(row, y + before.height / 2);
    if (moved && after) middles.after.set(row, y + after.height / 2);
    y += height + gap;
  }
  const out = rows.filter((_, row) => !shown.has(row));
  const sum = (side: AlignedSide): number => out.reduce((total, row) => total + (row[side]?.bytes ?? 0), 0);
  return {
    height: Math.max(0, y - gap),
    slots,
    connectors: [...middles.before].flatMap(([row, from]) => {
      const to = middles.after.get(row);
      return to === undefined ? [] : [{ row, from, to }];
    }),
    left: { rows: out.length, before: sum('before'), after: sum('after') },
  };
}

/** The rows of the greatest weights, at most so many; of equal ones the first. */
function largest(weights: readonly number[], count: number): ReadonlySet<number> {
  const order = weights.map((_, row) => row);
  if (order.length > count) order.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  return new Set(order.slice(0, count));
}

function stripesOf({ kinds, bytes, aloneBytes, alone }: AlignedPart): Omit<AlignedBlock, 'height'> {
  const total = kinds.reduce((sum, kind) => sum + kind.bytes, 0);
  let from = 0;
  const stripes = kinds.map(({ kind, bytes: own }) => {
    // What is not in memory at all is drawn by its kinds alike.
    const share = total > 0 ? own / total : 1 / kinds.length;
    const stripe = { kind, from, to: Math.min(1, from + share) };
    from += share;
    return stripe;
  });
  const share = bytes === undefined || bytes === 0 ? 0 : Math.min(1, aloneBytes / bytes);
  return { stripes: stripes.filter((stripe) => stripe.to > stripe.from), hatchedFrom: alone ? 0 : 1 - share };
}

/** The slot at a height; between two the upper one. -1: none. */
export function slotAt({ slots }: Pick<AlignedLayout, 'slots'>, y: number): number {
  let [low, high] = [0, slots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((slots[middle]?.y ?? 0) <= y) low = middle + 1;
    else high = middle;
  }
  const slot = slots[low - 1];
  return slot && y <= slot.y + slot.height + gap ? low - 1 : -1;
}
