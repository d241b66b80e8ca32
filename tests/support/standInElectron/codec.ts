/**
 * Values that structured cloning carries, as text: between the program and the isolated world of the page there is only
 * a pipe for text. Runs in Node and in the page. What cannot be cloned throws, as Electron's own serializer does.
 */

type Tagged = Readonly<Record<string, unknown>>;
type ViewConstructor = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView;

const chunk = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += chunk) binary += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(binary);
}

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** The text of a value. */
export const encode = (value: unknown): string => JSON.stringify(pack(value));

/** The value of a text. */
export const decode = (text: string): unknown => unpack(JSON.parse(text));

function pack(value: unknown): unknown {
  switch (typeof value) {
    case 'undefined':
      return { $: 'undefined' };
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $: 'number', is: Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { $: 'bigint', is: String(value) };
    case 'string':
    case 'boolean':
      return value;
    case 'function':
    case 'symbol':
      throw new Error('An object could not be cloned.');
    case 'object':
      return value === null ? null : packObject(value);
  }
}

function packObject(value: object): unknown {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    // Node's Buffer is a Uint8Array to everybody else.
    const name = value.constructor.name === 'Buffer' ? 'Uint8Array' : value.constructor.name;
    return { $: 'view', of: name, is: toBase64(bytes) };
  }
  if (value instanceof ArrayBuffer) return { $: 'buffer', is: toBase64(new Uint8Array(value)) };
  if (value instanceof Map) return { $: 'map', is: [...value].map(([key, held]) => [pack(key), pack(held)]) };
  if (value instanceof Set) return { $: 'set', is: [...value].map(pack) };
  if (value instanceof Error) return { $: 'error', is: value.message };
  if (Array.isArray(value)) return value.map(pack);
  const packed = Object.fromEntries(Object.entries(value).map(([key, held]) => [key, pack(held)]));
  return '$' in packed ? { $: 'object', is: packed } : packed;
}

function unpack(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(unpack);
  const { $: kind, is, of } = value as { $?: string; is?: unknown; of?: string };
  switch (kind) {
    case undefined:
      return unpackFields(value as Tagged);
    case 'undefined':
      return undefined;
    case 'number':
      return is === '-0' ? -0 : Number(is);
    case 'bigint':
      return BigInt(String(is));
    case 'view':
      return view(String(of), fromBase64(String(is)));
    case 'buffer':
      return fromBase64(String(is)).buffer;
    case 'map':
      return new Map((is as [unknown, unknown][]).map(([key, held]) => [unpack(key), unpack(held)]));
    case 'set':
      return new Set((is as unknown[]).map(unpack));
    case 'error':
      return new Error(String(is));
    case 'object':
      return unpackFields(is as Tagged);
    default:
      throw new Error(`nothing is packed as ${kind}`);
  }
}

const unpackFields = (fields: Tagged): Tagged =>
  Object.fromEntries(Object.entries(fields).map(([key, held]) => [key, unpack(held)]));

function view(name: string, bytes: Uint8Array<ArrayBuffer>): ArrayBufferView {
  const constructor = (globalThis as unknown as Record<string, ViewConstructor & { BYTES_PER_ELEMENT: number }>)[name];
  if (!constructor) throw new Error(`there is no ${name} here`);
  return new constructor(bytes.buffer, 0, bytes.byteLength / constructor.BYTES_PER_ELEMENT);
}
