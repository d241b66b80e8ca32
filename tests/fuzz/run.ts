/**
 * `node build/run-ts.js tests/fuzz/run.ts [RUNS] [SEED]`: damaged captures and imports, 10,000 unless told. Prints the
 * smallest counterexample with its seed and ends with 1 when a promise is broken or memory keeps growing.
 */
import fc from 'fast-check';
import { damaged, importKeepsItsPromises, processorTime } from '../support/mutations.ts';

const runs = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
/** Growth of the resident set that garbage collection explains. */
const growthLimit = 400 * 2 ** 20;

let shown = 0;
let refused = 0;
let slowest = { milliseconds: 0, name: '' };
const resident = process.memoryUsage().rss;

const result = fc.check(
  fc.property(damaged, ({ name, bytes }) => {
    const begin = processorTime();
    if (importKeepsItsPromises(bytes, name)) shown += 1;
    else refused += 1;
    const milliseconds = processorTime() - begin;
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, name };
  }),
  { numRuns: runs, seed },
);

const growth = process.memoryUsage().rss - resident;
console.info(
  `${runs} damaged sources, seed ${seed}: ${shown} shown, ${refused} refused; the slowest took ` +
    `${Math.round(slowest.milliseconds)} ms of processor time (${slowest.name}); memory grew by ${Math.round(growth / 2 ** 20)} MiB`,
);
if (result.failed) {
  const [found] = result.counterexample ?? [];
  console.error(
    `broken by ${found?.name ?? '?'} (path ${result.counterexamplePath ?? '?'}): ${String(result.errorInstance)}`,
  );
  console.error(found?.bytes.toString('latin1').slice(0, 2000));
  process.exitCode = 1;
} else if (growth > growthLimit) {
  console.error(`memory grew by more than ${growthLimit / 2 ** 20} MiB`);
  process.exitCode = 1;
}
