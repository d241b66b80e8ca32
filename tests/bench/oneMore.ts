/** What telling one more mapping costs beside reading it: the difference, its way to the page, and keeping it. */
import { decodeFrame, encodeFrame } from '@contract/frames.ts';
import { asPid } from '@contract/units.ts';
import { applyUpdate, updateFrom, type CaptureUpdate } from '@contract/update.ts';
import { openContext } from '@main/capture/context.ts';
import { openReading } from '@main/live/processReading.ts';
import type { Reading, ReadHooks } from '@main/live/watcher.ts';
import type { Outcome } from '@contract/calls.ts';
import { Recording } from '@main/time/recording.ts';
import { milliseconds, summarised } from './pairing.ts';
import type { Row } from './table.ts';
import type { Target } from './target.ts';

/** A program that has been watched for a while: the first looks of one are several times as slow. */
const warming = 10;

const taken = (outcome: Outcome<Reading>): Reading['capture'] => {
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value.capture;
};

/** One mapping more at each look, in this very thread, so that no message waits for another thread. */
export async function measureOneMore({ program, mappings }: Target, rounds: number): Promise<Row[]> {
  const reading = openReading(openContext(), asPid(program.pid), () => false);
  const hooks = (): ReadHooks => ({
    signal: new AbortController().signal,
    parts: [],
    maps: () => undefined,
    progress: () => undefined,
  });
  let last = taken(await reading.whole(hooks()));
  let page = last;
  const recording = new Recording(last.process.identity);
  recording.sample(last, undefined, 'smaps');
  const times: { telling: number; keeping: number }[] = [];
  for (let round = 0; round < warming + rounds; round++) {
    program.signal('SIGUSR1');
    await program.nextLine();
    const next = taken(await reading.rows(hooks()));
    let update: CaptureUpdate | undefined;
    const telling = milliseconds(() => {
      update = updateFrom(last, next);
      const { value } = decodeFrame(encodeFrame({ event: 'watch.update', value: update })) as { value: CaptureUpdate };
      page = applyUpdate(page, value) ?? page;
    });
    if (page.sequence !== next.sequence) throw new Error('an update has not led to the next picture');
    times.push({
      telling,
      keeping: milliseconds(() => {
        recording.sample(next, update, 'maps');
      }),
    });
    last = next;
  }
  const warm = times.slice(warming);
  return [
    {
      what: 'one mapping more: difference, way to the page, applied',
      mappings,
      timing: summarised(warm.map(({ telling }) => telling)),
      target: { ms: 15 },
    },
    {
      what: '  kept for the recording',
      mappings,
      timing: summarised(warm.map(({ keeping }) => keeping)),
    },
  ];
}
