/** How much memory plain data holds, estimated: what a limit of a recording is measured with. */

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
