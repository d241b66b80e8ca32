/** A real compiler that tells of its functions: node --perf-basic-prof writes them to /tmp/perf-PID.map. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startCommand, temporaryFolder, type Program } from './programs.ts';

const script = `
  function hotLoopOfTheTest(n) { let s = 0; for (let i = 0; i < n; i++) s = (s + i * 7) % 1000003; return s; }
  let sum = 0;
  for (let i = 0; i < 3000; i++) sum += hotLoopOfTheTest(5000);
  console.log('{}');
  setInterval(() => sum, 1e6);`;

/** The file that names the functions of a process. */
export const perfMapOf = (pid: number): string => `/tmp/perf-${pid}.map`;

/** Starts node with `hotLoopOfTheTest` compiled; its file of names goes with it. */
export async function startGeneratedCode(): Promise<Program> {
  // V8 opens a log beside the map, and would do so in the folder that the tests run in.
  const log = ['--no-logfile-per-isolate', `--logfile=${join(temporaryFolder(), 'v8.log')}`];
  const program = await startCommand(process.execPath, ['--perf-basic-prof', ...log, '-e', script]);
  return {
    ...program,
    async stop() {
      await program.stop();
      rmSync(perfMapOf(program.pid), { force: true });
    },
  };
}
