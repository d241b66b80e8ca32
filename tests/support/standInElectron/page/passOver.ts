/** How values cross between the worlds of a page. */

/** The deepest value that Electron's bridge copies (kMaxRecursion). */
const deepest = 1000;

/**
 * The copy that the other world gets, as shell/renderer/api/electron_api_context_bridge.cc of Electron makes it: objects
 * and arrays by hand, without their prototypes; errors by their message alone; anything else by structured cloning, each
 * for itself, so that two views of one buffer no longer share it.
 */
export function passOver(value: unknown, depth = 0): unknown {
  if (depth >= deepest) throw new TypeError('Electron contextBridge recursion depth exceeded.');
  if (typeof value === 'function') throw new TypeError('The stand-in passes no functions.');
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return new Error(value.message);
  if (Array.isArray(value)) return value.map((item) => passOver(item, depth + 1));
  if (Object.prototype.toString.call(value) !== '[object Object]') return structuredClone(value);
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, passOver(held, depth + 1)]));
}
