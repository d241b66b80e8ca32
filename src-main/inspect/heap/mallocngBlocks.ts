/** Blocks of musl's malloc, by the records of its groups (classify/mallocngMetas.ts). */
import { addressOf, asAddress } from '../../contract/address.ts';
import { asPageNumber, pageBytes } from '../../contract/units.ts';
import { MetaAreas, pointerIn, type Meta } from '../../classify/mallocngMetas.ts';
import { MemoryWindow } from '../../classify/memoryWindow.ts';
import { ClassCounts, type CountBlocks } from './blockClasses.ts';
import { plural } from './sentences.ts';

/** Bytes read at most: records of 40 bytes and a word of each group, of some million groups. */
const byteBudget = 64 * 2 ** 20;
/** Groups between two yields. */
const step = 1024;
/** UNIT, also the length of a group's head, and what is taken of a block for its index. */
const unit = 16;
const inBand = 4;
/** size_classes of src/malloc/mallocng/malloc.c, in units. */
const sizeClasses = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 31, 36, 42, 50, 63, 72, 84, 102, 127, 146, 170, 204, 255, 292, 340,
  409, 511, 584, 682, 818, 1023, 1169, 1364, 1637, 2047, 2340, 2730, 3276, 4095, 4680, 5460, 6552, 8191,
];

/** Bytes of a slot, its index among them. */
const slotBytes = ({ single, pages, sizeClass }: Meta): number =>
  single ? pages * pageBytes - unit : (sizeClasses[sizeClass] ?? 0) * unit;

/** Bits that are set in a mask of 32 slots. */
function bits(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count++;
  return count;
}

/** The group in one of whose slots another group lies: the closest one below that reaches beyond it. */
function outerOf(groups: readonly Meta[], index: number): Meta | undefined {
  const inner = groups[index];
  for (let at = index - 1; inner && at >= 0; at--) {
    const outer = groups[at];
    if (outer && outer.group + unit + outer.slots * slotBytes(outer) > inner.group) return outer;
    // No group is longer than the largest one with several slots; a single block holds no group.
    if (outer && outer.pages > 0) return undefined;
  }
  return undefined;
}

/** Goes through the groups that the capture shows to their records, and through all of these. */
export const mallocngBlocks: CountBlocks = function* (memory, regions) {
  const window = new MemoryWindow(memory, byteBudget);
  const areas = new MetaAreas(window);
  // From group to group, since an area leads only to later ones and the oldest groups lie highest.
  for (const { start, end } of regions) {
    for (let page = Math.ceil(start); page < end;) {
      const head = window.at(addressOf(asPageNumber(page)), 8);
      page += (head && areas.tell(page, pointerIn(head, 0))?.pages) ?? 1;
    }
    yield 0;
  }
  const groups = [...areas.metas].sort((a, b) => a.group - b.group);
  const counts = new ClassCounts();
  const seen = { confirmed: 0, inner: 0, single: 0, singleBytes: 0 };
  for (const [index, told] of groups.entries()) {
    if (index % step === 0) yield index / groups.length;
    const head = window.at(asAddress(BigInt(told.group)), 8);
    if (!head || pointerIn(head, 0) !== told.meta) continue;
    seen.confirmed++;
    const free = bits(told.free);
    counts.add(slotBytes(told), told.slots - free, free);
    if (told.single) {
      seen.single++;
      seen.singleBytes += slotBytes(told);
    }
    if (told.pages > 0) continue;
    const outer = outerOf(groups, index);
    if (!outer) continue;
    // A slot that holds a group is no block of the program's.
    seen.inner++;
    counts.add(slotBytes(outer), -1, 0);
  }
  const whole = seen.confirmed === groups.length && groups.length > 0 && !window.exhausted();
  return {
    classes: counts.list(),
    whole,
    checks: [
      `${plural(areas.pages.length, 'page')} of records, all with one secret, tell of ${plural(groups.length, 'group')}; ${
        whole ? 'each group begins' : `${seen.confirmed} of them begin`
      } with a pointer back to its record.`,
      ...(seen.inner > 0
        ? [`${plural(seen.inner, 'group')} of small blocks lie in slots of others, which are not counted as blocks.`]
        : []),
      ...(seen.single > 0
        ? [`${plural(seen.single, 'large block')} of ${seen.singleBytes} bytes in all have pages of their own.`]
        : []),
      `A size is that of a slot: a block has room for ${inBand} bytes less.`,
    ],
  };
};
