/**
 * Where the brk heap lies in a core file, which does not name it: the first mapping above the program that consists of
 * malloc's chunks from its first byte to its last (malloc/malloc.c of glibc; 64-bit).
 */
import { addressOf, pageNumberOf } from '../../contract/address.ts';
import { permissionBits, type MappingColumns, type MappingIndex } from '../../contract/capture.ts';
import { mappingName } from '../../contract/rows.ts';
import { asPageNumber, pageBytes, type Address, type PageNumber } from '../../contract/units.ts';
import { fact, type Fact } from '../../contract/verdict.ts';
import type { MemoryPort } from '../../classify/input.ts';

/** Chunks of a heap that are followed; a heap of more is taken for one all the same. */
const chunkLimit = 20_000;
/** Mappings that are tried. */
const rowLimit = 64;
/** Bytes of one file's data that are searched for malloc's record. */
const dataLimit = 262_144;
/** Low bits of a chunk's size: the one before is in use, from mmap, of another arena. */
const [inUse, fromMmap, otherArena] = [1n, 2n, 4n];
const smallest = 32n;
const alignment = 16n;

/** The row of the heap, and why it is taken for it. */
export interface AssumedHeap {
  readonly row: MappingIndex;
  readonly reason: Fact;
}

/** Finds it; undefined where no memory can be read or nothing looks so. `program` is a row of the program. */
export function assumedHeap(
  mappings: MappingColumns,
  memory: MemoryPort,
  program: MappingIndex,
): AssumedHeap | undefined {
  const path = mappingName(mappings, program);
  let row = program;
  while (row + 1 < mappings.length && mappingName(mappings, row + 1) === path) row += 1;
  let tried = 0;
  for (row += 1; row < mappings.length && tried < rowLimit; row++) {
    // Libraries lie above the heap.
    if (mappingName(mappings, row).startsWith('/')) return undefined;
    if (mappings.name[row] !== 0 || mappings.perms[row] !== (permissionBits.read | permissionBits.write)) continue;
    tried += 1;
    const top = lastChunk(memory, mappings, row);
    if (top === undefined) continue;
    const at = recordOf(memory, mappings, top);
    return { row, reason: at === undefined ? fact('assumed-heap-chunks') : fact('assumed-heap-top', { at }) };
  }
  return undefined;
}

/** Address of the last chunk, whose end is that of the mapping; undefined when the chunks do not lead there. */
function lastChunk(memory: MemoryPort, mappings: MappingColumns, row: MappingIndex): Address | undefined {
  const end = addressOf(asPageNumber(mappings.end[row] ?? 0));
  let at: bigint = addressOf(asPageNumber(mappings.start[row] ?? 0));
  for (let chunk = 0; chunk < chunkLimit; chunk++) {
    const size = wordAt(memory, (at + 8n) as Address);
    if (size === undefined || (size & (fromMmap | otherArena)) !== 0n || (chunk === 0 && (size & inUse) === 0n))
      return undefined;
    const next = at + (size & ~7n);
    if (next - at < smallest || (next - at) % alignment !== 0n || next > end) return undefined;
    if (next === end) return chunk > 0 ? (at as Address) : undefined;
    at = next;
  }
  return at as Address;
}

/** Where (a page number with a fraction) in the writable data of a file an address is stored: malloc's main_arena has that of its last chunk. */
function recordOf(memory: MemoryPort, mappings: MappingColumns, top: Address): PageNumber | undefined {
  const wanted = Buffer.alloc(8);
  wanted.writeBigUInt64LE(top);
  for (let row = 0; row < mappings.length; row++) {
    if (mappings.perms[row] !== (permissionBits.read | permissionBits.write)) continue;
    if (!/\/(?:libc[-.]|ld-musl)/.test(mappingName(mappings, row))) continue;
    const start = addressOf(asPageNumber(mappings.start[row] ?? 0));
    const length = Math.min(dataLimit, ((mappings.end[row] ?? 0) - (mappings.start[row] ?? 0)) * pageBytes);
    const bytes = memory.read(start, length);
    if (!bytes) continue;
    const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(wanted);
    if (found >= 0 && found % 8 === 0) return pageNumberOf((start + BigInt(found)) as Address);
  }
  return undefined;
}

function wordAt(memory: MemoryPort, at: Address): bigint | undefined {
  const bytes = memory.read(at, 8);
  return bytes && new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
}
