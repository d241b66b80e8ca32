/**
 * musl's malloc (src/malloc/mallocng/meta.h): memory comes in groups of equal slots. A group that has pages of its own
 * begins with a pointer to its struct meta, which points back to the group and counts its pages; metas lie in areas of
 * one page each that begin with one and the same secret.
 */
import { addressOf, asAddress, formatHex, pageNumberOf } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, label, type Fact } from '../contract/verdict.ts';
import { cutPriority, type Claims } from './claims.ts';
import type { MemoryPort } from './input.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { residentSpans, type OpenSpan } from './openSpans.ts';
import { RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

/** Bytes read in all: a group costs two pages, a meta 40 bytes. */
const byteBudget = 48 * 2 ** 20;
/** Groups in all. */
const groupBudget = 16_384;
/** sizeof(struct meta) and the bits of its last word: last_idx 5, freeable 1, sizeclass 6, then the pages. */
const metaBytes = 40;
/** Size class of a block that has a group of its own. */
const ownGroup = 63n;

/** One group: where, how many pages, whether it is one large block, and the page of its meta. */
interface Group {
  readonly at: number;
  readonly pages: number;
  readonly single: boolean;
  readonly meta: number;
}

/** The group at a page, when its meta points back. `secret` is that of the first area found. */
function groupAt(window: MemoryWindow, at: number, { end, limit }: OpenSpan): (Group & { secret: bigint }) | undefined {
  const meta = window.page(at, end)?.getBigUint64(0, true) ?? 0n;
  // A meta follows the 24 bytes at the start of its area, in steps of its size.
  if (meta === 0n || (meta & 0xfffn) < 24n || ((meta & 0xfffn) - 24n) % BigInt(metaBytes) !== 0n) return undefined;
  const view = window.at(meta, metaBytes);
  if (view?.getBigUint64(16, true) !== addressOf(asPageNumber(at))) return undefined;
  const word = view.getBigUint64(32, true);
  const pages = Number(word >> 12n);
  if (pages === 0 || at + pages > limit) return undefined;
  const area = window.at(meta & ~0xfffn, 8);
  if (!area) return undefined;
  return {
    at,
    pages,
    single: ((word >> 6n) & 0x3fn) === ownGroup,
    meta: pageNumberOf(asAddress(meta & ~0xfffn)),
    secret: area.getBigUint64(0, true),
  };
}

function findGroups(memory: MemoryPort, spans: readonly OpenSpan[]): Group[] {
  const window = new MemoryWindow(memory, byteBudget);
  const found: Group[] = [];
  let known: bigint | undefined;
  let reached = 0;
  for (const span of spans) {
    for (let at = window.nextPresent(Math.max(span.start, reached), span.end); at < span.end;) {
      const group = found.length < groupBudget ? groupAt(window, at, span) : undefined;
      if (!group || (known !== undefined && group.secret !== known)) {
        at = window.nextPresent(at + 1, span.end);
        continue;
      }
      const { secret, ...rest } = group;
      known ??= secret;
      found.push(rest);
      reached = at + group.pages;
      at = window.nextPresent(reached, span.end);
    }
  }
  return found;
}

/** Cuts musl's groups, and the pages of their metas where nothing else explains them. */
export function claimMallocng(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const spans = residentSpans(space, claims);
  const groups = space.askMemory((memory) => findGroups(memory, spans)) ?? [];
  const rules = new RuntimeClaims(space, claims, 'musl', fingerprint);
  const metas = new Set<number>();
  for (const { at, pages, single, meta } of groups) {
    const back = fact('musl-group', { at, size: pages });
    metas.add(meta);
    if (single) {
      claims.cut(at, at + pages, cutPriority.malloc, {
        kind: 'malloc-block',
        certainty: 'exact',
        label: label('malloc-block', { size: pages }),
        facts: [back, fingerprint],
        object: claims.object({
          kind: 'allocation',
          label: label('malloc-block', { size: pages }),
          key: `allocation:${formatHex(asPageNumber(at))}`,
        }),
        detail: { runtime: 'musl' },
      });
    } else {
      rules.cut(at, at + pages, 'runtime-heap', 'exact', 'musl-heap', [fact('about', { about: 'musl-heap' }), back]);
    }
  }
  const open = spans.filter(({ row }) => claims.isOpen(row));
  for (const page of metas) {
    if (!open.some(({ start, end }) => page >= start && page < end)) continue;
    rules.cut(page, page + 1, 'runtime-heap', 'exact', 'musl-metas', [fact('musl-metas', { at: page })]);
  }
}
