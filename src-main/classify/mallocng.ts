/**
 * musl's malloc (src/malloc/mallocng/meta.h): memory comes in groups of equal slots. A group that has pages of its own
 * begins with a pointer to its struct meta, which points back to the group and counts its pages; metas lie in areas of
 * one page each that begin with one and the same secret and lead to each other.
 */
import { addressOf, formatHex } from '../contract/address.ts';
import { asPageNumber, pageBytes } from '../contract/units.ts';
import { fact, label, type Fact } from '../contract/verdict.ts';
import { cutPriority, type Claims } from './claims.ts';
import type { MemoryPort } from './input.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { residentSpans, type OpenSpan } from './openSpans.ts';
import { RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

/** Bytes read in all: 8 for each page that may begin a group, and a page for each area of metas. */
const byteBudget = 48 * 2 ** 20;
/** Pages asked for the pointer to their meta: 100 ms of a busy machine. Of groups beyond only their metas tell. */
const groupBudget = 8192;
/** struct meta_area: the secret, the next area, how many metas follow from byte 24 on. */
const area = { bytes: pageBytes, next: 8, count: 16, metas: 24 } as const;
/** struct meta: the group at byte 16, and at byte 32 last_idx 5 bits, freeable 1, sizeclass 6, then the pages. */
const meta = { bytes: 40, group: 16, word: 32 } as const;
/** Size class of a block that has a group of its own. */
const ownGroup = 63;

/** A pointer as a number, which holds every address of user space; 0 for what cannot be one. */
function pointerIn(view: DataView, offset: number): number {
  const high = view.getUint32(offset + 4, true);
  return high < 2 ** 15 ? high * 2 ** 32 + view.getUint32(offset, true) : 0;
}

/** What a meta says of its group. */
interface Told {
  /** Address of the meta. */
  readonly meta: number;
  readonly pages: number;
  readonly single: boolean;
}

/** Touching groups, or one large block that has a group of its own; in pages. */
interface Groups {
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly single: boolean;
  /** Each one's first word has been read, and points to its meta. */
  readonly confirmed: boolean;
}

/** What was found: groups, and the pages in which their metas lie. */
interface Found {
  readonly groups: readonly Groups[];
  readonly areas: readonly number[];
}

/**
 * The metas of all areas seen so far, by the page of their group. An area leads to those made after it, so that a few
 * pages tell of thousands of groups.
 */
class Areas {
  readonly pages: number[] = [];
  readonly #window: MemoryWindow;
  readonly #seen = new Set<number>();
  readonly #told = new Map<number, Told>();
  #secret: bigint | undefined;

  constructor(window: MemoryWindow) {
    this.#window = window;
  }

  /** What a meta that has been read says of the group at a page. */
  of(at: number): Told | undefined {
    return this.#told.get(at);
  }

  /** What the meta at an address says of the group at a page, reading its area if need be; undefined when there is no such meta. */
  tell(at: number, pointer: number): Told | undefined {
    const inside = (pointer % pageBytes) - area.metas;
    if (pointer === 0 || inside < 0 || inside % meta.bytes !== 0) return undefined;
    this.#read(Math.floor(pointer / pageBytes));
    const told = this.#told.get(at);
    return told?.meta === pointer ? told : undefined;
  }

  /** Reads the area in a page and those behind it. The first one that holds together tells the secret of all. */
  #read(first: number): void {
    for (let page = first; page !== 0 && !this.#seen.has(page);) {
      this.#seen.add(page);
      const view = this.#window.at(addressOf(asPageNumber(page)), area.bytes);
      const secret = view?.getBigUint64(0, true);
      if (!view || secret === 0n || (this.#secret !== undefined && secret !== this.#secret)) return;
      if (!this.#takeMetas(view, page * pageBytes)) return;
      this.#secret ??= secret;
      this.pages.push(page);
      const next = pointerIn(view, area.next);
      page = next % pageBytes === 0 ? next / pageBytes : 0;
    }
  }

  #takeMetas(view: DataView, at: number): boolean {
    const count = view.getInt32(area.count, true);
    if (count < 1 || area.metas + count * meta.bytes > area.bytes) return false;
    for (let index = 0; index < count; index++) {
      const offset = area.metas + index * meta.bytes;
      const group = pointerIn(view, offset + meta.group);
      const low = view.getUint32(offset + meta.word, true);
      const pages = view.getUint32(offset + meta.word + 4, true) * 2 ** 20 + (low >>> 12);
      // A group without pages of its own lies in a slot of another one.
      if (pages === 0 || group === 0 || group % pageBytes !== 0) continue;
      const single = ((low >>> 6) & 0x3f) === ownGroup;
      this.#told.set(group / pageBytes, { meta: at + offset, pages, single });
    }
    return true;
  }
}

function findGroups(memory: MemoryPort, spans: readonly OpenSpan[]): Found {
  const window = new MemoryWindow(memory, byteBudget);
  const areas = new Areas(window);
  const groups: Groups[] = [];
  let reached = 0;
  let left = groupBudget;
  for (const { start, end, limit } of spans) {
    let told: Told | undefined;
    for (let at = window.nextPresent(Math.max(start, reached), end); at < end;) {
      const confirmed = left > 0;
      if (confirmed || !areas.of(at)) {
        // Behind a group there is mostly another one; elsewhere pages are looked at one after the other.
        const head = told ? window.at(addressOf(asPageNumber(at)), 8) : window.page(at, end);
        told = head && areas.tell(at, pointerIn(head, 0));
        left--;
      } else told = areas.of(at);
      if (!told || at + told.pages > limit) {
        told = undefined;
        at = window.nextPresent(at + 1, end);
        continue;
      }
      const { single, pages } = told;
      reached = at + pages;
      const before = groups.at(-1);
      if (before?.end === at && !before.single && !single && before.confirmed === confirmed)
        groups[groups.length - 1] = { ...before, end: reached, count: before.count + 1 };
      else groups.push({ start: at, end: reached, count: 1, single, confirmed });
      at = window.nextPresent(reached, end);
    }
  }
  return { groups, areas: areas.pages };
}

/** Cuts musl's groups, and the pages of their metas where nothing else explains them. */
export function claimMallocng(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const spans = residentSpans(space, claims);
  const found = space.askMemory((memory) => findGroups(memory, spans));
  if (!found) return;
  const rules = new RuntimeClaims(space, claims, 'musl', fingerprint);
  for (const { start, end, count, single, confirmed } of found.groups) {
    const size = end - start;
    const certainty = confirmed ? 'exact' : 'strong';
    const told = fact(confirmed ? 'musl-groups' : 'musl-groups-told', { count, at: start });
    if (!single) {
      rules.cut(start, end, 'runtime-heap', certainty, 'musl-heap', [fact('about', { about: 'musl-heap' }), told]);
      continue;
    }
    claims.cut(start, end, cutPriority.malloc, {
      kind: 'malloc-block',
      certainty,
      label: label('malloc-block', { size }),
      facts: [confirmed ? fact('musl-group', { at: start, size }) : told, fingerprint],
      object: claims.object({
        kind: 'allocation',
        label: label('malloc-block', { size }),
        key: `allocation:${formatHex(asPageNumber(start))}`,
      }),
      detail: { runtime: 'musl' },
    });
  }
  const open = spans.filter(({ row }) => claims.isOpen(row));
  for (const page of found.areas) {
    if (!open.some(({ start, end }) => page >= start && page < end)) continue;
    rules.cut(page, page + 1, 'runtime-heap', 'exact', 'musl-metas', [fact('musl-metas', { at: page })]);
  }
}
