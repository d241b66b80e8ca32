/** Addresses of the page lead back to where they were made, and nonsense in them leads nowhere. */
import fc from 'fast-check';
import { asPageNumber, asPid } from '@contract/units.ts';
import { fragmentOf, linkOf, type Link } from '@renderer/state/fragment.ts';
import { expect, it } from 'vitest';

const span = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 47 }), fc.integer({ min: 1, max: 2 ** 30 }))
  .map(([start, pages]) => ({ start: asPageNumber(start), end: asPageNumber(start + pages) }));
const link: fc.Arbitrary<Link> = fc.record(
  {
    pid: fc.integer({ min: 1, max: 4_194_304 }).map(asPid),
    view: fc.constantFrom('map', 'pages', 'full-table'),
    at: span,
    selection: span.map((place) => ({ level: 'region' as const, ...place })),
    moment: fc.integer({ min: 1, max: 8.64e15 }),
  },
  { requiredKeys: ['pid'] },
);

it('what a link says is read back from it', () => {
  fc.assert(
    fc.property(link, (given) => {
      expect(linkOf(fragmentOf(given))).toEqual(given);
    }),
  );
});

it('nothing is made of what cannot be read', () => {
  expect(linkOf('#pid=-3&view=<b>&at=5-4&sel=thing:1-2&moment=soon')).toEqual({});
  expect(linkOf('#pid=7&at=1-fffffffffffffffff&sel=region')).toEqual({ pid: 7 });
  fc.assert(fc.property(fc.string(), (text) => void linkOf(text)));
});

it('a page that shows no process has no fragment', () => {
  expect(fragmentOf({ view: 'map' })).toBe('');
});
