/** Punycode (RFC 3492), which Rust writes names of other alphabets in, with `_` where the RFC has `-`. */

const [base, least, most, skew, damp] = [36, 1, 26, 38, 700];

/** The text of a coded name; undefined when the coding is damaged. */
export function punycode(coded: string): string | undefined {
  const end = coded.lastIndexOf('_');
  const points = Array.from(coded.slice(0, Math.max(0, end)), (letter) => letter.charCodeAt(0));
  let [code, place, bias] = [128, 0, 72];
  for (let at = end + 1; at < coded.length;) {
    const before = place;
    for (let weight = 1, step = base; ; step += base) {
      const digit = digitOf(coded.charCodeAt(at++));
      if (digit < 0) return undefined;
      place += digit * weight;
      const threshold = Math.min(most, Math.max(least, step - bias));
      if (digit < threshold) break;
      weight *= base - threshold;
      if (weight > 0x7fff_ffff) return undefined;
    }
    const length = points.length + 1;
    bias = adapted(place - before, length, before === 0);
    code += Math.floor(place / length);
    if (code > 0x10_ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
    place %= length;
    points.splice(place++, 0, code);
  }
  return String.fromCodePoint(...points);
}

/** a to z are 0 to 25, 0 to 9 are 26 to 35; -1 for anything else. */
function digitOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 97;
  return code >= 48 && code <= 57 ? code - 22 : -1;
}

function adapted(distance: number, length: number, first: boolean): number {
  let delta = first ? Math.floor(distance / damp) : distance >> 1;
  delta += Math.floor(delta / length);
  let steps = 0;
  for (; delta > ((base - least) * most) >> 1; steps += base) delta = Math.floor(delta / (base - least));
  return steps + Math.floor(((base - least + 1) * delta) / (delta + skew));
}
