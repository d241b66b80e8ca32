/** Whose an arena is: named by the thread that the C library itself has attached to it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { captureOf } from '../support/captureOf.ts';
import { startProgram, type Program } from '../support/programs.ts';

let program: Program;
beforeAll(async () => {
  program = await startProgram('workers');
});
afterAll(() => program.stop());

it('each heap of an arena names the thread whose malloc fills it', async () => {
  const tid = (name: string): number => program.made(name).facts.tid ?? 0;
  const [first, second] = [tid('worker-1'), tid('worker-2')];
  const threadsOf = async () =>
    (await captureOf(program.pid)).objects.filter(({ kind }) => kind === 'arena').map((object) => object.tid);
  expect((await threadsOf()).sort()).toEqual([first, second].sort());
  program.signal('SIGUSR1');
  await program.nextLine();
  const grown = await threadsOf();
  // 150 MiB do not fit into two heaps of 64 MiB; the one that was there before has room for a part.
  expect(grown.filter((thread) => thread === second).length).toBeGreaterThanOrEqual(3);
  expect(grown.filter((thread) => thread === first)).toHaveLength(1);
});
