/** How much memory plain data holds, estimated: what a limit of a recording is measured with; and how to hold less. */

/** An object or array and one of its fields, as V8 stores them without compressed pointers. */
const objectBytes = 32;
const fieldBytes = 8;

/**
 * Bytes of typed arrays, texts and the objects that hold them; what `shared` holds at the same place is not counted,
 * since it is there already.
 */
export function estimatedBytes(value: unknown, shared?: unknown): number {
  if (value === shared) return 0;
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 0;
  if (ArrayBuffer.isView(value)) return objectBytes * 3 + value.byteLength;
  const other = typeof shared === 'object' && shared !== null ? (shared as Readonly<Record<string, unknown>>) : {};
  let bytes = objectBytes;
  for (const [field, part] of Object.entries(value)) bytes += fieldBytes + estimatedBytes(part, other[field]);
  return bytes;
}

/** A value made of the parts of an earlier one wherever they are equal, so that those are held once. Plain data. */
export function sharing<Value extends object>(before: object, value: Value): Value {
  return shared(before, value) as Value;
}

function shared(before: unknown, value: unknown): unknown {
  if (Object.is(before, value)) return before;
  if (typeof before !== 'object' || typeof value !== 'object' || before === null || value === null) return value;
  if (ArrayBuffer.isView(value)) return value;
  const old = before as Readonly<Record<string, unknown>>;
  const fields = Object.entries(value).map(([field, part]): [string, unknown] => [field, shared(old[field], part)]);
  if (fields.length === Object.keys(before).length && fields.every(([field, part]) => Object.is(old[field], part))) {
    return before;
  }
  return Array.isArray(value) ? fields.map(([, part]) => part) : Object.fromEntries(fields);
}
