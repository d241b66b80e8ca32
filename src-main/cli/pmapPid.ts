/** A process on pmap's command line: `4711`, `0x1267`, `011147` (octal), `/proc/4711`. Pure. */

/** The largest number procps takes. */
const largest = 0x7fff_ffffn;

/** The number; `none` for a path below /proc that is no process (passed over), `invalid` for anything else. */
export function parsePmapPid(word: string): number | 'none' | 'invalid' {
  const inProc = word.startsWith('/proc/');
  const text = inProc ? word.slice('/proc/'.length) : word;
  if (!/^[0-9]/.test(text)) return inProc ? 'none' : 'invalid';
  // strtoul with base 0: 0x is hexadecimal, a leading 0 octal.
  const digits = /^0[xX][0-9a-fA-F]+$/.test(text)
    ? text
    : /^0[0-7]+$/.test(text)
      ? `0o${text.slice(1)}`
      : /^(?:0|[1-9][0-9]*)$/.test(text)
        ? text
        : undefined;
  if (digits === undefined) return 'invalid';
  const value = BigInt(digits);
  return value >= 1n && value <= largest ? Number(value) : 'invalid';
}
