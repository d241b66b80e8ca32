/** Bytes of memory as rows of hex and text; pointers among them lead to regions. Pure. */
import { memoryPageStates, type MemoryBytes } from '@contract/inside.ts';
import type { Capture, RegionIndex } from '@contract/capture.ts';
import { rowAt } from '@contract/rows.ts';
import { asPageNumber, pageBytes, type PageNumber } from '@contract/units.ts';

/** Bytes of a row; two words of a 64-bit program. */
export const rowBytes = 16;
export const wordBytes = 8;

/** What was read, and from which byte address it begins (a multiple of {@link rowBytes}). */
export interface HexWindow {
  readonly start: number;
  readonly memory: MemoryBytes;
}

/** One word of a row. */
interface HexWord {
  /** `c0 ff ee …`. */
  readonly text: string;
  readonly zero: boolean;
  /** Where it points, when that is mapped. */
  readonly target?: { readonly page: PageNumber; readonly region: RegionIndex };
}

/** One row: its words and its text, or why it has none. */
export type HexRow =
  | { readonly state: 'read'; readonly words: readonly HexWord[]; readonly text: string }
  | { readonly state: Exclude<(typeof memoryPageStates)[number], 'read'> }
  | { readonly state: 'loading' };

const loading = { state: 'loading' } as const;

/** The row that begins at a byte address. */
export function hexRow(window: HexWindow | undefined, address: number, capture: Capture): HexRow {
  if (!window) return loading;
  const { start, memory } = window;
  const at = address - start;
  if (at < 0 || at + rowBytes > memory.bytes.length) return loading;
  const page = Math.floor(address / pageBytes) - Math.floor(start / pageBytes);
  const state = memoryPageStates[memory.pages[page] ?? 0] ?? 'absent';
  if (state !== 'read') return { state };
  const bytes = memory.bytes.subarray(at, at + rowBytes);
  const words = [0, wordBytes].map((offset) => hexWord(bytes.subarray(offset, offset + wordBytes), capture));
  return { state, words, text: Array.from(bytes, letterOf).join('') };
}

function hexWord(bytes: Uint8Array, capture: Capture): HexWord {
  const text = Array.from(bytes, hexOf).join(' ');
  const zero = bytes.every((byte) => byte === 0);
  const target = zero ? undefined : targetOf(bytes, capture);
  return { text, zero, ...(target ? { target } : {}) };
}

/** Where an aligned little-endian word points; small numbers are numbers: nothing is mapped below the first 64 KiB. */
function targetOf(bytes: Uint8Array, capture: Capture): HexWord['target'] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const high = view.getUint32(4, true);
  // A double holds 2^53; addresses of programs end far below.
  if (high >= 2 ** 21) return undefined;
  const address = high * 2 ** 32 + view.getUint32(0, true);
  if (address < 65_536) return undefined;
  const page = asPageNumber(address / pageBytes);
  const region = rowAt(capture.regions, page);
  if (region < 0) return undefined;
  return { page, region };
}

export const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0');

/** A byte as a letter, as hexdump writes it. */
const letterOf = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.');

/** Bytes as a person writes them: `c0ffee`, `c0 ff ee`, `0xc0,0xff`. Undefined when it is something else. */
export function parseBytes(text: string): Uint8Array | undefined {
  const digits = text.replace(/0x/gi, '').replace(/[\s,]/g, '');
  if (digits.length === 0 || digits.length % 2 === 1 || !/^[0-9a-f]+$/i.test(digits)) return undefined;
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}
