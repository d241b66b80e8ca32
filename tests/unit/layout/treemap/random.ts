/** Captures of any shape for the treemap's properties: mappings of one or more regions, with and without objects. */
import { told } from '../../../support/words.ts';
import fc from 'fast-check';
import type { Capture, MappedObject } from '@contract/capture.ts';
import { kindIds, type KindId } from '@contract/kinds.ts';
import { syntheticCapture, type MappingRow } from '../../state/syntheticCapture.ts';

const objects: readonly MappedObject[] = [
  { kind: 'module', role: 'program', label: told('server'), key: 'module:server' },
  { kind: 'module', role: 'library', label: told('libc.so.6'), key: 'module:libc' },
  { kind: 'module', role: 'library', label: told('libm.so.6'), key: 'module:libm' },
  { kind: 'thread', label: told('thread 12 (worker)'), key: 'thread:12' },
  { kind: 'heap', label: told('Heap'), key: 'heap' },
];

const someKinds: readonly KindId[] = ['text', 'data', 'anon', 'thread-stack', 'guard', 'heap', 'reserve'];

const region = fc.record({
  pages: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 500_000 })),
  kind: fc.constantFrom(...someKinds),
  object: fc.integer({ min: -1, max: objects.length - 1 }),
});

const mapping = fc.record({
  perms: fc.constantFrom('rw-p', 'r-xp', '---p'),
  regions: fc.array(region, { minLength: 1, maxLength: 3 }),
  resident: fc.double({ min: 0, max: 1, noNaN: true }),
});
type RandomMapping = typeof mapping extends fc.Arbitrary<infer Value> ? Value : never;

/** Lays the mappings one behind the other. */
export function captureOfMappings(mappings: readonly RandomMapping[]): Capture {
  let at = 0x10000;
  const rows = mappings.map(({ perms, regions, resident }): MappingRow => {
    const hex = (page: number): string => (page * 4096).toString(16);
    const first = at;
    const parts = regions.map(({ pages, kind, object }) => {
      const start = at;
      at += pages;
      return {
        start: hex(start),
        end: hex(at),
        kind,
        label: `${kindIds.indexOf(kind)}`,
        ...(object < 0 ? {} : { object }),
      };
    });
    const size = (at - first) * 4;
    const rss = Math.floor(size * resident);
    const end = at++;
    return {
      start: hex(first),
      end: hex(end),
      perms,
      figures: { Rss: rss, Pss: Math.floor(rss / 2), Private_Clean: 0, Private_Dirty: rss, Shared_Dirty: 0, Swap: 0 },
      regions: parts,
    };
  });
  return syntheticCapture(rows, { objects });
}

export const someMappings = fc.array(mapping, { minLength: 1, maxLength: 120 });
export const someCapture = someMappings.map(captureOfMappings);
