/**
 * The property that keeps a watch honest: after any change of a process, a capture built on the one before is what a
 * fresh look gives, but for sequence, times and costs.
 */
import { openContext } from '@main/capture/context.ts';
import { captureToJson } from '@main/capture/json.ts';
import { takeCapture, type Taken } from '@main/capture/take.ts';
import { asPid } from '@contract/units.ts';
import fc from 'fast-check';
import { expect } from 'vitest';
import { untilAsleep } from './captureOf.ts';
import { changeCommand, startChanging } from './changingProgram.ts';

const context = openContext();

async function take(pid: number, previous?: Taken): Promise<Taken> {
  await untilAsleep(pid);
  const steps = takeCapture(context, asPid(pid), {}, previous);
  for (;;) {
    const step = steps.next();
    if (!step.done) continue;
    if (!step.value.ok) throw new Error(step.value.message);
    return step.value.value;
  }
}

/** What must be equal: everything that a person is told of the mappings. */
function said({ capture }: Taken): unknown {
  const { mappings, objects, notes } = captureToJson(capture) as {
    mappings: { smaps?: object; vmFlags?: object }[];
    objects: unknown;
    notes?: unknown;
  };
  return { mappings, objects, notes };
}

/** Figures may move between two looks of a program that does nothing: other processes share its pages. */
const foreign = /^(Pss|Shared_|Private_|Referenced|KernelPageSize)/;

const steady = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part: unknown) => {
      if (key !== 'smaps' || typeof part !== 'object' || part === null) return part;
      return Object.fromEntries(Object.entries(part).filter(([name]) => !foreign.test(name)));
    }),
  );

/** Runs `rounds` rounds of random commands against one program after the other. Rejects with the first difference. */
export async function watchedEqualsFresh(rounds: number, seed: number, uid?: number): Promise<void> {
  const commands = fc.sample(changeCommand, { numRuns: rounds, seed });
  const perProgram = 50;
  for (let from = 0; from < commands.length; from += perProgram) {
    const program = await startChanging(uid);
    try {
      let watched = await take(program.pid);
      const told: string[] = [];
      for (const command of commands.slice(from, from + perProgram)) {
        await program.tell(command);
        told.push(command);
        watched = await take(program.pid, watched);
        const fresh = await take(program.pid);
        expect(steady(said(watched)), `seed ${seed}, after: ${told.join(', ')}`).toEqual(steady(said(fresh)));
      }
    } finally {
      await program.stop();
    }
  }
}
