import { describe, expect, test } from 'vitest';
import { numaCount, numaPolicy } from '@contract/numa.ts';
import type { Capture } from '@contract/capture.ts';
import type { Outcome } from '@contract/calls.ts';
import { asPid } from '@contract/units.ts';
import { joinPart } from '@main/capture/parts/read.ts';
import type { TakeOptions } from '@main/capture/rows.ts';
import { takeCapture, type Taken, type TakeSteps } from '@main/capture/take.ts';
import { takeRows } from '@main/capture/takeRows.ts';
import { parseMaps } from '@main/procfs/maps.ts';
import { bytesOf, fixture } from '../procfs/fixtures.ts';
import {
  absent,
  fakeContext,
  fakeFiles,
  fakePid,
  fakeReader,
  refused,
  smapsOf,
  type FakeFiles,
  type FakeReader,
} from './fakeProc.ts';
import { inWords } from '../../support/words.ts';
import { parseNumaMaps } from '../../support/atOnce.ts';

const numaText = `00400000 default file=/none/program mapped=2 mapmax=3 N0=2 kernelpagesize_kB=4
00500000 prefer:1 heap anon=4 dirty=4 active=0 N1=4 kernelpagesize_kB=4
7ffe00000000 default stack anon=3 dirty=3 N0=3 kernelpagesize_kB=4
`;

const withNuma = (): FakeFiles => ({ ...fakeFiles(), numa_maps: numaText });

function finish(steps: TakeSteps<Outcome<Taken>>): Taken {
  for (;;) {
    const step = steps.next();
    if (!step.done) continue;
    if (!step.value.ok) throw new Error(step.value.message);
    return step.value.value;
  }
}
const take = (reader: FakeReader, options: TakeOptions = {}, previous?: Taken): Taken =>
  finish(takeCapture(fakeContext(reader), asPid(fakePid), options, previous));

const policies = ({ numa, mappings }: Capture): (string | undefined)[] =>
  Array.from({ length: mappings.length }, (_, row) => numa && numaPolicy(numa, row));
const report = ({ access }: Capture) => access.find(({ file }) => file.endsWith('/numa_maps'));
const wasRead = ({ log }: FakeReader): boolean => log.some((path) => path.endsWith('/numa_maps'));

describe('numa_maps beside the rows', () => {
  test('joins by start, in any order, and says how many lines belong to no mapping', () => {
    const { mappings } = parseMaps(bytesOf(fakeFiles().maps!));
    const [program = '', heap = '', stack = ''] = numaText.split('\n');
    const text = [stack, '00480000 bind:0', program, heap, '00600000 bind:1', ''].join('\n');
    const { table: numa, notes } = joinPart('numa', mappings, parseNumaMaps(bytesOf(text)));
    expect([0, 1, 2].map((row) => numaPolicy(numa, row))).toEqual(['default', 'prefer:1', 'default']);
    expect([0, 1, 2].map((row) => numaCount(numa, 'N0', row))).toEqual([2, 0, 3]);
    expect(inWords(notes)).toEqual([
      '2 lines of numa_maps begin where no mapping begins and were left out: the process changed its mappings meanwhile.',
    ]);
  });

  test('gives every recorded mapping its line but [vsyscall], which numa_maps does not list', () => {
    const { mappings } = parseMaps(fixture('numa/maps'));
    const { table: numa, notes } = joinPart('numa', mappings, parseNumaMaps(fixture('numa/numa_maps')));
    expect(notes).toEqual([]);
    const without = Array.from({ length: mappings.length }, (_, row) => row).filter((row) => !numaPolicy(numa, row));
    expect(without.map((row) => mappings.names[mappings.name[row]!])).toEqual(['[vsyscall]']);
  });
});

describe('a capture', () => {
  test('does not read numa_maps unless asked to', () => {
    const reader = fakeReader(withNuma());
    const { capture } = take(reader);
    expect(wasRead(reader)).toBe(false);
    expect(capture).not.toHaveProperty('numa');
    expect(report(capture)).toBeUndefined();
  });

  test('has it beside its rows, with the time and the line of the access report', () => {
    const { capture } = take(fakeReader(withNuma()), { parts: ['numa'] });
    expect(policies(capture)).toEqual(['default', 'prefer:1', 'default']);
    expect(capture.numaTakenAt).toBeGreaterThanOrEqual(capture.takenAt);
    expect(report(capture)).toMatchObject({ status: 'read' });
  });

  test.each([
    ['refused', refused],
    ['absent', absent],
  ])('goes without it when it is %s, and reports why', (status, failure) => {
    const reader = fakeReader(withNuma(), (_, path) => (path.endsWith('numa_maps') ? failure : undefined));
    const { capture } = take(reader, { parts: ['numa'] });
    expect(capture.stage).toBe('complete');
    expect(capture).not.toHaveProperty('numa');
    expect(report(capture)).toMatchObject({ status, why: failure.why });
  });

  test('carries what was read once, with its time, through reads that leave it out', () => {
    const files = withNuma();
    const reader = fakeReader(files);
    const first = take(reader, { parts: ['numa'] });
    // The heap has grown: what was known of it is known no more.
    files.maps = files.maps!.replace('00521000', '00522000');
    files.smaps = smapsOf(files.maps);
    files.numa_maps = '';
    const rows = finish(takeRows(fakeContext(reader), first));
    const whole = take(reader, {}, first);
    for (const { capture } of [rows, whole]) {
      expect(policies(capture)).toEqual(['default', undefined, 'default']);
      expect(capture.numaTakenAt).toBe(first.capture.numaTakenAt);
      expect(report(capture)).toEqual(report(first.capture));
    }
  });
});
