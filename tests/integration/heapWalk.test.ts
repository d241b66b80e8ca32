/** Heaps of real programs, walked while they live; glibc's own counts say whether the walk is right. */
import { afterEach, expect, test } from 'vitest';
import { chunkStates, type HeapWalk } from '@contract/inside.ts';
import { heapWalk } from '@main/inspect/heap/walk.ts';
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

const bytesOf = (walk: HeapWalk, state: (typeof chunkStates)[number]): number =>
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
  expect(await looked.ask('stack.top', { values: true, consent: false })).toMatchObject({ ok: false, code: 'invalid' });
});
