import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hilbertCells, hilbertPlaces, largestOrder, orderFor } from '../../../../src-renderer/layout/pages/hilbert.ts';

/** The curve place by place, two bits of the place for each level: made in another way than the table. */
function cellByPlace(place: number, order: number): number {
  let [x, y, rest] = [0, 0, place];
  for (let edge = 1; edge < 2 ** order; edge *= 2) {
    const right = (rest >> 1) & 1;
    const down = (rest ^ right) & 1;
    if (down === 0) {
      if (right === 1) [x, y] = [edge - 1 - x, edge - 1 - y];
      [x, y] = [y, x];
    }
    x += edge * right;
    y += edge * down;
    rest >>= 2;
  }
  return y * 2 ** order + x;
}

const orders = fc.integer({ min: 0, max: 7 });

describe('hilbertCells', () => {
  it('is what the curve is place by place', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const expected = Array.from({ length: 4 ** order }, (_, place) => cellByPlace(place, order));
        expect([...hilbertCells(order)]).toEqual(expected);
      }),
    );
  });

  it('holds every cell exactly once, neighbours of the line beside each other', () => {
    for (let order = 0; order <= 8; order += 1) {
      const side = 2 ** order;
      const cells = hilbertCells(order);
      expect(new Set(cells).size).toBe(side * side);
      for (let place = 1; place < cells.length; place += 1) {
        const [from, to] = [cells[place - 1]!, cells[place]!];
        const steps = Math.abs((from % side) - (to % side)) + Math.abs(Math.floor(from / side) - Math.floor(to / side));
        expect(steps, `place ${place} of order ${order}`).toBe(1);
      }
    }
  });

  it('starts at the top left and ends at the top right', () => {
    const cells = hilbertCells(5);
    expect([cells[0], cells[1023]]).toEqual([0, 31]);
  });

  it('goes back from cells to places', () => {
    fc.assert(
      fc.property(orders, fc.nat(), (order, number) => {
        const cells = hilbertCells(order);
        const place = number % cells.length;
        expect(hilbertPlaces(cells)[cells[place]!]).toBe(place);
      }),
    );
  });
});

describe('orderFor', () => {
  it('is the least square that holds all, up to the largest', () => {
    expect([0, 1, 2, 4, 5, 16, 17, 2 ** 20, 2 ** 20 + 1, 2 ** 22].map(orderFor)).toEqual([
      0, 0, 1, 1, 2, 2, 3, 10, 11, 11,
    ]);
    expect(orderFor(2 ** 23)).toBe(largestOrder);
  });
});
