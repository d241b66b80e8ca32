/** A recording gives back what was put into it. */
import { describe, expect, it } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { recordedEventTypes, seriesMetrics, type RecordingInfo } from '@contract/recording.ts';
import { smapsTotal } from '@contract/rows.ts';
import { asEpochMilliseconds } from '@contract/units.ts';
import { applyUpdate, updateFrom } from '@contract/update.ts';
import { joinInfo } from '@main/time/joinInfo.ts';
import { Recording } from '@main/time/recording.ts';
import type { RingLimits } from '@main/time/ring.ts';
import { chanceCapture, chanceNumbers } from '../../support/chanceCapture.ts';
import { captureOf } from '../../support/sampleCapture.ts';

const second = 1000;
const begun = 1_700_000_000_000;
const wide: RingLimits = { bytes: 2 ** 40, span: Infinity };

/** Records captures one second apart. */
class Taped {
  readonly captures: Capture[] = [];
  readonly recording: Recording;

  constructor(limits: RingLimits = wide) {
    this.recording = new Recording(chanceCapture(chanceNumbers(1), 1).process.identity, limits);
  }

  add(capture: Capture, sample: 'maps' | 'smaps' = 'smaps'): Capture {
    const sequence = this.captures.length + 1;
    const taken: Capture = { ...capture, sequence, takenAt: asEpochMilliseconds(begun + sequence * second) };
    const before = this.captures.at(-1);
    this.recording.sample(taken, before && updateFrom(before, taken), sample);
    this.captures.push(taken);
    return taken;
  }

  chance(count: number, seed = 7): this {
    const random = chanceNumbers(seed);
    for (let step = 0; step < count; step++) this.add(chanceCapture(random, step));
    return this;
  }

  /** The picture that the recording answers, as a page makes it of the answer. */
  picture(moment: number): Capture | undefined {
    const outcome = this.recording.moment({ moment });
    if (!outcome.ok) throw new Error(outcome.message);
    expect(outcome.value.moment).toBe(moment);
    return applyUpdate(undefined, outcome.value.update);
  }
}

describe('a recording', () => {
  it('shows any moment as it was, in whatever order they are asked for', () => {
    const taped = new Taped().chance(300);
    const random = chanceNumbers(3);
    for (let question = 0; question < 200; question++) {
      const moment = 1 + random(300);
      expect(taped.picture(moment)).toEqual(taped.captures[moment - 1]);
    }
  });

  it('finds the moment at or before a time', () => {
    const taped = new Taped().chance(5);
    const at = (time: number): number | undefined => {
      const found = taped.recording.moment({ time: asEpochMilliseconds(time) });
      return found.ok ? found.value.moment : undefined;
    };
    expect([begun, begun + second, begun + 2.9 * second, begun + 99 * second].map(at)).toEqual([1, 1, 2, 5]);
  });

  it('tells what is newer, and joined to what is held that is all there is', () => {
    const taped = new Taped();
    const random = chanceNumbers(5);
    let held: RecordingInfo | undefined;
    for (let step = 0; step < 60; step++) {
      taped.add(chanceCapture(random, step), random(2) ? 'maps' : 'smaps');
      if (random(5) === 0) taped.recording.mark(`mark ${step}`);
      if (random(3) === 0) held = joinInfo(held, taped.recording.info(held?.sequence ?? 0));
    }
    held = joinInfo(held, taped.recording.info(held?.sequence ?? 0));
    expect(held).toEqual(taped.recording.info(0));
    expect(held.moments.length).toBe(60);
  });

  it('draws curves of which those by kind and by backing add up to the whole', () => {
    const taped = new Taped().chance(20);
    const { series } = taped.recording.info(0);
    const curve = (of: string, metric: string) => series.find((one) => one.of === of && one.metric === metric)?.last;
    expect([...curve('process', 'rss')!]).toEqual(taped.captures.map((capture) => smapsTotal(capture, 'Rss')! * 1024));
    expect([...curve('process', 'pss')!].every(Number.isNaN)).toBe(true);
    for (const metric of seriesMetrics) {
      const whole = curve('process', metric)!;
      for (const by of ['kind:', 'backing:']) {
        const parts = series.filter((one) => one.of.startsWith(by) && one.metric === metric);
        if (Number.isNaN(whole[0])) expect(parts).toEqual([]);
        else {
          const sum = (row: number): number => parts.reduce((total, one) => total + one.last[row]!, 0);
          expect([...whole].map((_, row) => sum(row))).toEqual([...whole]);
        }
      }
    }
  });

  it('logs what was born, grew and died between two readings, and nothing where nothing changed', () => {
    const taped = new Taped();
    const row = (start: number, end: number) => ({ start, end, perms: 'rw-p', label: '', kind: 'anon' as const });
    taped.add(captureOf([row(10, 20), row(40, 50)]));
    taped.add(captureOf([row(10, 24), row(60, 70)]));
    taped.add(captureOf([row(10, 24), row(60, 70)]));
    const { events, moments } = taped.recording.info(0);
    const told = Array.from({ length: events.length }, (_, index) => [
      recordedEventTypes[events.type[index]!],
      events.start[index],
      events.end[index],
      events.moment[index],
    ]);
    expect(told).toEqual([
      ['grew', 20, 24, 2],
      ['died', 40, 50, 2],
      ['born', 60, 70, 2],
    ]);
    expect([events.from[0], events.to[0]]).toEqual([moments.time[0], moments.time[1]]);
  });

  it('begins another life where nothing leads on, and never compares the two', () => {
    const taped = new Taped().chance(3);
    const after = { ...chanceCapture(chanceNumbers(9), 4), sequence: 9, takenAt: asEpochMilliseconds(begun + 9_000) };
    taped.recording.sample(after, undefined, 'smaps');
    const info = taped.recording.info(0);
    expect([...info.moments.life]).toEqual([0, 0, 0, 1]);
    expect(info.lives.map(({ from, to }) => [from, to])).toEqual([
      [begun + second, after.takenAt],
      [after.takenAt, undefined],
    ]);
    expect(recordedEventTypes[info.events.type.at(-1)!]).toBe('exec');
    expect(taped.picture(4)).toEqual(after);
    expect(taped.picture(3)).toEqual(taped.captures[2]);
  });

  it('keeps gaps with their reason until something is read again', () => {
    const taped = new Taped().chance(2);
    const from = asEpochMilliseconds(begun + 2_500);
    taped.recording.gap({ reason: 'paused', of: 'everything', from });
    taped.recording.gap({ reason: 'paused', of: 'everything', from: asEpochMilliseconds(begun + 2_600) });
    expect(taped.recording.info(0)).toMatchObject({ state: 'paused', gaps: [{ reason: 'paused', from }] });
    taped.chance(1);
    expect(taped.recording.info(0)).toMatchObject({ state: 'recording', gaps: [{ from, to: begun + 3 * second }] });
  });

  it('gives moments names, and takes them back', () => {
    const taped = new Taped().chance(4);
    const { recording } = taped;
    const last = recording.mark('now');
    const earlier = recording.mark('then', { time: asEpochMilliseconds(begun + 2.5 * second) });
    expect(recording.info(0).bookmarks.map(({ name, moment }) => [name, moment])).toEqual([
      ['then', 2],
      ['now', 4],
    ]);
    if (!last.ok || !earlier.ok) throw new Error('not marked');
    recording.rename(last.value.id, 'after the click');
    recording.unmark(earlier.value.id);
    expect(recording.info(0).bookmarks.map(({ name }) => name)).toEqual(['after the click']);
    expect(recording.unmark(earlier.value.id)).toMatchObject({ ok: false, code: 'invalid' });
  });

  it('says that nothing was read yet', () => {
    const { recording } = new Taped();
    expect(recording.moment({ moment: 1 })).toMatchObject({ ok: false, code: 'invalid' });
    expect(recording.info(0)).toMatchObject({ moments: { length: 0 }, extent: { span: 0 } });
  });
});
