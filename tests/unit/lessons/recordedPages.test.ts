/** The page states in the shipped recordings against what was counted at the same steps by other code. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAddress, pageNumberOf } from '@contract/address.ts';
import { keptStates } from '@contract/pageRuns.ts';
import { pageStateBits } from '@contract/pages.ts';
import { asEpochMilliseconds } from '@contract/units.ts';
import { recordingOf } from '@main/classroom/recording.ts';
import { expect, test } from 'vitest';

const shipped = resolve('build/lessons');
const ids = readdirSync(shipped, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test.for(ids)('%s: every process of every step has its pages, as many as were counted', async (id) => {
  const recording = await recordingOf(resolve(shipped, id));
  if (!recording?.ok) throw new Error(`${id} has no recording`);
  for (const { moment } of recording.value.steps) {
    expect([...moment.pageStates.keys()]).toEqual([...moment.captures.keys()]);
    for (const { process, label, pages, present, exclusive, swapped } of moment.pages) {
      const named = moment.said.labels.find((one) => one.label === label);
      const runs = moment.pageStates.get(process);
      const address = parseAddress(named?.address ?? '');
      if (!runs || address === undefined) throw new Error(`${id}: ${moment.step} does not know ${label}`);
      const first = Math.floor(pageNumberOf(address));
      const { states } = keptStates(runs, Float64Array.of(first, first + pages), asEpochMilliseconds(0));
      const count = (bit: number): number => states.filter((state) => (state & bit) !== 0).length;
      expect([count(pageStateBits.present), count(pageStateBits.exclusive), count(pageStateBits.swapped)]).toEqual([
        present,
        exclusive,
        swapped,
      ]);
    }
  }
});

test('a recording names the version of its kernel and nobody who built it', async () => {
  const recording = await recordingOf(resolve(shipped, 'a-promise-of-memory'));
  if (!recording?.ok) throw new Error('there is no recording');
  expect(recording.value.on.kernel).toMatch(/^\d+(\.\d+)+$/);
  expect(recording.value.steps[0]?.moment.captures.get('')?.machine.kernel).toMatch(/^\d+(\.\d+)+$/);
});
