/**
 * `npm run bench [-- --quick]`: what reading, classifying, watching and zooming cost, each beside what the kernel's
 * own text or another tool costs in the same minute. Prints a table and writes dist/bench.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release } from 'node:os';
import { measureCapturing } from './capturing.ts';
import { measureClassifying } from './classifying.ts';
import { measureExternals } from './externals.ts';
import { measureListing } from './listing.ts';
import { measureOneMore } from './oneMore.ts';
import { measurePageFrames } from './pageFrames.ts';
import { measurePages } from './pages.ts';
import { measureParsing } from './parsing.ts';
import { measureOrdinaryPmap, measurePmap } from './pmapCommand.ts';
import { measureMoments, measureRecordings } from './recordings.ts';
import { reached, tableText, type Row } from './table.ts';
import { startCommand } from '../support/programs.ts';
import { startTarget } from './target.ts';
import { measureTimelineFrames } from './timelineFrames.ts';
import { measureTreemap } from './treemap.ts';
import { measureWatching } from './watching.ts';
import { measureZooming } from './zooming.ts';

const quick = process.argv.includes('--quick');
const sizes = quick ? [1_000] : [1_000, 10_000, 60_000];
const rows: Row[] = [];

/** Adds what was measured and says at once how far things are. */
async function gather(what: string, measuring: Promise<Row[]>): Promise<void> {
  try {
    const more = await measuring;
    rows.push(...more);
    console.info(`measured: ${what}`);
  } catch (error) {
    process.exitCode = 1;
    console.error(`not measured: ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

for (const size of sizes) {
  const rounds = quick ? 3 : size > 50_000 ? 9 : 15;
  const target = await startTarget(size);
  const { program, mappings } = target;
  const name = `${mappings} mappings`;
  try {
    await gather(`others, ${name}`, measureExternals(program.pid, mappings, rounds));
    await gather(`pmap, ${name}`, measurePmap(program.pid, mappings, rounds));
    await gather(`parsing, ${name}`, measureParsing(program.pid, mappings, rounds));
    await gather(`capturing, ${name}`, measureCapturing(program.pid, mappings, rounds));
    if (quick || size > 50_000) await gather(`treemap, ${name}`, measureTreemap(program.pid, mappings, rounds));
    await gather(`moments, ${name}`, Promise.resolve(measureMoments(program.pid, mappings, rounds)));
    await gather(`one more, ${name}`, measureOneMore(target, rounds));
    await gather(`watching, ${name}`, measureWatching(target, quick ? 2 : 5));
    if (quick || size > 50_000) await gather(`zooming, ${name}`, measureZooming(target, quick ? 8 : 40));
  } finally {
    await program.stop();
  }
}
const shell = await startCommand('sh', ['-c', 'echo {}; while :; do sleep 1; done']);
try {
  await gather('pmap of a shell', Promise.resolve(measureOrdinaryPmap(shell.pid, quick ? 3 : 15)));
} finally {
  await shell.stop();
}
if (!quick) await gather('gibibytes', measureClassifying(9));
await gather('pages', measurePages(quick ? 64 : 1024, quick ? 5 : 15));
await gather('frames with pages', measurePageFrames(quick ? 64 : 4096, quick ? 8 : 40));
await gather('timeline', Promise.resolve(measureTimelineFrames(quick ? 3 : 30)));
await gather('recordings', measureRecordings(quick ? 5 : 300));
await gather('listing', measureListing(quick ? 100 : 1_000, quick ? 3 : 15));

const machine = {
  cores: availableParallelism(),
  processor: cpus()[0]?.model,
  kernel: release(),
  node: process.version,
};
console.info(
  `\n${machine.cores} cores, ${machine.processor ?? 'unknown processor'}, Linux ${machine.kernel}, Node ${machine.node}\n`,
);
console.info(tableText(rows));
mkdirSync('dist', { recursive: true });
const results = {
  takenAt: new Date().toISOString(),
  machine,
  rows: rows.map((row) => ({ ...row, reached: reached(row) })),
};
writeFileSync('dist/bench.json', `${JSON.stringify(results, undefined, 2)}\n`);
