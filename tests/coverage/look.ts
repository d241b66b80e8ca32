/** One look at one program: built and started in a folder of its own, measured, compared with the truth, and ended. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TakeContext } from '@main/capture/context.ts';
import { elfTruth } from './elfTruth.ts';
import { launch } from './launch.ts';
import { measure, type Measured } from './measure.ts';
import type { Subject } from './subjects.ts';
import { compare, type Fault } from './truths.ts';

/** What was found of all processes of one program. */
export interface Look {
  readonly measured: readonly Measured[];
  readonly faults: readonly Fault[];
  /** Bytes that were compared with a truth, and those of them that a guess labels. */
  readonly compared: number;
  readonly guessed: number;
}

const isThere = (need: string): boolean => {
  if (need.includes('/')) return existsSync(need);
  try {
    execFileSync('sh', ['-c', 'command -v "$1"', 'sh', need], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Commands and files that a program needs and that this machine lacks. */
export const missingFor = ({ needs }: Subject): readonly string[] => needs.filter((need) => !isThere(need));

/** Starts one program, once, and measures every process of it. Throws the words of a compiler or of the program. */
export async function look(context: TakeContext, subject: Subject): Promise<Look> {
  const folder = mkdtempSync(join(tmpdir(), 'procatlas-coverage-'));
  try {
    const started = await launch(subject.start(folder));
    try {
      const own = [...started.said, ...((await subject.truth?.(started)) ?? [])];
      const measured: Measured[] = [];
      const faults: Fault[] = [];
      let compared = 0;
      let guessed = 0;
      for (const pid of started.measured) {
        const one = measure(context, pid);
        const result = compare(one.regions, [...(pid === started.pid ? own : []), ...elfTruth(pid)]);
        measured.push(one);
        faults.push(...result.faults);
        compared += result.compared;
        guessed += result.guessed;
      }
      if (measured.length === 0) throw new Error('no process of it was found');
      return { measured, faults, compared, guessed };
    } finally {
      await started.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
