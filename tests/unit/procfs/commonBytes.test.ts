import { commonBytes } from '@main/procfs/commonBytes.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test('tells to the byte where two stretches begin to differ, or that one of them ends', () => {
  const places = fc.record({ from: fc.nat(9), to: fc.nat(9), length: fc.nat(20_000), more: fc.nat(3000) });
  fc.assert(
    fc.property(places, fc.boolean(), ({ from, to, length, more }, ends) => {
      const same = Uint8Array.from({ length }, (_, at) => at % 251);
      const a = Uint8Array.of(...Array<number>(from).fill(7), ...same, ...Array<number>(more).fill(1));
      const b = Uint8Array.of(...Array<number>(to).fill(9), ...same, ...Array<number>(ends ? 0 : more).fill(2));
      expect(commonBytes(a, from, b, to)).toBe(length);
    }),
    { numRuns: 300 },
  );
});
