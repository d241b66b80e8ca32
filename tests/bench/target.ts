/** The process that is measured: N mappings in a cycle of four, so that none merge (tests/programs/vmas.c). */
import { readFileSync } from 'node:fs';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';

/** A target and its true number of mappings. */
export interface Target {
  readonly program: Program;
  readonly mappings: number;
}

/** Starts a target. The program's own two dozen mappings come on top, and all must stay under vm.max_map_count. */
export async function startTarget(wanted: number): Promise<Target> {
  const program = await startProgram('vmas', { args: [String(wanted), temporaryFolder('bench')] });
  const maps = readFileSync(`/proc/${program.pid}/maps`);
  return { program, mappings: maps.reduce((lines, byte) => (byte === 10 ? lines + 1 : lines), 0) };
}
