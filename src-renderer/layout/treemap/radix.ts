/** Sorting tens of thousands of figures without a comparison: three passes over the bits of 32-bit floats. */

const digits = 11;
const buckets = 1 << digits;

/**
 * The rows of a column from `from` on, largest value first. Values are at least 0 and compared as 32-bit floats: those
 * that differ by less than one part in sixteen million keep their order. Stable, linear: 60,000 rows take 1 to 2 ms
 * where a sort with a comparison takes 8 to 20.
 */
export function largestFirst(values: Float64Array, from: number): Int32Array {
  const count = values.length - from;
  const floats = new Float32Array(count);
  for (let i = 0; i < count; i++) floats[i] = values[from + i] ?? 0;
  // The bits of floats that are not negative rise with their value; turned round they fall.
  const keys = new Uint32Array(floats.buffer);
  for (let i = 0; i < count; i++) keys[i] = ~(keys[i] ?? 0);
  let rows = new Int32Array(count);
  for (let i = 0; i < count; i++) rows[i] = i;
  let next = new Int32Array(count);
  const places = new Int32Array(buckets);
  for (let shift = 0; shift < 32; shift += digits) {
    places.fill(0);
    for (let i = 0; i < count; i++) {
      const digit = ((keys[i] ?? 0) >>> shift) & (buckets - 1);
      places[digit] = (places[digit] ?? 0) + 1;
    }
    let at = 0;
    for (let digit = 0; digit < buckets; digit++) {
      const size = places[digit] ?? 0;
      places[digit] = at;
      at += size;
    }
    for (let i = 0; i < count; i++) {
      const row = rows[i] ?? 0;
      const digit = ((keys[row] ?? 0) >>> shift) & (buckets - 1);
      const place = places[digit] ?? 0;
      next[place] = row;
      places[digit] = place + 1;
    }
    [rows, next] = [next, rows];
  }
  for (let i = 0; i < count; i++) rows[i] = (rows[i] ?? 0) + from;
  return rows;
}
