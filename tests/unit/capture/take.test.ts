import { describe, expect, test } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import type { Outcome } from '@contract/calls.ts';
import { asBytes, asMilliseconds, asPid } from '@contract/units.ts';
import type { ReadHooks } from '@main/capture/rows.ts';
import { takeCapture, type Taken, type TakeSteps } from '@main/capture/take.ts';
import { takeRows } from '@main/capture/takeRows.ts';
import type { ProcReader } from '@main/procfs/reader.ts';
import { absent, fakeContext, fakeFiles, fakePid, fakeReader, refused, smapsOf, statText } from './fakeProc.ts';

interface Finished {
  outcome: Outcome<Taken>;
  pictures: Capture[];
}

function finish(steps: TakeSteps<Outcome<Taken>>): Finished {
  const pictures: Capture[] = [];
  for (;;) {
    const step = steps.next();
    if (step.done) return { outcome: step.value, pictures };
    if (step.value) pictures.push(step.value);
  }
}

const take = (reader: ProcReader, hooks: ReadHooks = {}, previous?: Taken): Finished =>
  finish(takeCapture(fakeContext(reader), asPid(fakePid), hooks, previous));

function taken({ outcome }: Finished): Taken {
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

/** Regions cover every mapping exactly. */
function expectCovered({ mappings, regions }: Capture): void {
  let region = 0;
  for (let row = 0; row < mappings.length; row++) {
    let reached = mappings.start[row];
    for (; regions.mapping[region] === row && region < regions.length; region++) {
      expect(regions.start[region]).toBe(reached);
      reached = regions.end[region];
    }
    expect(reached).toBe(mappings.end[row]);
  }
  expect(region).toBe(regions.length);
}

describe('a capture', () => {
  test('hands out the picture of maps first and then the complete one', () => {
    const { outcome, pictures } = take(fakeReader(fakeFiles()));
    const { capture } = taken({ outcome, pictures });
    expect(pictures.map(({ stage, sequence }) => [stage, sequence])).toEqual([['maps', 1]]);
    expect(capture).toMatchObject({
      stage: 'complete',
      sequence: 2,
      process: { comm: 'fake', uid: 1000, user: 'ada', exe: '/none/program', cmdline: ['./fake'] },
      consistency: { state: 'consistent', retries: 0, notes: [] },
    });
    expect(capture.mappings.length).toBe(3);
    expect(capture.smaps?.keys).toEqual(['Size', 'Rss']);
    expectCovered(pictures[0]!);
    expectCovered(capture);
  });

  test('reports every file with its fate', () => {
    const { capture } = taken(take(fakeReader(fakeFiles())));
    const fates = Object.fromEntries(
      capture.access.map(({ file, status }) => [file.split('/').slice(3).join('/'), status]),
    );
    expect(fates).toMatchObject({ stat: 'read', maps: 'read', smaps: 'read', status: 'read', pagemap: 'absent' });
  });

  test('stands on maps alone when smaps is refused', () => {
    const { capture } = taken(
      take(fakeReader(fakeFiles(), (_, path) => (path.endsWith('smaps') ? refused : undefined))),
    );
    expect(capture.stage).toBe('complete');
    expect(capture).not.toHaveProperty('smaps');
    expect(capture.access.find(({ file }) => file.endsWith('smaps'))).toMatchObject({
      status: 'refused',
      why: 'It is closed.',
      remedy: 'sudo',
    });
  });

  test('takes the rows of smaps when the process moved between the two reads', () => {
    const files = fakeFiles();
    files.smaps = smapsOf('00600000-00601000 rw-p 00000000 00:00 0 \n');
    const result = taken(take(fakeReader(files)));
    expect([...result.capture.mappings.start]).toEqual([0x600]);
    expect(result).not.toHaveProperty('mapsText');
  });
});

describe('a process that cannot be read', () => {
  const fails = (files: Partial<ReturnType<typeof fakeFiles>>, failing: Record<string, typeof absent> = {}) =>
    take(
      fakeReader(
        { ...fakeFiles(), ...files } as ReturnType<typeof fakeFiles>,
        (_, path) => failing[path.split('/').at(-1)!],
      ),
    ).outcome;

  test('is gone', () => {
    expect(fails({}, { stat: absent })).toMatchObject({ ok: false, code: 'no-such-process' });
  });
  test('is a kernel thread', () => {
    const outcome = fails({ stat: statText({ flags: 0x0020_0000, comm: 'kworker' }) });
    expect(outcome).toMatchObject({
      code: 'no-address-space',
      message: expect.stringContaining('kernel thread') as string,
    });
  });
  test('is a zombie', () => {
    const outcome = fails({ stat: statText({ state: 'Z' }) });
    expect(outcome).toMatchObject({ code: 'no-address-space', message: expect.stringContaining('zombie') as string });
  });
  test('is refused, with the reason and the remedy', () => {
    expect(fails({}, { maps: refused })).toMatchObject({ code: 'refused', why: 'It is closed.', remedy: 'sudo' });
  });
  test('shows no mappings although it lives', () => {
    expect(fails({ maps: '', smaps: '' })).toMatchObject({
      code: 'no-address-space',
      remedy: expect.stringMatching(/again/) as string,
    });
  });
});

describe('races', () => {
  const reads = (() => {
    const reader = fakeReader(fakeFiles());
    take(reader);
    return reader.log.length;
  })();

  test.each(Array.from({ length: reads + 2 }, (_, index) => [index]))(
    'the process ends before read %i: a Failure or a capture, never an exception',
    (end) => {
      const { outcome } = take(fakeReader(fakeFiles(), (read) => (read >= end ? absent : undefined)));
      if (outcome.ok) expect(end).toBeGreaterThanOrEqual(reads - 1);
      else expect(['exited', 'no-such-process']).toContain(outcome.code);
    },
  );

  test.each(Array.from({ length: reads }, (_, index) => [index]))(
    'only read %i fails, as if its file were not there',
    (failing) => {
      const { outcome } = take(fakeReader(fakeFiles(), (read) => (read === failing ? absent : undefined)));
      if (outcome.ok) expectCovered(outcome.value.capture);
      else expect(outcome.message).toMatch(/^\S.*\.$/);
    },
  );

  test.each(Array.from({ length: reads }, (_, index) => [index]))('only read %i is refused', (failing) => {
    const { outcome } = take(fakeReader(fakeFiles(), (read) => (read === failing ? refused : undefined)));
    if (outcome.ok) expectCovered(outcome.value.capture);
    else expect(outcome.message).toMatch(/^\S.*\.$/);
  });

  test.each(Array.from({ length: reads }, (_, index) => [index]))(
    'the process executes another program before read %i: the capture shows one program',
    (change) => {
      const { outcome } = take(
        fakeReader(fakeFiles(), (read, _path, files) => {
          if (read !== change) return undefined;
          const next = '00700000-00701000 r-xp 00000000 fe:00 18                                 /none/next\n';
          Object.assign(files, {
            maps: next,
            smaps: smapsOf(next),
            stat: statText({ startStack: '140728898424832', comm: 'next' }),
          });
          return undefined;
        }),
      );
      const { capture } = taken({ outcome, pictures: [] });
      const next = capture.mappings.start[0] === 0x700;
      expect(capture.process.comm).toBe(next ? 'next' : 'fake');
      expect(capture.smaps?.length).toBe(capture.mappings.length);
    },
  );

  test('a process that executes without end is given up in words', () => {
    let stack = 140_728_898_420_736;
    const { outcome } = take(
      fakeReader(fakeFiles(), (_, path, files) => {
        if (path.endsWith('stat')) files.stat = statText({ startStack: String((stack += 4096)) });
        return undefined;
      }),
    );
    expect(outcome).toMatchObject({ ok: false, code: 'failed', remedy: expect.stringMatching(/./) as string });
  });

  test('another process with the same number is not passed off as the one watched', () => {
    const files = fakeFiles();
    const first = taken(take(fakeReader(files)));
    files.stat = statText({ startTime: 2000 });
    expect(take(fakeReader(files), {}, first).outcome).toMatchObject({
      ok: false,
      code: 'exited',
      why: expect.stringMatching(/another process/) as string,
    });
  });

  test('a torn text is read again, at most twice, and then repaired and marked', () => {
    const files = fakeFiles();
    const torn = '00400000-00402000 rw-p 00000000 00:00 0 \n00401000-00403000 rw-p 00000000 00:00 0 \n';
    Object.assign(files, { maps: torn, smaps: smapsOf(torn) });
    const reader = fakeReader(files);
    const { capture } = taken(take(reader));
    expect(capture.consistency).toMatchObject({ state: 'moving', retries: 2 });
    expect(capture.consistency.notes.length).toBeGreaterThan(0);
    expect([...capture.mappings.start]).toEqual([0x400, 0x401]);
    expect([...capture.mappings.end]).toEqual([0x401, 0x403]);
    expect(reader.log.filter((path) => path.endsWith('smaps'))).toHaveLength(3);
    expectCovered(capture);
  });

  test('a cancelled read stops between two chunks', () => {
    let chunks = 0;
    const hooks = { interrupted: () => chunks >= 2, progress: () => void (chunks += 1) };
    expect(take(fakeReader(fakeFiles()), hooks).outcome).toMatchObject({ ok: false, code: 'cancelled' });
    expect(chunks).toBe(2);
  });
});

describe('the cheap read between whole captures', () => {
  const rows = (reader: ProcReader, previous: Taken) => finish(takeRows(fakeContext(reader), previous));

  test('keeps the very tables when nothing has changed, and reads no figures', () => {
    const files = fakeFiles();
    const first = taken(take(fakeReader(files)));
    files.status = files.status!.replace('8 kB', '12 kB');
    const reader = fakeReader(files);
    const next = taken(rows(reader, first)).capture;
    expect(next.mappings).toBe(first.capture.mappings);
    expect(next.regions).toBe(first.capture.regions);
    expect(next.smaps).toBe(first.capture.smaps);
    expect(next).toMatchObject({ sequence: 3, stage: 'complete', process: { statusFigures: { VmRSS: 12 } } });
    expect(next.figuresTakenAt).toBe(first.capture.figuresTakenAt);
    expect(reader.log.some((path) => /smaps|mountinfo|limits/.test(path))).toBe(false);
    expect(next.access.map(({ file }) => file)).toContain(`/proc/${fakePid}/smaps`);
  });

  test('gives new rows at once, without figures; the others keep theirs', () => {
    const files = fakeFiles();
    const first = taken(take(fakeReader(files)));
    files.maps = files.maps!.replace('00500000-00521000', '00500000-00542000');
    const { capture } = taken(rows(fakeReader(files), first));
    expect(capture.mappings.end[1]).toBe(0x542);
    expect([...capture.smaps!.columns[1]!]).toEqual([4, 0xffff_ffff, 4]);
    expectCovered(capture);
  });

  test('turns into a whole capture, marked as replaced, after an exec', () => {
    const files = fakeFiles();
    const first = taken(take(fakeReader(files)));
    Object.assign(files, { stat: statText({ startStack: '140728898424832', comm: 'next' }) });
    const next = taken(rows(fakeReader(files), first));
    expect(next).toMatchObject({ replaced: true, capture: { stage: 'complete', process: { comm: 'next' } } });
  });

  test('is of the same program when only the main thread has ended', () => {
    const files = fakeFiles();
    const first = taken(take(fakeReader(files)));
    const other = fakePid + 1;
    // The kernel shows a zombie's addresses as zeros, its other files as empty; another thread has them all.
    const left: Record<string, string> = {
      stat: statText({ state: 'Z', startStack: '0', threads: 2 }),
      maps: '',
      smaps: '',
    };
    left.stat = left.stat!.replace(/4194304 4202496/, '0 0').replace(/5242880/, '0');
    for (const [name, text] of Object.entries(fakeFiles())) left[`${other}/${name}`] = text;
    const reader = fakeReader({ ...fakeFiles(), ...left });
    const listed: ProcReader = {
      ...reader,
      list: () => ({
        status: 'read',
        value: [String(fakePid), String(other)],
        bytes: asBytes(0),
        cost: asMilliseconds(0),
      }),
    };
    const next = taken(rows(listed, first));
    expect(next).toMatchObject({ replaced: false, capture: { process: { state: 'Z' } } });
    expect(taken(take(listed, {}, first)).replaced).toBe(false);
  });

  test('says that the process has exited, wherever it ends', () => {
    const first = taken(take(fakeReader(fakeFiles())));
    for (let end = 0; end < 5; end++) {
      const { outcome } = rows(
        fakeReader(fakeFiles(), (read) => (read >= end ? absent : undefined)),
        first,
      );
      expect(outcome.ok ? 'read' : outcome.code).toBe('exited');
    }
  });
});
