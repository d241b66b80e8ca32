/**
 * One pool of CPython's allocator (struct pool_header, Objects/obmalloc.c): blocks of one size behind a header whose fields
 * hold each other: the block size gives the last offset, the next offset is a multiple of the size, the count fits, and the
 * free list lies inside.
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber, pageBytes } from '../contract/units.ts';

/** sizeof(struct pool_header), also the offset of the first block. */
export const poolHeaderBytes = 48;
/** Pools of 4 KiB and of 16 KiB. */
const poolSizes = [pageBytes, 4 * pageBytes];
/** Blocks are multiples of 8 bytes, of 16 since Python 3.7, up to 512. */
const alignments = [8, 16];

/** What a pool's header says. */
export interface Pool {
  /** The index of its arena. */
  readonly arena: number;
  /** Its length in pages. */
  readonly pages: number;
  /** Bytes of one block, and how many there are and are in use. A pool without a block in use belongs to nobody. */
  readonly block: number;
  readonly blocks: number;
  readonly used: number;
}

/** What the header at a page says, when it holds together. */
export function poolIn(view: DataView | undefined, page: number): Pool | undefined {
  if (!view) return undefined;
  const sizeIndex = view.getUint32(36, true);
  const last = view.getUint32(44, true);
  if (sizeIndex > 63 || last >= 4 * pageBytes) return undefined;
  const bytes = poolSizes.find((size) => {
    const block = size - last;
    return block > 0 && alignments.includes(block / (sizeIndex + 1));
  });
  if (bytes === undefined || (page * pageBytes) % bytes !== 0) return undefined;
  const block = bytes - last;
  const next = view.getUint32(40, true);
  const used = view.getUint32(0, true);
  const blocks = Math.floor((bytes - poolHeaderBytes) / block);
  if (next < poolHeaderBytes + block || next > last + block || (next - poolHeaderBytes) % block !== 0) return undefined;
  if (used > blocks) return undefined;
  const free = view.getBigUint64(8, true);
  const base = addressOf(asPageNumber(page));
  if (free !== 0n && (free < base + BigInt(poolHeaderBytes) || free >= base + BigInt(bytes))) return undefined;
  return { arena: view.getUint32(32, true), pages: bytes / pageBytes, block, blocks, used };
}
