/** Heaps of real programs, walked while they live; glibc's own counts say whether the walk is right. */
import { afterEach, expect, test } from 'vitest';
import { chunkStates, type ArenasWalk, type HeapTotals, type HeapWalk } from '@contract/inside.ts';
import { heapWalk } from '@main/inspect/heap/walk.ts';
import { heapArenas } from '@main/inspect/heap/walkArenas.ts';
import { execFileSync } from 'node:child_process';
import { lookAt, lookInto, startsOf, targetOf } from '../support/looking.ts';
import { startCommand, startProgram, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

let program: Program | undefined;
afterEach(() => program?.stop());

function walked(target: ReturnType<typeof targetOf>, kind: 'heap' | 'arena'): HeapWalk[] {
  return startsOf(target, kind).map((start) => {
    const outcome = lookAt(heapWalk, target, { start, consent: true });
    if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
    return outcome.value;
  });
}

function arenasOf(target: ReturnType<typeof targetOf>): ArenasWalk {
  const outcome = lookAt(heapArenas, target, { consent: true });
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  return outcome.value;
}

const bytesOf = (walk: Pick<HeapTotals, 'bytes'>, state: (typeof chunkStates)[number]): number =>
  walk.bytes[chunkStates.indexOf(state)] ?? 0;

test.each([
  { name: 'dynamic', flags: [] },
  { name: 'static', flags: ['-static'] },
])('the sums of a $name program agree with mallinfo2', async ({ name, flags }) => {
  program = await startProgram('heapFigures', { variant: name, flags });
  const [walk] = walked(targetOf(program.pid), 'heap');
  const said = (what: string): number => program!.made(what).facts.bytes ?? NaN;
  expect(walk).toMatchObject({ consistency: 'whole', allocator: 'glibc' });
  // mallinfo2 counts what is in a thread's cache as used and what is in fastbins as free.
  expect(bytesOf(walk!, 'top')).toBe(said('top'));
  expect(bytesOf(walk!, 'used') + bytesOf(walk!, 'cached') - said('fast')).toBe(said('used'));
  expect(bytesOf(walk!, 'free') + bytesOf(walk!, 'top') + said('fast')).toBe(said('free'));
  expect(walk!.bytes.reduce((sum, bytes) => sum + bytes, 0)).toBe(said('arena'));
  expect(said('fast')).toBeGreaterThan(0);
  expect(bytesOf(walk!, 'cached')).toBeGreaterThan(said('fast'));
});

test('every arena of a threaded program is walked whole', async () => {
  program = await startProgram('mallocs');
  const target = targetOf(program.pid);
  const walks = [...walked(target, 'heap'), ...walked(target, 'arena')];
  expect(walks.map(({ consistency }) => consistency)).toEqual(['whole', 'whole', 'whole']);
});

test('an arena of several heaps is walked through all of them, and all arenas agree with malloc_info', async () => {
  program = await startProgram('manyHeaps');
  const said = (what: string): number => program!.made(what).facts.bytes ?? NaN;
  const walk = arenasOf(targetOf(program.pid));
  expect(walk).toMatchObject({ consistency: 'whole', allocator: 'glibc' });
  expect(walk.checks[0]).toContain('3 arenas in all');
  // The circle begins with the main arena and goes on with the youngest, malloc_info follows it in the same way.
  expect(walk.arenas.map(({ main, systemBytes }) => ({ main, systemBytes }))).toEqual(
    [0, 1, 2].map((index) => ({ main: index === 0, systemBytes: said(`arena${index}`) })),
  );
  expect(walk.arenas.map(({ consistency }) => consistency)).toEqual(['whole', 'whole', 'whole']);
  for (const { checks } of walk.arenas) expect(checks.join(' ')).toContain('chunks add up to the');
  const large = walk.arenas.find(({ heaps }) => heaps.length > 1);
  const [first, last] = [program.made('firstHeap'), program.made('lastHeap')];
  expect(large?.heaps).toHaveLength(3);
  expect(large!.heaps.every(({ consistency }) => consistency === 'whole')).toBe(true);
  // Each begins behind its head; the first of them has the arena's state in it as well.
  const starts = large!.heaps.map(({ start }) => BigInt(start * 4096));
  expect(starts[0]).toBeGreaterThan(first.start + 0x800n);
  expect(starts[0]).toBeLessThan(first.start + 0x1000n);
  expect(starts[2]).toBeGreaterThan(last.start);
  expect(starts[2]).toBeLessThan(last.start + 0x100n);
  // Over all arenas: mallinfo2 counts what is in a thread's cache as used and what is in fastbins as free.
  expect(walk.arenas.reduce((sum, { systemBytes }) => sum + (systemBytes ?? NaN), 0)).toBe(said('arena'));
  expect(bytesOf(walk, 'free') + bytesOf(walk, 'top') + said('fast')).toBe(said('free'));
  expect(said('fast')).toBeGreaterThan(0);
  expect(bytesOf(walk, 'cached')).toBeGreaterThan(said('fast'));
  const heads = walk.arenas.reduce(
    (sum, { systemBytes, bytes }) => sum + (systemBytes ?? NaN) - bytes.reduce((all, own) => all + own, 0),
    0,
  );
  const fences = bytesOf(walk, 'fence');
  expect(bytesOf(walk, 'used') + bytesOf(walk, 'cached') - said('fast') + heads + fences).toBe(said('used'));
  expect(heads).toBeGreaterThan(2 * 0x800);
});

test('the many arenas of a Java program are found along their circle, each with its heaps', async (context) => {
  try {
    program = await startCommand('java', ['tests/programs/Sleep.java']);
  } catch {
    skip(context, 'there is no java');
  }
  const walk = arenasOf(targetOf(program.pid));
  expect(walk.checks[0]).toMatch(/^From main_arena each arena leads to the next and the last one back: \d+ arenas/);
  expect(walk.arenas.length).toBeGreaterThan(4);
  for (const { heaps, systemBytes, consistency } of walk.arenas) {
    expect(heaps.length).toBeGreaterThan(0);
    expect(systemBytes).toBeGreaterThan(0);
    expect(['whole', 'torn']).toContain(consistency);
  }
});

test('heaps that change under a walk through all of them are torn, and the others stay whole', async () => {
  program = await startProgram('churns');
  for (let round = 0; round < 10; round++) {
    const walk = arenasOf(targetOf(program.pid));
    expect(walk.arenas).toHaveLength(1);
    for (const { consistency, heaps } of walk.arenas) {
      expect(['whole', 'torn', 'stopped']).toContain(consistency);
      if (consistency !== 'whole') expect(heaps.flatMap(({ checks }) => checks).length).toBeGreaterThan(0);
    }
    if (walk.consistency === 'torn') {
      expect(walk.arenas[0]!.heaps[0]!.checks.join(' ')).toMatch(/went on allocating|do not repeat their size/);
      return;
    }
  }
  throw new Error('ten walks of a heap that changes all the time, and none was torn');
});

test('the heap of a shell is walked whole', async () => {
  program = await startCommand('bash', ['-c', 'for i in {1..999}; do a+=("x$i"); done; echo {}; read -t 60 <> <(:)']);
  const [walk] = walked(targetOf(program.pid), 'heap');
  expect(walk).toMatchObject({ consistency: 'whole' });
  expect(walk!.start.length).toBeGreaterThan(1000);
});

test('memory that the program took itself is not called malloc’s', async () => {
  program = await startProgram('splitHeap');
  const [walk] = walked(targetOf(program.pid), 'heap');
  expect(walk!.consistency).toBe('stopped');
  expect(walk!.checks.join(' ')).toContain('sbrk');
  expect(bytesOf(walk!, 'top')).toBeGreaterThan(0);
});

test('the heap of python is walked whole', async (context) => {
  // The command may be a shim: the interpreter itself is what is to be looked at.
  const python = execFileSync('sh', ['-c', 'python3 -c "import sys; print(sys.executable)" || true'], {
    encoding: 'utf8',
  }).trim();
  if (python === '') skip(context, 'there is no python3');
  program = await startCommand(python, [
    '-c',
    'import time; kept = [bytes(n) for n in range(600, 3000)]; print("{}", flush=True); time.sleep(60)',
  ]);
  const [walk] = walked(targetOf(program.pid), 'heap');
  expect(walk).toMatchObject({ consistency: 'whole' });
  expect(walk!.counts[chunkStates.indexOf('used')]).toBeGreaterThan(2000);
});

test('a heap that changes under the walk is whole or told to be torn, and never wrong when whole', async () => {
  program = await startProgram('churns');
  for (let round = 0; round < 10; round++) {
    const target = targetOf(program.pid);
    const { start, end } = program.made('heap');
    for (const walk of walked(target, 'heap')) {
      expect(['whole', 'torn', 'stopped']).toContain(walk.consistency);
      if (walk.consistency !== 'whole') expect(walk.checks.length).toBeGreaterThan(0);
      else {
        expect(start).toBeLessThan(end);
        expect(walk.bytes.reduce((sum, bytes) => sum + bytes, 0) % 16).toBe(0);
        expect(walk.counts[chunkStates.indexOf('top')]).toBe(1);
      }
    }
  }
});

test('is refused without consent', async () => {
  program = await startProgram('mallocs');
  const looked = lookInto(program.pid);
  const [start] = startsOf(targetOf(program.pid), 'heap');
  expect(await looked.ask('heap.walk', { start: start!, consent: false })).toMatchObject({
    ok: false,
    code: 'invalid',
  });
  expect(await looked.ask('heap.arenas', { consent: false })).toMatchObject({ ok: false, code: 'invalid' });
  expect(await looked.ask('stack.top', { values: true, consent: false })).toMatchObject({ ok: false, code: 'invalid' });
});
