/** Where an address lies in a loaded file is said as backtraces say it, and what is said leads back to the address. */
import { readFileSync } from 'node:fs';
import { addressOf } from '@contract/address.ts';
import type { Capture } from '@contract/capture.ts';
import { asPageNumber, asPid, type Address } from '@contract/units.ts';
import { mentionsIn } from '@read/places/text.ts';
import { openContext } from '@main/capture/context.ts';
import { captureNow } from '@main/capture/once.ts';
import { placeOf } from '@renderer/state/places.ts';
import { placeOfAddress } from '@renderer/state/search.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram, type Program } from '../support/programs.ts';

let jobs: Program;
let capture: Capture;
beforeAll(async () => {
  jobs = await startProgram('jobs', { flags: ['-rdynamic'] });
  const outcome = captureNow(openContext(), asPid(jobs.pid));
  if (!outcome.ok) throw new Error(outcome.message);
  capture = outcome.value;
});
afterAll(() => jobs.stop());

/** Where a file is loaded, as the kernel prints it: the mapping of its first byte. */
const loaded = (file: string): bigint => {
  const row = new RegExp(`^([\\da-f]+)-\\S+ \\S+ 0+ .*/${file}$`, 'm').exec(
    readFileSync(`/proc/${jobs.pid}/maps`, 'utf8'),
  );
  return BigInt(`0x${row?.[1] ?? ''}`);
};
const what = (address: bigint): string => placeOfAddress(capture, address as Address).what;

describe('a byte of a loaded file', () => {
  it('is counted from where the file is loaded, in every part of it', () => {
    const { start: malloc } = jobs.made('malloc');
    const { start: global } = jobs.made('global');
    expect(what(malloc)).toBe(`libc.so.6 + 0x${(malloc - loaded('libc.so.6')).toString(16)}`);
    // Of .bss, which is a part of no mapping of the file.
    expect(what(global)).toBe(`jobs + 0x${(global - loaded('jobs')).toString(16)}`);
  });

  it('is found by what is said of it, wherever it lies', () => {
    const { regions, objects } = capture;
    let asked = 0;
    for (let row = 0; row < regions.length; row++) {
      if (objects[regions.object[row] ?? -1]?.kind !== 'module') continue;
      const start = addressOf(asPageNumber(regions.start[row] ?? 0));
      for (const address of [start + 1n, addressOf(asPageNumber(regions.end[row] ?? 0)) - 1n]) {
        const [mention] = mentionsIn(what(address)).found;
        expect(mention?.named, what(address)).toBeDefined();
        const place = placeOf(capture, mention!);
        expect(place.page && addressOf(place.page), what(address)).toBe(address);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(20);
  });
});

it('a byte elsewhere is counted from where its region begins', () => {
  const { start } = jobs.made('session');
  const [, heap = ''] = /^([\da-f]+)-\S+ .*\[heap\]$/m.exec(readFileSync(`/proc/${jobs.pid}/maps`, 'utf8')) ?? [];
  expect(what(start)).toBe(`Heap + 0x${(start - BigInt(`0x${heap}`)).toString(16)}`);
});
