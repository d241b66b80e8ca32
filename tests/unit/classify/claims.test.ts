/** What becomes of verdicts that meet: the first for a mapping stands, cuts are kept beside it and mark what they touch. */
import { expect, test } from 'vitest';
import { certainties, kindIndex } from '@contract/kinds.ts';
import { fact, label, ruleIds } from '@contract/verdict.ts';
import { Claims, cutPriority, type Verdict } from '@main/classify/claims.ts';
import { Space } from '@main/classify/space.ts';
import { inputOf } from '../../support/maps.ts';

/** Three touching rows of two pages, from page 0x10 on. */
const claimsOf = (): Claims =>
  new Claims(
    new Space(
      inputOf({
        text: `10000-12000 rw-p 00000000 00:00 0
          12000-14000 rw-p 00000000 00:00 0
          14000-16000 rw-p 00000000 00:00 0 `,
      }),
    ),
  );
const verdict: Verdict = { kind: 'arena', certainty: 'strong', label: label('arena'), facts: [fact('heap-info')] };
const touched = (claims: Claims): boolean[] => [0, 1, 2].map((row) => !claims.isUntouched(row));

test('the first verdict for a mapping stands', () => {
  const claims = claimsOf();
  expect([claims.isOpen(1), claims.isUntouched(1), claims.isKind(1, 'arena')]).toEqual([true, true, false]);
  claims.rule = 'arenas';
  claims.claim(1, verdict);
  claims.rule = 'python';
  claims.claim(1, { ...verdict, kind: 'guard', certainty: 'exact' });
  expect([claims.isOpen(1), claims.isUntouched(1), claims.isKind(1, 'arena')]).toEqual([false, false, true]);
  expect(claims.verdicts[1]).toEqual({
    kind: kindIndex.arena,
    certainty: certainties.indexOf('strong'),
    rule: ruleIds.indexOf('arenas'),
    label: 0,
    facts: 0,
    object: -1,
    detail: undefined,
  });
  expect([claims.isOpen(0), claims.isOpen(2)]).toEqual([true, true]);
});

test('a verdict may be given to many rows as it was interned once', () => {
  const claims = claimsOf();
  const interned = claims.intern(verdict);
  claims.claimInterned(0, interned);
  claims.claimInterned(2, interned);
  expect(claims.verdicts).toEqual([interned, undefined, interned]);
});

test.each([
  [0x10, 0x12, [true, false, false]],
  [17.5, 0x12, [true, false, false]],
  [0x12, 0x14, [false, true, false]],
  [17.5, 18.25, [true, true, false]],
  [0x13, 0x20, [false, true, true]],
  [0x0, 0x20, [true, true, true]],
  [0x16, 0x20, [false, false, false]],
  [0x0, 0x10, [false, false, false]],
  [0x12, 0x12, [false, false, false]],
  [0x13, 0x12, [false, false, false]],
  [Number.NaN, 0x12, [false, false, false]],
])('a cut from page %d to page %d touches the rows it shares pages with', (start, end, rows) => {
  const claims = claimsOf();
  claims.cut(start, end, cutPriority.malloc, verdict);
  expect(touched(claims)).toEqual(rows);
  expect([0, 1, 2].map((row) => claims.isOpen(row))).toEqual([true, true, true]);
  expect([0, 1, 2].map((row) => claims.cutsIn(row).length)).toEqual(rows.map(Number));
  expect(claims.cuts).toHaveLength(start < end ? 1 : 0);
});

test('equal labels, facts and objects are kept once', () => {
  const claims = claimsOf();
  claims.claim(0, verdict);
  claims.claim(1, { ...verdict, facts: [fact('heap-info')] });
  claims.claim(2, { ...verdict, label: label('arena-reserve'), facts: [fact('heap-info'), fact('geometry-only')] });
  expect(claims.labels).toEqual([label('arena'), label('arena-reserve')]);
  expect(claims.factSets).toHaveLength(2);
  expect(claims.verdicts.map((one) => [one?.label, one?.facts])).toEqual([
    [0, 0],
    [0, 0],
    [1, 1],
  ]);
  const object = { kind: 'arena', label: label('arena'), key: 'arena:1' } as const;
  expect([claims.object(object), claims.object({ ...object, key: 'arena:2' }), claims.object(object)]).toEqual([
    0, 1, 0,
  ]);
  expect(claims.objects).toHaveLength(2);
});

test('the more a rule knows of its bounds, the more its cuts say', () => {
  const order = ['segment', 'part', 'heap', 'arena', 'malloc', 'stack', 'guard', 'tls'] as const;
  const priorities = order.map((name) => cutPriority[name]);
  expect(priorities).toEqual(priorities.toSorted((a, b) => a - b));
  expect(new Set(priorities).size).toBe(order.length);
  expect(cutPriority.runtime).toBe(cutPriority.malloc);
});
