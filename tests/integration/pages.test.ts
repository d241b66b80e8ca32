import { asAddress, pageNumberOf } from '@contract/address.ts';
import { pageStateBits } from '@contract/pages.ts';
import { smapsFigure, rowAt } from '@contract/rows.ts';
import { asMilliseconds, asPageNumber, type PageNumber } from '@contract/units.ts';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookInto, type Looked } from '../support/looking.ts';
import { startProgram, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

const { present, swapped, file, exclusive, guard } = pageStateBits;
/** What the kernel of this machine may set besides, depending on how it was built. */
const owned = present | swapped | file | exclusive | guard;
const pages = 64;

let program: Program;
let looked: Looked;
beforeAll(async () => {
  program = await startProgram('pagePattern');
  looked = lookInto(program.pid);
});
afterAll(() => program.stop());

const startOf = (name: string): PageNumber => pageNumberOf(asAddress(program.made(name).start));

/** States of what the program made, in the bits that every kernel has. */
async function statesOf(name: string, of: Looked = looked, count = pages): Promise<number[]> {
  const start = startOf(name);
  const { states } = await of.get('pages.states', { spans: Float64Array.of(start, start + count) });
  return Array.from(states, (state) => state & owned);
}
const repeated = (state: (page: number) => number, count = pages): number[] =>
  Array.from({ length: count }, (_, page) => state(page));

describe('the state of every page', () => {
  test('written and never touched', async () => {
    expect(await statesOf('thirds')).toEqual(repeated((page) => (page % 3 === 0 ? present | exclusive : 0)));
    expect(await statesOf('untouched')).toEqual(repeated(() => 0));
  });

  test('only read: the zero page, which nobody owns', async () => {
    expect(await statesOf('zero')).toEqual(repeated((page) => (page < pages / 2 ? present : 0)));
  });

  test('given back with MADV_DONTNEED', async () => {
    expect(await statesOf('givenBack')).toEqual(
      repeated((page) => (page === 1 || page === 2 ? 0 : present | exclusive)),
    );
  });

  test('shared anonymous memory counts as a file', async () => {
    const states = await statesOf('shared');
    expect(states.map((state) => state & (present | file))).toEqual(
      repeated((page) => (page % 2 === 0 ? present | file : 0)),
    );
  });

  test('a private file mapping: the file page, and the copy that writing made', async () => {
    const [read, written] = await statesOf('file', looked, 4);
    expect(read! & (present | file)).toBe(present | file);
    expect(written).toBe(present | exclusive);
  });

  test('guards within one mapping', async (context) => {
    const { skipped } = program.made('guarded');
    if (skipped !== undefined) skip(context, skipped);
    expect(await statesOf('guarded')).toEqual(
      repeated((page) => (page >= 8 && page < 12 ? guard : present | exclusive)),
    );
  });

  test('swapped out', async (context) => {
    const states = await statesOf('out');
    if (states.every((state) => state === (present | exclusive))) {
      skip(context, 'this machine has no swap, so MADV_PAGEOUT leaves the pages where they are');
    }
    expect(states.filter((state) => state === swapped).length).toBeGreaterThan(0);
    expect(states.every((state) => state === swapped || state === (present | exclusive))).toBe(true);
  });

  test('after fork: shared until one of the two writes', async () => {
    const child = lookInto(program.made('inherited').facts.child!);
    const inChild = await statesOf('inherited', child);
    const inParent = await statesOf('inherited', lookInto(program.pid));
    expect(inChild).toEqual(repeated((page) => (page % 2 === 0 ? present | exclusive : present)));
    expect(inParent).toEqual(repeated((page) => (page % 2 === 0 ? present | exclusive : present)));
  });

  test('agrees with the Rss of smaps in every mapping', async () => {
    const { mappings, smaps } = looked.capture;
    for (const name of ['thirds', 'untouched', 'givenBack', 'shared', 'inherited']) {
      const start = startOf(name);
      const row = rowAt(mappings, start);
      const spans = Float64Array.of(mappings.start[row]!, mappings.end[row]!);
      const { states } = await looked.get('pages.states', { spans });
      const held = states.reduce((sum, state) => sum + (state & present), 0);
      expect(held * 4, name).toBe(smapsFigure(smaps!, 'Rss', row));
    }
  });
});

describe('counting pages', () => {
  test('gives the sums of the states, in cells of any size', async () => {
    for (const pagesPerCell of [1, 3, 16, 64]) {
      const cells = Math.ceil(pages / pagesPerCell);
      const { states } = await looked.get('pages.states', {
        spans: Float64Array.of(startOf('givenBack'), startOf('givenBack') + cells * pagesPerCell),
      });
      const counts = await looked.get('pages.counts', { start: startOf('givenBack'), cells, pagesPerCell });
      for (let cell = 0; cell < cells; cell++) {
        const own = [...states.subarray(cell * pagesPerCell, (cell + 1) * pagesPerCell)];
        expect(counts.present[cell]).toBe(own.filter((state) => state & present).length);
        expect(counts.exclusive[cell]).toBe(own.filter((state) => state & exclusive).length);
      }
    }
  });
});

describe('what is not on screen costs nothing', () => {
  test('a terabyte that is only reserved is not read at all', async () => {
    const start = startOf('reserved');
    const counts = await looked.get('pages.counts', { start, cells: 256, pagesPerCell: 2 ** 16 });
    expect(counts.bytesRead).toBe(0);
    expect(counts.present.every((count) => count === 0)).toBe(true);
    const { bytesRead } = await looked.get('pages.states', { spans: Float64Array.of(start, start + 2 ** 20) });
    expect(bytesRead).toBe(0);
  });

  test('of a mapping that holds one page in a gigabyte only what is asked for is read', async () => {
    const start = startOf('sparse');
    const middle = start + 2 ** 17;
    const { states, bytesRead } = await looked.get('pages.states', { spans: Float64Array.of(middle - 8, middle + 8) });
    expect(bytesRead).toBe(16 * 8);
    expect(states.indexOf(states.find((state) => state !== 0)!)).toBe(8);
  });

  test('gaps and the kernel’s half are not read', async () => {
    const { bytesRead, states } = await looked.get('pages.states', {
      spans: Float64Array.of(0, 16, 2 ** 52 - 4096, 2 ** 52 - 4096 + 16),
    });
    expect(bytesRead).toBe(0);
    expect(states).toEqual(new Uint8Array(32));
  });
});

describe('one page', () => {
  test('tells its entry, and to root its frame, flags and mappings', async (context) => {
    const detail = await looked.get('pages.detail', { page: startOf('thirds') });
    expect(detail.state & owned).toBe(present | exclusive);
    expect(BigInt(detail.entry ?? 0) >> 63n).toBe(1n);
    if (detail.frame === undefined) {
      expect(detail.notes.join(' ')).toContain('CAP_SYS_ADMIN');
      skip(context, 'this user may not see frame numbers');
    }
    expect(detail.flags).toEqual(expect.arrayContaining(['ANON']));
    expect(detail.mapped).toBe(1);
  });

  test('that was never touched has neither frame nor place in swap', async () => {
    const detail = await looked.get('pages.detail', { page: startOf('untouched') });
    expect(detail).toMatchObject({ state: 0, entry: '0x0000000000000000' });
    expect(detail.notes.join(' ')).toContain('never been touched');
  });

  test('beyond user space is not told', async () => {
    const answer = await looked.ask('pages.detail', { page: asPageNumber(2 ** 52 - 2560) });
    expect(answer).toMatchObject({ ok: false });
  });
});

describe('the working set', () => {
  test('is never measured without consent', async () => {
    const before = readFileSync(`/proc/${program.pid}/smaps`, 'latin1').match(/^Referenced:.*$/gm);
    expect(await looked.ask('pages.working-set', { wait: asMilliseconds(0), consent: false })).toMatchObject({
      ok: false,
      code: 'invalid',
      message: expect.stringContaining('nobody agreed') as string,
    });
    expect(readFileSync(`/proc/${program.pid}/smaps`, 'latin1').match(/^Referenced:.*$/gm)).toEqual(before);
  });

  test('of a process at rest is almost nothing, and of one that grows is what it touches', async () => {
    const still = await looked.get('pages.working-set', { wait: asMilliseconds(50), consent: true });
    expect(still.waited).toBeGreaterThanOrEqual(50);
    expect(still.starts).toHaveLength(still.perMapping.length);
    const row = still.starts.indexOf(startOf('thirds'));
    expect(still.perMapping[row]).toBe(0);
    const sum = still.perMapping.reduce((total, kibibytes) => total + kibibytes, 0);
    expect(still.referenced).toBe(sum);
  });

  test('can be given up while it waits', async () => {
    const abort = new AbortController();
    const answer = looked.ask(
      'pages.working-set',
      { wait: asMilliseconds(600_000), consent: true },
      { signal: abort.signal },
    );
    await delay(100);
    abort.abort();
    expect(await answer).toMatchObject({ ok: false, code: 'cancelled' });
  });
});

test('a process that has gone gets a sentence, not zeros', async () => {
  const short = await startProgram('pagePattern');
  const gone = lookInto(short.pid);
  const start = pageNumberOf(asAddress(short.made('thirds').start));
  await short.stop();
  expect(await gone.ask('pages.states', { spans: Float64Array.of(start, start + pages) })).toMatchObject({
    ok: false,
    code: 'exited',
  });
});
