import { beforeEach, describe, expect, test } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import type { Events, Failure, Outcome } from '@contract/calls.ts';
import { asBytes, asEpochMilliseconds, asKibibytes, asMilliseconds, type Milliseconds } from '@contract/units.ts';
import { applyUpdate } from '@contract/update.ts';
import { Recorder } from '@main/live/recorder.ts';
import { Watcher, type ProcessReading, type ReadHooks, type Reading, type WatchClock } from '@main/live/watcher.ts';
import type { Beat } from '@main/procfs/beat.ts';
import { sampleCapture } from '../capture/sampleCapture.ts';
import { syntheticCapture } from '../state/syntheticCapture.ts';

const ms = asMilliseconds;

/** Time that passes only when a test says so. */
class ManualClock implements WatchClock {
  time = 0;
  timers: { at: number; callback: () => void }[] = [];
  now = (): Milliseconds => ms(this.time);
  after = (delay: Milliseconds, callback: () => void) => {
    const timer = { at: this.time + delay, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };
  async pass(span: number): Promise<void> {
    const until = this.time + span;
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.time = Math.max(this.time, due.at);
      this.timers = this.timers.filter((other) => other !== due);
      due.callback();
      await settled();
    }
    this.time = until;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Reads that answer what the test put in, and a log of what was asked. */
class ScriptedReading implements ProcessReading {
  log: string[] = [];
  answers: (Outcome<Reading> | 'hang' | 'throw')[] = [];
  sequence = 0;
  replaced = false;
  hooks: ReadHooks | undefined;
  duringWhole: ((hooks: ReadHooks) => void) | undefined;
  costs = { rows: 1, whole: 1 };

  capture(stage: Capture['stage'] = 'complete', cost = 1): Capture {
    this.sequence += 1;
    const { process } = sampleCapture;
    return {
      ...sampleCapture,
      stage,
      sequence: this.sequence,
      cost: ms(cost),
      process: { ...process, statusFigures: { VmRSS: asKibibytes(this.sequence) } },
    };
  }
  beats: (Beat | undefined)[] = [];
  beat = (): Beat | undefined => (this.beats.length > 1 ? this.beats.shift() : this.beats[0]);
  rows = (hooks: ReadHooks) => this.answer('rows', hooks);
  whole = (hooks: ReadHooks) => {
    this.duringWhole?.(hooks);
    return this.answer('whole', hooks);
  };
  private answer(what: 'rows' | 'whole', hooks: ReadHooks): Promise<Outcome<Reading>> {
    this.log.push(what);
    this.hooks = hooks;
    const next = this.answers.shift();
    if (next === 'throw') return Promise.reject(new Error('a fault'));
    if (next === 'hang') {
      return new Promise((resolve) => {
        hooks.signal.addEventListener('abort', () => {
          resolve({ ok: false, code: 'cancelled', message: 'Cancelled.' });
        });
      });
    }
    return Promise.resolve(
      next ?? { ok: true, value: { capture: this.capture('complete', this.costs[what]), replaced: this.replaced } },
    );
  }
}

let clock: ManualClock;
let reading: ScriptedReading;
let updates: Events['watch.update'][];
let conditions: Events['watch.condition'][];
let progress: Events['watch.progress'][];
let watcher: Watcher;
let recorder: Recorder;
const begin = (interval: number | null = 1000) => {
  watcher = new Watcher(
    7,
    interval === null ? ms(1000) : ms(interval),
    reading,
    {
      update: (value) => updates.push(value),
      condition: (value) => conditions.push(value),
      progress: (value) => progress.push(value),
      grew: () => undefined,
    },
    clock,
    recorder,
  );
  return watcher.start();
};

beforeEach(() => {
  clock = new ManualClock();
  reading = new ScriptedReading();
  updates = [];
  conditions = [];
  progress = [];
  recorder = new Recorder(() => undefined, { now: clock.now, wall: () => asEpochMilliseconds(clock.time) });
});

const gone: Failure = { ok: false, code: 'exited', message: 'Process 4711 has exited.', why: 'It ended.' };

const withoutNuma = (capture: Capture): Capture =>
  Object.fromEntries(Object.entries(capture).filter(([field]) => !field.startsWith('numa'))) as unknown as Capture;

describe('numa_maps', () => {
  const asked: boolean[] = [];
  beforeEach(() => {
    asked.length = 0;
    reading.duringWhole = ({ parts }) => void asked.push(parts.includes('numa'));
  });

  test('is read at once when it is wanted and not known, then with every whole read, and no more afterwards', async () => {
    const unknown = withoutNuma(sampleCapture);
    reading.answers = [{ ok: true, value: { capture: { ...unknown, cost: ms(1) }, replaced: false } }];
    await begin();
    watcher.want('numa', true);
    await settled();
    expect(asked).toEqual([false, true]);
    await clock.pass(10_000);
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.slice(1)).not.toContain(false);
    watcher.want('numa', false);
    asked.length = 0;
    await clock.pass(10_000);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked).not.toContain(true);
  });

  test('waits for its turn when it is known already', async () => {
    await begin();
    watcher.want('numa', true);
    await settled();
    expect(asked).toEqual([false]);
    await clock.pass(10_000);
    expect(asked[1]).toBe(true);
  });
});

describe('watching', () => {
  test('sends the picture of maps at once and the complete one after it', async () => {
    reading.duringWhole = (hooks) => {
      hooks.maps(reading.capture('maps'));
    };
    expect(await begin()).toEqual({ ok: true, value: null });
    await settled();
    expect(updates.map(({ update }) => [update.base, update.head.stage])).toEqual([
      [0, 'maps'],
      [1, 'complete'],
    ]);
  });

  test('reads rows at every tick and figures when the budget allows', async () => {
    reading.costs = { rows: 1, whole: 50 };
    await begin();
    await settled();
    await clock.pass(4500);
    expect(reading.log).toEqual(['whole', 'rows', 'rows', 'whole', 'rows']);
    const share = updates.at(-1)!.cost.share;
    expect(share).toBeGreaterThan(0);
    expect(updates.at(-1)!.cost).toMatchObject({ maps: 1 });
  });

  test('the updates put together are the captures', async () => {
    await begin();
    await clock.pass(3000);
    let picture: Capture | undefined;
    for (const { update } of updates) picture = applyUpdate(picture, update);
    expect(picture).toMatchObject({ sequence: updates.length });
    expect(picture?.mappings).toEqual(sampleCapture.mappings);
    expect(updates.at(-1)!.update).not.toHaveProperty('mappings');
  });

  test('a process that cannot be read at first is the answer to the request, not an event', async () => {
    reading.answers = [{ ok: false, code: 'no-such-process', message: 'There is no process 4711.' }];
    expect(await begin()).toMatchObject({ ok: false, code: 'no-such-process' });
    await clock.pass(5000);
    expect(conditions).toEqual([]);
    expect(reading.log).toHaveLength(1);
  });

  test('progress is told at most twenty times a second', async () => {
    reading.duringWhole = (hooks) => {
      for (let step = 0; step < 1000; step++) {
        clock.time += 1;
        hooks.progress('smaps', asBytes(step), asBytes(1000));
      }
    };
    await begin();
    await settled();
    expect(progress).toHaveLength(20);
  });
});

describe('pausing', () => {
  test('a paused watch reads nothing at all', async () => {
    await begin();
    await settled();
    watcher.pace(null);
    await clock.pass(100_000);
    expect(reading.log).toEqual(['whole']);
  });

  test('drops a read that is under way', async () => {
    reading.answers = ['hang'];
    const started = begin();
    watcher.pace(null);
    expect(reading.hooks?.signal.aborted).toBe(true);
    expect(await started).toEqual({ ok: true, value: null });
    await clock.pass(5000);
    expect(updates).toEqual([]);
    watcher.pace(ms(1000));
    await clock.pass(0);
    expect(reading.log).toEqual(['whole', 'whole']);
    expect(updates).toHaveLength(1);
  });

  test('refresh reads everything once while paused, and tells what has changed', async () => {
    await begin();
    await settled();
    watcher.pace(null);
    watcher.refresh();
    await settled();
    await clock.pass(10_000);
    expect(reading.log).toEqual(['whole', 'whole']);
    expect(updates.map(({ update }) => update.base)).toEqual([0, 1]);
  });

  test('refresh during a read waits for it and then reads again', async () => {
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { whole } = reading;
    let calls = 0;
    reading.whole = async (hooks) => {
      if (calls++ === 0) await held;
      return whole(hooks);
    };
    const started = begin();
    watcher.refresh();
    release?.();
    await started;
    await settled();
    expect(reading.log).toEqual(['whole', 'whole']);
  });
});

describe('the end of a process', () => {
  test('is told once, with the last picture left as it is', async () => {
    await begin();
    await settled();
    reading.answers = [gone, gone];
    await clock.pass(10_000);
    expect(conditions).toEqual([
      { watch: 7, condition: 'exited', message: 'Process 4711 has exited.', why: 'It ended.' },
    ]);
    expect(updates).toHaveLength(1);
    watcher.refresh();
    await settled();
    expect(reading.log).toHaveLength(2);
  });

  test('exec is announced and followed by a whole picture', async () => {
    await begin();
    await settled();
    reading.replaced = true;
    await clock.pass(1000);
    expect(conditions).toMatchObject([{ condition: 'exec' }]);
    expect(updates.at(-1)!.update.base).toBe(0);
    expect(updates.at(-1)!.update.mappings).toBeDefined();
  });

  test('a refusal is told once and taken back when reading works again', async () => {
    await begin();
    await settled();
    const refused: Failure = { ok: false, code: 'refused', message: 'No.', remedy: 'Ask.' };
    reading.answers = [refused, refused, refused];
    await clock.pass(5000);
    expect(conditions.map(({ condition }) => condition)).toEqual(['refused', 'live']);
    expect(conditions[0]).toMatchObject({ remedy: 'Ask.' });
  });

  test('a fault of ours is told, not thrown, and the watch goes on', async () => {
    await begin();
    await settled();
    reading.answers = ['throw'];
    await clock.pass(2000);
    expect(conditions).toMatchObject([{ condition: 'failed', why: 'a fault' }, { condition: 'live' }]);
  });

  test('nothing is told after stop', async () => {
    reading.answers = ['hang'];
    const started = begin();
    watcher.stop();
    expect(await started).toMatchObject({ ok: false, code: 'cancelled' });
    await clock.pass(5000);
    expect([...updates, ...conditions]).toEqual([]);
  });
});

describe('between the pictures', () => {
  const beat = (rss: number, minorFaults = 0): Beat => ({
    size: asBytes(2 ** 30),
    rss: asBytes(rss),
    threads: 1,
    minorFaults,
    majorFaults: 0,
  });

  test('the cheapest file is read ten times a second while it tells something new, and ever more rarely while not', async () => {
    reading.beats = Array.from({ length: 12 }, (_, step) => beat(2 ** 30 + step));
    await begin();
    await clock.pass(1000);
    expect(recorder.recording!.beats(0).length).toBeGreaterThanOrEqual(9);
    await clock.pass(60_000);
    const { time } = recorder.recording!.beats(0);
    expect(time.at(-1)! - time.at(-2)!).toBe(1000);
    watcher.pace(null);
    const before = recorder.recording!.beats(0).length;
    await clock.pass(10_000);
    expect(recorder.recording!.beats(0).length).toBe(before);
  });

  test('growth brings the figures forward when the budget has saved for them', async () => {
    reading.costs = { rows: 1, whole: 50 };
    reading.beats = [beat(2 ** 30)];
    await begin(60_000);
    await clock.pass(10_000);
    expect(reading.log).toEqual(['whole']);
    reading.beats = [beat(2 ** 30 + 2 ** 20)];
    await clock.pass(1000);
    expect(reading.log).toEqual(['whole']);
    reading.beats = [beat(2 ** 30 + 2 ** 26)];
    await clock.pass(1000);
    expect(reading.log).toEqual(['whole', 'whole']);
    // Since the figures were read it has not moved.
    await clock.pass(10_000);
    expect(reading.log).toEqual(['whole', 'whole']);
  });

  test('many rows that came, went or changed bring them forward too, few do not', async () => {
    reading.beats = [beat(2 ** 30)];
    const rowsOf = (kept: number, cost: number): Outcome<Reading> => {
      const starts = Array.from({ length: 20 }, (_, row) => (row < kept ? 0x1000 : 0x9000) + row);
      const rows = starts.map((start) => ({
        start: (start * 0x1000).toString(16),
        end: ((start + 1) * 0x1000).toString(16),
        perms: 'r--p',
      }));
      return { ok: true, value: { capture: { ...syntheticCapture(rows), cost: ms(cost) }, replaced: false } };
    };
    // Figures are due every fifteen seconds, so that every second of these looks is one of rows alone.
    const [whole, rows] = [rowsOf(20, 300), (kept: number) => rowsOf(kept, 1)];
    reading.answers = [whole, rows(20), whole, rows(18), whole, rows(17), whole];
    await begin(10_000);
    await clock.pass(39_000);
    expect(reading.log).toEqual(['whole', 'rows', 'whole', 'rows']);
    await clock.pass(10_000);
    expect(reading.log.slice(4)).toEqual(['whole']);
    await clock.pass(3000);
    expect(reading.log.slice(5)).toEqual(['rows', 'whole']);
  });

  test('a program that begins is read whole at every tick for two seconds, and then as the budget allows', async () => {
    reading.costs = { rows: 5, whole: 20 };
    const wholes = (): number => reading.log.filter((what) => what === 'whole').length;
    const launched = begin(100);
    watcher.begins();
    await launched;
    await clock.pass(1950);
    expect(wholes()).toBe(20);
    await clock.pass(2000);
    expect(wholes()).toBeLessThan(25);
    // Without it the figures wait for their share from the first look on.
    reading.log = [];
    watcher.stop();
    await begin(100);
    await clock.pass(1950);
    expect(wholes()).toBeLessThan(3);
  });

  test('growth that the budget cannot pay for is told as a gap of figures, until they are read', async () => {
    reading.costs = { rows: 1, whole: 1000 };
    reading.beats = [beat(2 ** 30)];
    await begin();
    await clock.pass(3000);
    reading.beats = [beat(2 ** 31)];
    await clock.pass(5000);
    const [gap] = recorder.recording!.info(0).gaps;
    expect(gap).toMatchObject({ reason: 'budget', of: 'figures' });
    expect(gap!.to).toBeUndefined();
    await clock.pass(120_000);
    expect(recorder.recording!.info(0).gaps[0]!.to).toBeGreaterThan(gap!.from);
  });
});
