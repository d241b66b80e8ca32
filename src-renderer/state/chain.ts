/** Where the word at a place leads, and the word there, and so on: a chain of pointers. */
import type { MemoryBytes } from '@contract/inside.ts';
import { asPageNumber, pageBytes, type PageNumber } from '@contract/units.ts';
import type { ProcessStore } from './processStore.svelte.ts';
import { hexRow, rowBytes } from './hexRows.ts';

/** Links followed at most. */
const mostLinks = 16;

/** One link: a word and what stands in it. */
export interface Link {
  readonly at: PageNumber;
  /** Where it leads; missing at the end of the chain. */
  readonly target?: PageNumber;
  /** Why the chain ends here. */
  readonly end?: string;
}

const ends = {
  absent: 'the page is not present, and reading would bring it in',
  unreadable: 'the page cannot be read',
  unmapped: 'nothing is mapped there',
  loading: 'nothing could be read',
} as const;

/** Reads link by link until a word is no pointer, the chain closes, or it is long enough. */
export async function followChain(
  store: Pick<ProcessStore, 'inspect' | 'capture'>,
  from: PageNumber,
): Promise<readonly Link[]> {
  const links: Link[] = [];
  const seen = new Set<number>();
  let at = from;
  for (;;) {
    if (seen.has(at)) return [...links, { at, end: 'the chain closes: this word has been visited' }];
    if (links.length === mostLinks) return [...links, { at, end: `${mostLinks} links were followed` }];
    seen.add(at);
    const link = await linkAt(store, at);
    links.push(link);
    if (link.target === undefined) return links;
    at = link.target;
  }
}

/** The aligned word around a byte. */
async function linkAt(store: Pick<ProcessStore, 'inspect' | 'capture'>, at: PageNumber): Promise<Link> {
  const row = Math.floor((at * pageBytes) / rowBytes) * rowBytes;
  const told = await store.inspect('memory.read', {
    start: asPageNumber(row / pageBytes),
    length: rowBytes,
    consent: true,
  });
  if (!told.ok) return { at, end: told.message };
  return linkIn(store, at, row, told.value);
}

function linkIn({ capture }: Pick<ProcessStore, 'capture'>, at: PageNumber, row: number, memory: MemoryBytes): Link {
  if (!capture) return { at, end: ends.loading };
  const read = hexRow({ start: row, memory }, row, capture);
  if (read.state !== 'read') return { at, end: ends[read.state] };
  const word = read.words[Math.floor((at * pageBytes - row) / 8)];
  if (word?.target) return { at, target: word.target.page };
  return { at, end: word?.zero === false ? `${word.text} is no pointer` : 'the word is 0' };
}
