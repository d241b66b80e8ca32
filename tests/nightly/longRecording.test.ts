/** An hour of a process of 60,000 mappings, as its watch records it: what it holds in memory, and how soon a moment is there. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Capture, SmapsColumns } from '@contract/capture.ts';
import { asEpochMilliseconds, asPid } from '@contract/units.ts';
import { updateFrom } from '@contract/update.ts';
import { openContext } from '@main/capture/context.ts';
import { openReading } from '@main/live/processReading.ts';
import { Recording } from '@main/time/recording.ts';
import { medianOf } from '../bench/pairing.ts';
import { chanceNumbers } from '../support/chanceCapture.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { seed } from './seed.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let program: Program;
beforeAll(async () => {
  program = await startProgram('vmas', { args: ['60000', temporaryFolder('hour')] });
});
afterAll(() => program.stop());

/** Bytes of everything that JavaScript holds. */
function held(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Other figures for so many rows. */
function changed(smaps: SmapsColumns, rows: number, random: (below: number) => number): SmapsColumns {
  const touched = new Set(['Rss', 'Pss', 'Private_Dirty', 'Anonymous'].map((key) => smaps.keys.indexOf(key)));
  const columns = smaps.columns.map((column, index) => (touched.has(index) ? column.slice() : column));
  for (let one = 0; one < rows; one++) {
    const row = random(smaps.length);
    for (const index of touched) columns[index]![row] = (columns[index]![row] ?? 0) + 4;
  }
  return { ...smaps, columns };
}

test('60,000 mappings for an hour', async () => {
  const reading = openReading(openContext(), asPid(program.pid), () => false);
  const { signal } = new AbortController();
  const outcome = await reading.whole({ signal, parts: [], maps: () => undefined, progress: () => undefined });
  if (!outcome.ok) throw new Error(outcome.message);
  let capture: Capture = outcome.value.capture;
  expect(capture.mappings.length).toBeGreaterThan(60_000);
  const random = chanceNumbers(seed);
  const before = held();
  const recording = new Recording(capture.process.identity);
  let last: Capture | undefined;
  // Maps is read every five seconds there, and figures at every third of these; 444 rows change (as measured).
  for (let second = 0; second < 3600; second += 5) {
    const smaps = second % 15 === 0 && capture.smaps ? changed(capture.smaps, 444, random) : capture.smaps;
    const time = asEpochMilliseconds(capture.takenAt + 5000);
    capture = { ...capture, sequence: capture.sequence + 1, takenAt: time, ...(smaps ? { smaps } : {}) };
    recording.sample(capture, last && updateFrom(last, capture), second % 15 === 0 ? 'smaps' : 'maps', second * 1000);
    last = capture;
  }
  const { moments, extent } = recording.info(0);
  const bytes = held() - before;
  console.info(`${moments.length} moments: ${(bytes / 2 ** 20).toFixed(0)} MiB held, ${extent.bytes} bytes estimated`);
  expect(bytes).toBeLessThan(150 * 2 ** 20);
  expect(moments.length).toBeGreaterThan(100);
  const times = Array.from({ length: 200 }, () => {
    const moment = moments.id[random(moments.length)]!;
    const begun = performance.now();
    recording.moment({ moment });
    return performance.now() - begun;
  });
  console.info(
    `a moment at random: median ${medianOf(times).toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`,
  );
  expect(medianOf(times)).toBeLessThan(100);
});
