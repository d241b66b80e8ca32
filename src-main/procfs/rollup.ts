/** `/proc/PID/smaps_rollup`: the sums of smaps over the whole process, at an eighth of its cost. */
import { asKibibytes, type Kibibytes, type PageNumber } from '../contract/units.ts';
import { pageNumberOf, parseAddress } from '../contract/address.ts';
import { decodeText } from './text.ts';

/** Sums over all mappings. */
export interface RollupFacts {
  /** First page of the first mapping and page after the last one. */
  readonly start: PageNumber;
  readonly end: PageNumber;
  /** Every key that the kernel prints, in its order. */
  readonly figures: Readonly<Record<string, Kibibytes>>;
}

/** Parses smaps_rollup; undefined when its heading is missing. */
export function parseRollup(bytes: Uint8Array): RollupFacts | undefined {
  const [heading = '', ...lines] = decodeText(bytes).split('\n');
  const match = /^([0-9a-f]{1,16})-([0-9a-f]{1,16}) .*\[rollup\]$/.exec(heading);
  const start = parseAddress(match?.[1] ?? '');
  const end = parseAddress(match?.[2] ?? '');
  if (start === undefined || end === undefined) return undefined;
  const figures = lines.flatMap((line): [string, Kibibytes][] => {
    const [, key = '', value = ''] = /^(\w+): *(\d+) kB$/.exec(line) ?? [];
    return key === '' ? [] : [[key, asKibibytes(Number(value))]];
  });
  return { start: pageNumberOf(start), end: pageNumberOf(end), figures: Object.fromEntries(figures) };
}
