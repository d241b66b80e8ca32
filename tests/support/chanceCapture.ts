/** Captures made by chance, for properties that hold whatever changed. */
import type { Capture } from '@contract/capture.ts';
import { captureOf, type SampleRow } from './sampleCapture.ts';
import { told } from './words.ts';

/** Whole numbers from 0 on below a limit, the same for the same seed. */
export function chanceNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const owners = ['one', 'two', 'three'];

/** Rows by chance; every name, label and object may come, go and move. */
export function chanceCapture(random: (below: number) => number, sequence: number): Capture {
  const rows: SampleRow[] = [];
  for (let at = random(4); at < 80;) {
    const end = at + 1 + random(6);
    rows.push({
      start: at,
      end,
      perms: ['rw-p', '---p', 'r-xs'][random(3)]!,
      label: ['', 'a', 'b', `c${random(4)}`][random(4)]!,
      kind: (['anon', 'heap', 'guard'] as const)[random(3)]!,
      resident: random(3) / 2,
      ...(random(2) ? { object: owners[random(3)]! } : {}),
    });
    at = end + random(3);
  }
  const objects = owners
    .filter(() => random(3) > 0)
    .map((key) => ({ kind: 'arena' as const, key, label: told(`${key}${random(2)}`) }));
  const capture = captureOf(rows, objects, sequence);
  const details = rows.flatMap((_, region) =>
    random(4) ? [] : [{ region, guardsRegion: random(rows.length), runtime: `r${random(2)}` }],
  );
  return { ...capture, regions: { ...capture.regions, details } };
}
