import { expect, test } from 'vitest';
import { fact } from '@contract/verdict.ts';
import { asPid } from '@contract/units.ts';
import { openContext } from '@main/capture/context.ts';
import { takeCapture, type Taken } from '@main/capture/take.ts';
import { regionSentences } from '@words/sentences.ts';
import { startChanging } from '../support/changingProgram.ts';
import { skip } from '../support/skip.ts';
import { watchedEqualsFresh } from '../support/watchedEqualsFresh.ts';

/** The nightly script takes others, and many more. */
const seed = 1;

test('a watched process is told what a fresh look tells, after each of 200 changes', async () => {
  await watchedEqualsFresh(200, seed);
}, 120_000);

test('and so is another user’s, as root sees it', async (context) => {
  if (process.getuid?.() !== 0) skip(context, 'only root can start a program of another user');
  await watchedEqualsFresh(50, seed + 1, 65_534);
}, 60_000);

test('memory that was touched is no longer told to be untouched', async () => {
  const context = openContext();
  const take = (pid: number, previous?: Taken): Taken => {
    const steps = takeCapture(context, asPid(pid), {}, previous);
    for (;;) {
      const step = steps.next();
      if (step.done && step.value.ok) return step.value.value;
      if (step.done) throw new Error('no capture');
    }
  };
  const program = await startChanging();
  try {
    await program.tell('map 2048');
    const before = take(program.pid);
    const row = Array.from({ length: before.capture.regions.length }, (_, region) => region).find(
      (region) =>
        regionSentences(before.capture, region).join(' ').includes('None of it is resident') &&
        (before.capture.regions.end[region] ?? 0) - (before.capture.regions.start[region] ?? 0) === 2048,
    );
    expect(row).toBeDefined();
    await program.tell('touch 2048');
    const { capture } = take(program.pid, before);
    expect(capture.regions.factSets[capture.regions.facts[row ?? 0] ?? 0]).toContainEqual(fact('resident'));
    expect(regionSentences(capture, row ?? 0)).toContain('8 MiB (8,384,512 bytes) of it are resident.');
  } finally {
    await program.stop();
  }
});
