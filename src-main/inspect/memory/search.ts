import type { MemoryHits, Needle } from '../../contract/inside.ts';
import { asBytes, pageBytes } from '../../contract/units.ts';
import { noConsent } from '../consent.ts';
import type { InspectTarget, Look } from '../target.ts';
import { bytesFinder, ChunkSearch, pointerFinder, wordAt, type Finder } from './finders.ts';
import { allSpans, scanPresent } from './presentRuns.ts';
import { surroundings } from './surroundings.ts';

/** Bytes of a pointer: a 32-bit program maps nothing above 4 GiB but for the kernel's own page. */
function wordBytesOf({ capture: { mappings } }: InspectTarget): 4 | 8 {
  let highest = 0;
  for (let row = 0; row < mappings.length; row++) {
    const end = mappings.end[row] ?? 0;
    if (end < 2 ** 51) highest = Math.max(highest, end);
  }
  return highest <= 2 ** 20 ? 4 : 8;
}

interface Sought {
  readonly find: Finder;
  readonly length: number;
  readonly alignment?: number;
}

function finderOf(needle: Needle, wordBytes: 4 | 8): Sought {
  switch (needle.type) {
    case 'text': {
      const bytes = new TextEncoder().encode(needle.text);
      return { find: bytesFinder(bytes, needle.ignoreCase), length: bytes.length };
    }
    case 'bytes':
      return { find: bytesFinder(needle.bytes), length: needle.bytes.length };
    case 'pointer':
      return {
        find: pointerFinder(needle.start * pageBytes, needle.end * pageBytes, wordBytes),
        length: wordBytes,
        alignment: wordBytes,
      };
  }
}

/** Looks for a text (as UTF-8), bytes or pointers in what is present of the spans, or of everything. */
export const memorySearch: Look<'memory.search'> = function* (target, { spans, needle, limit, consent }) {
  if (!consent) return noConsent;
  const wordBytes = wordBytesOf(target);
  const { find, length, alignment } = finderOf(needle, wordBytes);
  const search = new ChunkSearch(find, length, alignment);
  const starts: number[] = [];
  const targets: number[] = [];
  const around: string[] = [];
  let more = false;
  const wanted = spans.length > 0 ? spans : allSpans(target);
  const what = `The memory of process ${target.capture.process.identity.pid} cannot be searched.`;
  const scanned = yield* scanPresent(target, wanted, what, (address, chunk, follows) => {
    const { hits, at, bytes } = search.take(address, chunk, follows);
    for (const hit of hits) {
      if (starts.length >= limit) {
        more = true;
        return true;
      }
      starts.push(hit / pageBytes);
      if (needle.type === 'pointer') targets.push(wordAt(bytes, hit - at, wordBytes) / pageBytes);
      else around.push(surroundings(bytes, hit - at, length));
    }
    return false;
  });
  if ('ok' in scanned) return scanned;
  const value: MemoryHits = {
    start: Float64Array.from(starts),
    length,
    ...(needle.type === 'pointer' ? { target: Float64Array.from(targets) } : { around }),
    more,
    bytesRead: asBytes(scanned.bytesRead),
    notes: scanned.notes,
  };
  return { ok: true, value };
};
