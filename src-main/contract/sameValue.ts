/** Whether two pieces of plain data say the same, whatever objects they are. */
import { sameStretch, type Column } from './columnWords.ts';

function sameColumn(a: Column, b: Column): boolean {
  if (a.length !== b.length) return false;
  if (a.constructor === b.constructor && sameStretch(a, 0, b, 0, a.length)) return true;
  for (let row = 0; row < a.length; row++) if (!Object.is(a[row], b[row])) return false;
  return true;
}

/** Typed arrays by element, the rest by structure; NaN equals itself. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) {
    return sameColumn(a as Column, b as Column);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => sameValue((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}
