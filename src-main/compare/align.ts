/** Order: which of a row of numbers ascend together, and how two rows of texts run side by side. Pure. */

/** Places of a longest strictly ascending part. O(n log n). */
export function longestAscending(values: readonly number[]): number[] {
  const tails: number[] = [];
  const before = new Int32Array(values.length).fill(-1);
  values.forEach((value, place) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[place] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = place;
  });
  const places: number[] = [];
  for (let place = tails.at(-1) ?? -1; place >= 0; place = before[place] ?? -1) places.push(place);
  return places.reverse();
}

/** Cells of a table that is filled: 8 MB, some 30 ms. A wider gap is paired by counting. */
const mostCells = 4_000_000;

/** Places in `a` and `b` of a longest common part of two rows of texts; a wider gap pairs equal texts in their order. */
export function alongside(a: readonly string[], b: readonly string[]): [number, number][] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const inner = (endA - start) * (endB - start) > mostCells ? inTurn : longestCommon;
  return [
    ...Array.from({ length: start }, (_, place): [number, number] => [place, place]),
    ...inner(a.slice(start, endA), b.slice(start, endB)).map(([x, y]): [number, number] => [x + start, y + start]),
    ...Array.from({ length: a.length - endA }, (_, place): [number, number] => [endA + place, endB + place]),
  ];
}

function longestCommon(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let x = a.length - 1; x >= 0; x--) {
    for (let y = b.length - 1; y >= 0; y--) {
      lengths[x * width + y] =
        a[x] === b[y]
          ? (lengths[(x + 1) * width + y + 1] ?? 0) + 1
          : Math.max(lengths[(x + 1) * width + y] ?? 0, lengths[x * width + y + 1] ?? 0);
    }
  }
  const pairs: [number, number][] = [];
  for (let [x, y] = [0, 0]; x < a.length && y < b.length;) {
    if (a[x] === b[y]) pairs.push([x++, y++]);
    else if ((lengths[(x + 1) * width + y] ?? 0) >= (lengths[x * width + y + 1] ?? 0)) x++;
    else y++;
  }
  return pairs;
}

/** The first of each text with the first, the second with the second. */
export function inTurn(a: readonly string[], b: readonly string[]): [number, number][] {
  const places = new Map<string, number[]>();
  b.forEach((text, place) => {
    const known = places.get(text);
    if (known) known.push(place);
    else places.set(text, [place]);
  });
  const next = new Map<string, number>();
  return a.flatMap((text, place): [number, number][] => {
    const turn = next.get(text) ?? 0;
    const other = places.get(text)?.[turn];
    if (other === undefined) return [];
    next.set(text, turn + 1);
    return [[place, other]];
  });
}
