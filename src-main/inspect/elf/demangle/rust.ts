/** Names of Rust in the older scheme: those of C++ with a hash at the end and escapes in between (rustc, legacy mangling). */

const escapes: Readonly<Record<string, string>> = {
  SP: '@',
  BP: '*',
  RF: '&',
  LT: '<',
  GT: '>',
  LP: '(',
  RP: ')',
  C: ',',
};

/** The readable form without the hash, or undefined when the name is not one of Rust. */
export function demangleLegacyRust(mangled: string): string | undefined {
  const parts = partsOf(mangled);
  const hash = parts?.at(-1);
  if (!parts || parts.length < 2 || hash === undefined || !/^h[0-9a-f]{16}$/.test(hash)) return undefined;
  return parts.slice(0, -1).map(unescaped).join('::');
}

/** The parts of `_ZN3foo3bar17h0123456789abcdefE`. */
function partsOf(mangled: string): readonly string[] | undefined {
  const body = /^_ZN(.*)E(?:\.[\w.]*)?$/.exec(mangled)?.[1];
  if (body === undefined) return undefined;
  const parts: string[] = [];
  for (let at = 0; at < body.length;) {
    const [digits] = /^\d+/.exec(body.slice(at, at + 6)) ?? [];
    if (digits === undefined) return undefined;
    at += digits.length;
    const length = Number(digits);
    if (length === 0 || at + length > body.length) return undefined;
    parts.push(body.slice(at, at + length));
    at += length;
  }
  return parts;
}

function unescaped(part: string): string {
  const text = part.startsWith('_$') ? part.slice(1) : part;
  return text
    .replace(/\$(?:u([0-9a-f]{1,6})|([A-Z]{1,2}))\$/g, (whole, code: string | undefined, name: string | undefined) => {
      if (code !== undefined) {
        const point = parseInt(code, 16);
        return point >= 0x20 && point < 0x11_0000 ? String.fromCodePoint(point) : whole;
      }
      return escapes[name ?? ''] ?? whole;
    })
    .replaceAll('..', '::');
}
