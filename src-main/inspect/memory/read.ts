import { asAddress } from '../../contract/address.ts';
import { memoryPageStates, type MemoryBytes } from '../../contract/inside.ts';
import { pageStateBits } from '../../contract/pages.ts';
import { rowAt } from '../../contract/rows.ts';
import { asEpochMilliseconds, asPageNumber, pageBytes } from '../../contract/units.ts';
import { openMemory } from '../../procfs/mem.ts';
import { noConsent } from '../consent.ts';
import { openPages } from '../pages/readRuns.ts';
import { cannotLook } from '../presentMemory.ts';
import type { Look } from '../target.ts';

const stateIndex = (state: (typeof memoryPageStates)[number]): number => memoryPageStates.indexOf(state);
const [read, absent, unreadable, unmapped] = memoryPageStates.map(stateIndex);

/**
 * Bytes of a span, page by page. A page that is not present is not read, since that would bring it in; its bytes are 0
 * in the answer and its state says so. Nothing of the kernel's half can be named.
 */
export const memoryRead: Look<'memory.read'> = function* (target, { start, length, consent }) {
  yield 0;
  if (!consent) return noConsent;
  const { context, capture, source } = target;
  const what = `The memory of process ${capture.process.identity.pid} cannot be shown.`;
  const pagemap = openPages(target);
  if (!pagemap.ok) return pagemap;
  const memory = openMemory(context.reader, source);
  if (memory.status !== 'read') {
    pagemap.value.close();
    return cannotLook(what, memory);
  }
  try {
    const first = Math.floor(start);
    const begin = BigInt(Math.round((start - first) * pageBytes)) + BigInt(first) * BigInt(pageBytes);
    const end = begin + BigInt(length);
    const count = Number((end + BigInt(pageBytes) - 1n) / BigInt(pageBytes)) - first;
    const bytes = new Uint8Array(length);
    const pages = new Uint8Array(count);
    const states = pagemap.value.readStates(asPageNumber(first), count);
    for (let index = 0; index < count; index++) {
      if (index % 64 === 63) yield index / count;
      if (rowAt(capture.mappings, asPageNumber(first + index)) < 0) {
        pages[index] = unmapped ?? 0;
        continue;
      }
      const from = BigInt(first + index) * BigInt(pageBytes);
      const low = from > begin ? from : begin;
      const high = from + BigInt(pageBytes) < end ? from + BigInt(pageBytes) : end;
      const present = ((states[index] ?? 0) & pageStateBits.present) !== 0;
      // Pages of devices and of the kernel ([vvar]) have no entry in pagemap: reading them is refused, or is harmless.
      const found = present ? memory.value.read(asAddress(low), Number(high - low)) : undefined;
      if (found) bytes.set(found, Number(low - begin));
      pages[index] = (found ? read : present ? unreadable : absent) ?? 0;
    }
    const value: MemoryBytes = { bytes, pages, readAt: asEpochMilliseconds(Date.now()) };
    return { ok: true, value };
  } finally {
    pagemap.value.close();
    memory.value.close();
  }
};
