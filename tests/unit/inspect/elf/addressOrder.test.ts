import { addressOrder } from '@main/inspect/elf/addressOrder.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finished } from '../../../support/finished.ts';

describe('addressOrder', () => {
  it('is the order that a stable sort gives', () => {
    const address = fc.oneof(fc.nat(20), fc.nat(), fc.maxSafeNat());
    fc.assert(
      fc.property(fc.array(address, { maxLength: 300 }), (values) => {
        const addresses = Float64Array.from(values);
        const expected = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
        expect([...finished(addressOrder(addresses))]).toEqual(expected);
      }),
    );
  });

  it('pauses between its passes', () => {
    const addresses = Float64Array.from({ length: 1000 }, (_, row) => (1000 - row) * 2 ** 22);
    expect([...addressOrder(addresses)].length).toBeGreaterThanOrEqual(3);
  });
});
