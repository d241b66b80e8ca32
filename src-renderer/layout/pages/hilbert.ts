/**
 * The Hilbert curve: places along a line as cells of a square, so that what is near in the line stays near in the
 * square. Pure. The curve is that of Hilbert (1891); it starts at the top left and ends at the top right.
 */

/** Orders beyond this have no table: 2^22 cells are 4 Mi pages, all that is shown at once. */
export const largestOrder = 11;

/** The least order whose square (side `2 ** order`) has at least so many cells; {@link largestOrder} at most. */
export function orderFor(cells: number): number {
  let order = 0;
  while (order < largestOrder && 4 ** order < cells) order += 1;
  return order;
}

/**
 * The cell of every place of the curve, as `y * side + x`: the table through which a million pages are coloured
 * without working out the curve again. Each order is made of four copies of the one below: the first and the last
 * mirrored at a diagonal, the two between them as they are.
 */
export function hilbertCells(order: number): Uint32Array {
  const side = 2 ** order;
  const cells = new Uint32Array(side * side);
  for (let level = 0; level < order; level += 1) {
    const half = 2 ** level;
    const quarter = half * half;
    // Backwards through the copies: the first overwrites what the others are made of.
    for (let place = 0; place < quarter; place += 1) {
      const cell = cells[place] ?? 0;
      const x = cell % side;
      const y = (cell - x) / side;
      cells[place + 3 * quarter] = (half - 1 - x) * side + (2 * half - 1 - y);
      cells[place + 2 * quarter] = (y + half) * side + x + half;
      cells[place + quarter] = (y + half) * side + x;
      cells[place] = x * side + y;
    }
  }
  return cells;
}

/** The place of every cell: the inverse of {@link hilbertCells}, for what is under the pointer. */
export function hilbertPlaces(cells: Uint32Array): Uint32Array {
  const places = new Uint32Array(cells.length);
  cells.forEach((cell, place) => (places[cell] = place));
  return places;
}
