/**
 * Large objects of Mono's collector SGen (mono/sgen/sgen-los.c, struct _LOSSection): sections of 1 MiB at multiples of
 * 1 MiB that begin with the next one, the number of free chunks, and a pointer to the map that follows these three words.
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import { findBlocks, type BlockShape } from './headedBlocks.ts';
import { residentSpans } from './openSpans.ts';
import { mib, RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

/** Chunks of 4 KiB in a section. */
const chunks = 256n;

const sections: BlockShape = {
  alignment: mib,
  bytes: 16 * 2 ** 20,
  pagesAt(window, at, { end, limit }) {
    const view = at + mib <= limit ? window.page(at, end) : undefined;
    if (view?.getBigUint64(16, true) !== addressOf(asPageNumber(at)) + 24n) return 0;
    return view.getBigUint64(8, true) <= chunks && view.getBigUint64(0, true) % 2n ** 20n === 0n ? mib : 0;
  },
};

/** Cuts the sections of large objects. */
export function claimMono(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const rules = new RuntimeClaims(space, claims, 'Mono', fingerprint);
  const spans = residentSpans(space, claims);
  for (const { start, end, count } of space.askMemory((memory) => findBlocks(memory, spans, sections)) ?? []) {
    const facts = [fact('about', { about: 'mono-heap' }), fact('mono-sections', { count, at: start })];
    rules.cut(start, end, 'runtime-heap', 'strong', 'mono-heap', facts);
  }
}
