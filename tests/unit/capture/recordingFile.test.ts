/** Recordings as files: what is written is read back, whatever happens to the file. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { noteText } from '@words/notes.ts';
import { captureToJson } from '@main/capture/json.ts';
import { RecordingFile } from '@main/capture/recording/append.ts';
import { recordingSteps } from '@main/capture/recording/decode.ts';
import { recordingMembers } from '@main/capture/recording/encode.ts';
import { isRecording, recordedSteps, type MomentWords } from '@main/capture/recording/open.ts';
import { openSource } from '@main/capture/files/openSource.ts';
import type { Capture } from '@contract/capture.ts';
import { asBytes, asEpochMilliseconds, asMilliseconds } from '@contract/units.ts';
import { updateFrom } from '@contract/update.ts';
import { Recording } from '@main/time/recording.ts';
import { chanceCapture, chanceNumbers } from '../../support/chanceCapture.ts';

const begun = 1_700_000_000_000;

/** A recording by chance, with bookmarks, a gap, a second life, and what it was made of. */
function recorded(
  count: number,
  limits = { bytes: 2 ** 40, span: Infinity },
): { recording: Recording; captures: Capture[] } {
  const random = chanceNumbers(count);
  const captures: Capture[] = [];
  const recording = new Recording(chanceCapture(random, 1).process.identity, limits);
  let before: Capture | undefined;
  for (let step = 1; step <= count; step++) {
    const made =
      step % 7 === 0 && before
        ? { ...before, figuresTakenAt: asEpochMilliseconds(begun) }
        : chanceCapture(random, step);
    const capture: Capture = { ...made, sequence: step, takenAt: asEpochMilliseconds(begun + step * 1000) };
    recording.sample(capture, before && step !== 90 ? updateFrom(before, capture) : undefined, 'smaps', step * 1000);
    captures.push((before = capture));
    if (step === 5) recording.mark('before the click');
    if (step === 6)
      recording.gap({ reason: 'paused', of: 'everything', from: asEpochMilliseconds(begun + 6500), why: 'so' });
  }
  return { recording, captures };
}

const fileOf = (recording: Recording, redact = false): Buffer =>
  Buffer.concat([...recordingMembers(recording, redact)].map(({ bytes }) => bytes));

/** The bytes of a file, and how many of them were asked for each time. */
function heldFile(bytes: Uint8Array): {
  size: number;
  read(offset: number, length: number): Uint8Array;
  asked: number[];
} {
  return {
    size: bytes.length,
    asked: [],
    read(offset, length) {
      this.asked.push(length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

/** All steps at once. */
function finished<Result>(steps: Generator<number, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const openRecording = (bytes: Uint8Array, name: string) => finished(recordingSteps(heldFile(bytes), name));

function opened(bytes: Uint8Array): Recording {
  const outcome = openRecording(bytes, 'a.recording.gz');
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why}`);
  return outcome.value;
}

/** A capture without what numbers its tables: two that say the same are equal. */
const said = (capture: Capture | undefined): unknown => capture && captureToJson({ ...capture, sequence: 0 });

function shown(recording: Recording, moment: number): Capture | undefined {
  const picture = recording.picture({ moment });
  return picture.ok && recording.info(0).moments.id[picture.value.row] === moment ? picture.value.capture : undefined;
}

describe('a recording file', { timeout: 120_000 }, () => {
  it('tells everything that the recording told, and shows every moment as it was', () => {
    const { recording, captures } = recorded(92);
    const file = fileOf(recording);
    expect(isRecording(file.subarray(0, 4096))).toBe(true);
    const again = opened(file);
    const { moments, series, events, bookmarks, gaps, lives, process, notes } = again.info(0);
    const before = recording.info(0);
    expect({ moments, series, events, bookmarks, gaps, lives, process }).toEqual({
      moments: before.moments,
      series: before.series,
      events: before.events,
      bookmarks: before.bookmarks,
      gaps: before.gaps,
      lives: before.lives,
      process: before.process,
    });
    expect(notes).toEqual([]);
    for (const moment of [1, 92, 64, 66, 89, 90, 7]) {
      expect(said(shown(again, moment))).toEqual(said(captures[moment - 1]));
    }
  });

  it('keeps what was read between the moments', async () => {
    const { recording } = recorded(12);
    const beat = { time: begun + 2500, size: 9e9, rss: 4096, threads: 3, minorFaults: 17, majorFaults: 1 };
    recording.beat(beat);
    recording.beat({ ...beat, time: begun + 2600, rss: 8192 });
    const again = opened(fileOf(recording)).info(0).pulse;
    expect(again).toEqual(recording.info(0).pulse);
    const path = join(mkdtempSync(join(tmpdir(), 'procatlas-recording-')), 'a.recording.gz');
    const growing = await RecordingFile.create(path, false);
    growing.take(recording);
    recording.beat({ ...beat, time: begun + 2700 });
    growing.take(recording);
    await growing.close(recording);
    expect(opened(readFileSync(path)).info(0).pulse).toEqual(recording.info(0).pulse);
  });

  it('can be saved again after it was opened', () => {
    const first = fileOf(recorded(12).recording);
    const second = fileOf(opened(first));
    expect(said(shown(opened(second), 9))).toEqual(said(shown(opened(first), 9)));
    expect(opened(second).info(0).moments).toEqual(opened(first).info(0).moments);
  });

  it('keeps peaks, events and curves of moments whose pictures made room', () => {
    const { recording } = recorded(60, { bytes: 200_000, span: 20_000 });
    const before = recording.info(0);
    expect([...before.moments.picture]).toContain(0);
    const { moments, series, events } = opened(fileOf(recording)).info(0);
    expect({ moments, series, events }).toEqual({
      moments: before.moments,
      series: before.series,
      events: before.events,
    });
  });

  it('can be read with zcat, as JSON lines', () => {
    const file = fileOf(recorded(70).recording);
    const lines = execFileSync('zcat', { input: file, maxBuffer: 2 ** 28 })
      .toString()
      .trimEnd()
      .split('\n');
    const [header, ...rest] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(header).toMatchObject({ format: 'procatlas-recording', version: 1 });
    expect(rest.filter(({ moment }) => moment !== undefined)).toHaveLength(70);
    expect(rest.filter(({ key }) => key !== undefined)).toHaveLength(2);
  });

  it('of an idle process tells what each file took in few whole pictures, and where one is refused', () => {
    const [made] = recorded(1).captures;
    // Its picture outweighs all the steps together, as that of a real process does.
    const first = {
      ...made!,
      process: { ...made!.process, cmdline: Array.from({ length: 50 }, () => 'a'.repeat(4000)) },
    };
    const files = ['maps', 'smaps', 'mem'];
    const recording = new Recording(first.process.identity, { bytes: 2 ** 40, span: Infinity });
    const captures: Capture[] = [];
    for (let step = 1; step <= 320; step++) {
      const access = files.map((file) => ({
        file,
        status: step > 310 && file === 'mem' ? ('refused' as const) : ('read' as const),
        bytes: asBytes(1000 + step),
        cost: asMilliseconds(step / 7),
      }));
      const capture = { ...first, access, sequence: step, takenAt: asEpochMilliseconds(begun + step * 1000) };
      recording.sample(capture, captures.length > 0 ? updateFrom(captures.at(-1), capture) : undefined, 'smaps');
      captures.push(capture);
    }
    const lines = gunzipSync(fileOf(recording)).toString().trimEnd().split('\n').slice(1);
    const moments = lines.map((line) => JSON.parse(line) as { key?: object; step?: { head?: { access?: unknown } } });
    expect(moments.flatMap(({ key }, index) => (key ? [index + 1] : []))).toEqual([1, 302]);
    expect(moments.flatMap(({ step }, index) => (step?.head?.access ? [index + 1] : []))).toEqual([311]);
    const again = opened(fileOf(recording));
    for (const [moment, told] of [
      [1, 1],
      [300, 1],
      [302, 302],
      [320, 311],
    ] as const) {
      expect(shown(again, moment)!.access).toEqual(captures[told - 1]!.access);
    }
  });

  it('opens with what was written before it was cut off, wherever that was', () => {
    const { recording, captures } = recorded(70);
    const file = fileOf(recording);
    const random = chanceNumbers(5);
    for (let cut = 0; cut < 4; cut++) {
      const length = 3000 + random(file.length - 3000);
      const outcome = openRecording(file.subarray(0, length), 'cut');
      if (!outcome.ok) continue;
      const { moments, notes } = outcome.value.info(0);
      expect(notes.map(noteText)).toEqual(['The file is cut off: what was recorded last is missing.']);
      const last = moments.id.at(-1)!;
      expect(said(shown(outcome.value, last))).toEqual(said(captures[last - 1]));
      expect(last).toBeGreaterThan((length / file.length) * 70 - 70);
    }
  });

  it('is read one member at a time, tells how far that is, and shows a moment from its own members', () => {
    const { recording } = recorded(92);
    const members = [...recordingMembers(recording, false)].map(({ bytes }) => bytes.length);
    const bytes = fileOf(recording);
    const file = heldFile(bytes);
    const shares: number[] = [];
    const steps = recordingSteps(file, 'a');
    let step = steps.next();
    for (; !step.done; step = steps.next()) shares.push(step.value);
    expect(shares).toHaveLength(members.length);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    if (!step.value.ok) throw new Error(step.value.message);
    file.asked = [];
    shown(step.value.value, 92);
    expect(Math.max(...file.asked)).toBe(members.at(-1));
    expect(file.asked).toHaveLength(1);
  });

  it('that is being made opens with all but its last ten seconds, and shows a moment from one member', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'procatlas-recording-')), 'a.recording.gz');
    const { captures } = recorded(150);
    const recording = new Recording(captures[0]!.process.identity, { bytes: 2 ** 40, span: Infinity });
    let now = 0;
    const growing = await RecordingFile.create(path, false, () => now);
    const closed = new Set<number>();
    for (const [index, capture] of captures.entries()) {
      now += 1000;
      const before = captures[index - 1];
      recording.sample(capture, before && updateFrom(before, capture), 'smaps');
      growing.take(recording);
      if (index % 25 !== 24) continue;
      // What has been asked to be written is on its way through zlib and the disk.
      await expect
        .poll(() => opened(readFileSync(path)).info(0).moments.length, { timeout: 20_000 })
        .toBeGreaterThanOrEqual(index + 1 - 10);
      closed.add(opened(readFileSync(path)).info(0).moments.length);
    }
    expect(closed.size).toBe(6);
    await growing.close(recording);
    const file = heldFile(readFileSync(path));
    const outcome = finished(recordingSteps(file, 'a'));
    if (!outcome.ok) throw new Error(outcome.message);
    expect(outcome.value.info(0).notes).toEqual([]);
    for (const moment of [150, 64, 65, 1, 100]) {
      file.asked = [];
      expect(said(shown(outcome.value, moment))).toEqual(said(captures[moment - 1]));
      expect(file.asked.length).toBeLessThanOrEqual(1);
    }
  });

  it('that is replaced while it is shown says so of each picture', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'procatlas-recording-')), 'a.recording.gz');
    writeFileSync(path, fileOf(recorded(70).recording));
    const outcome = await openSource(path);
    const recording = outcome.ok ? outcome.value.recording : undefined;
    expect(recording?.moment({ moment: 3 }).ok).toBe(true);
    renameSync(path, `${path}.old`);
    expect(recording?.moment({ moment: 69 })).toMatchObject({ ok: false, code: 'failed', remedy: 'Open it again.' });
    rmSync(dirname(path), { recursive: true });
  });

  it('loses what is damaged and nothing else, and says so', () => {
    const { recording, captures } = recorded(175);
    const members = [...recordingMembers(recording, false)].map(({ bytes }) => Buffer.from(bytes));
    expect(members.length).toBeGreaterThanOrEqual(4);
    members[2]!.fill(0x55, 200, 260);
    const again = opened(Buffer.concat(members));
    const { notes, moments, bookmarks } = again.info(0);
    expect(notes.map(noteText).join(' ')).toMatch(/part of the file is damaged/i);
    expect(bookmarks.map(({ name }) => name)).toEqual(['before the click']);
    for (const moment of [1, 60, 175]) expect(said(shown(again, moment))).toEqual(said(captures[moment - 1]));
    expect(moments.length).toBeLessThan(175);
  });

  it('holds no home folder, user or argument when they are taken out', () => {
    const { recording, captures } = recorded(3);
    const private_ = {
      ...captures[2]!,
      sequence: 4,
      process: { ...captures[2]!.process, cmdline: ['a', '--password=hush'] },
    };
    recording.sample(private_, updateFrom(captures[2], private_), 'maps', 9000);
    expect(gunzipSync(fileOf(recording)).toString()).toContain('hush');
    expect(gunzipSync(fileOf(recording, true)).toString()).not.toContain('hush');
  });

  it('finds moments by bookmark, time and distance', () => {
    const file = fileOf(recorded(20).recording);
    const at = (words: MomentWords | undefined): number | string => {
      const outcome = finished(recordedSteps(heldFile(file), 'a', words));
      return outcome.ok ? (outcome.value.capture.takenAt - begun) / 1000 : outcome.message;
    };
    expect(at(undefined)).toBe(20);
    expect(at({ bookmark: 'before the click' })).toBe(5);
    expect(at({ time: begun + 7400 })).toBe(7);
    expect(at({ sinceStart: 3000 })).toBe(4);
    expect(at({ beforeEnd: 1000 })).toBe(19);
    expect(at({ bookmark: 'none' })).toContain('no bookmark “none”');
  });

  it('says in words what is no recording, and hangs on nothing', () => {
    const member = (...lines: unknown[]): Buffer => gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const header = { format: 'procatlas-recording', version: 1, process: { pid: 1, startTime: 2 } };
    const moment = { moment: 1, time: 1, life: 0, elapsed: 1, sample: 'maps', rows: 1 };
    expect(openRecording(member({ ...header, version: 2 }), 'x')).toMatchObject({ code: 'version' });
    expect(openRecording(member(header), 'x')).toMatchObject({ ok: false, why: 'It holds no moment.' });
    for (const step of [
      { ...moment, key: { mappings: {}, objects: 1 } },
      { ...moment, key: { mappings: [{ start: 'x' }], objects: [] } },
      { ...moment, step: { mappings: { length: 1e9 } } },
      { ...moment, step: { mappings: { length: -1, copies: [0, 0, 1e9] } } },
      { ...moment, life: 1e9 },
      { ...moment, events: [{ type: 'none' }] },
      { ...moment, curves: { __proto__: 1, 'kind:none rss': 4 } },
      null,
      [1],
    ]) {
      const outcome = openRecording(member(header, step), 'x');
      if (outcome.ok) expect(outcome.value.moment({ moment: 1 })).toMatchObject({ ok: false });
    }
    const file = fileOf(recorded(30).recording);
    const text = gunzipSync(file);
    const random = chanceNumbers(99);
    for (let round = 0; round < 8; round++) {
      const bytes = Buffer.from(text);
      for (let hit = 0; hit < 5; hit++) bytes[random(bytes.length)] = 32 + random(90);
      const outcome = openRecording(gzipSync(bytes), 'x');
      if (outcome.ok) for (const id of outcome.value.info(0).moments.id) outcome.value.moment({ moment: id });
    }
  });
});
