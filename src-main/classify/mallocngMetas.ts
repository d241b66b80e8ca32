/**
 * The records of musl's malloc (src/malloc/mallocng/meta.h): memory comes in groups of equal slots. A group begins with a
 * pointer to its struct meta, which points back to the group, counts its pages where it has some of its own, and tells which
 * slots are in use; metas lie in areas of one page each that begin with one and the same secret and lead to each other.
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber, pageBytes } from '../contract/units.ts';
import type { MemoryWindow } from './memoryWindow.ts';

/** struct meta_area: the secret, the next area, how many metas follow from byte 24 on. */
const area = { bytes: pageBytes, next: 8, count: 16, metas: 24 } as const;
/**
 * struct meta: the group at byte 16, masks of slots that were never used and that were freed, and at byte 32 last_idx
 * 5 bits, freeable 1, sizeclass 6, then the pages.
 */
const meta = { bytes: 40, group: 16, never: 24, freed: 28, word: 32 } as const;
/** Size class of a block that has a group of its own. */
const ownGroup = 63;

/** A pointer as a number, which holds every address of user space; 0 for what cannot be one. */
export function pointerIn(view: DataView, offset: number): number {
  const high = view.getUint32(offset + 4, true);
  return high < 2 ** 15 ? high * 2 ** 32 + view.getUint32(offset, true) : 0;
}

/** What a meta says of its group. */
export interface Meta {
  /** Addresses of the meta and of the group. */
  readonly meta: number;
  readonly group: number;
  /** Pages of its own; 0 when it lies in a slot of another group. */
  readonly pages: number;
  readonly single: boolean;
  readonly sizeClass: number;
  readonly slots: number;
  /** A bit for each slot that holds no block. */
  readonly free: number;
}

/**
 * The metas of all areas seen so far. An area leads to those made after it, so that a few pages tell of thousands of groups.
 */
export class MetaAreas {
  readonly pages: number[] = [];
  /** All metas that have a group, those without pages of their own among them. */
  readonly metas: Meta[] = [];
  readonly #window: MemoryWindow;
  readonly #seen = new Set<number>();
  readonly #byPage = new Map<number, Meta>();
  #secret: bigint | undefined;

  constructor(window: MemoryWindow) {
    this.#window = window;
  }

  /** What a meta that has been read says of the group that has a page for its first one. */
  of(at: number): Meta | undefined {
    return this.#byPage.get(at);
  }

  /** What the meta at an address says of the group at a page, reading its area if need be; undefined when there is no such meta. */
  tell(at: number, pointer: number): Meta | undefined {
    const inside = (pointer % pageBytes) - area.metas;
    if (pointer === 0 || inside < 0 || inside % meta.bytes !== 0) return undefined;
    this.#read(Math.floor(pointer / pageBytes));
    const told = this.#byPage.get(at);
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
      if (group === 0) continue;
      const low = view.getUint32(offset + meta.word, true);
      const pages = view.getUint32(offset + meta.word + 4, true) * 2 ** 20 + (low >>> 12);
      const sizeClass = (low >>> 6) & 0x3f;
      const slots = (low & 0x1f) + 1;
      const all = slots === 32 ? -1 : (1 << slots) - 1;
      const free =
        ((view.getUint32(offset + meta.never, true) | view.getUint32(offset + meta.freed, true)) & all) >>> 0;
      const told = { meta: at + offset, group, pages, single: sizeClass === ownGroup, sizeClass, slots, free };
      this.metas.push(told);
      // A group without pages of its own lies in a slot of another one.
      if (pages > 0 && group % pageBytes === 0) this.#byPage.set(group / pageBytes, told);
    }
    return true;
  }
}
