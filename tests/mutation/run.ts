/**
 * `npm run mutate`: how many of the faults that one can put into the pure core do the unit tests find? A sample of all
 * places (sites.ts) is drawn by a seed that is printed; each fault is switched on alone and the test files that reach it
 * run until one fails. Bounded: MUTANTS=300 of them, MUTATE_MINUTES=40.
 *
 *   MUTATE_SEED=N MUTANTS=300 MUTATE_FOLDERS=classify,procfs npm run mutate
 */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { TestModule } from 'vitest/node';
import { createVitest } from 'vitest/node';
import { alias } from '../vitest.config.ts';
import { instrumented, sitesOf, type Site } from './sites.ts';

const root = resolve(import.meta.dirname, '../..');
const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const seed = number('MUTATE_SEED', Date.now() % 2 ** 31);
const wanted = number('MUTANTS', 300);

/** What is mutated, and the folders of unit tests that are there to find it. */
const places: Readonly<Record<string, { readonly source: string; readonly tests: readonly string[] }>> = {
  classify: { source: 'src-main/classify', tests: ['classify', 'words', 'capture'] },
  procfs: { source: 'src-main/procfs', tests: ['procfs', 'capture', 'pmap'] },
  capture: { source: 'src-main/capture', tests: ['capture'] },
  layout: { source: 'src-renderer/layout', tests: ['layout', 'paint', 'picture'] },
};
const folders = (process.env.MUTATE_FOLDERS ?? 'classify,procfs').split(',');
/** A fault that makes a loop endless ends by itself after so long; the slowest test file takes a tenth of it. */
const patience = 30_000;

interface Mutant extends Site {
  readonly id: number;
  readonly file: string;
}

/** Numbers from 0 to 1 by a seed (mulberry32). */
function random(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function ofFiles(list: readonly Mutant[]): ReadonlyMap<string, Mutant[]> {
  const files = new Map<string, Mutant[]>();
  for (const one of list) files.set(one.file, [...(files.get(one.file) ?? []), one]);
  return files;
}

function drawn(): Mutant[] {
  const all = folders.flatMap((folder) => {
    const place = places[folder];
    if (place === undefined) throw new Error(`MUTATE_FOLDERS knows ${Object.keys(places).join(', ')}, not ${folder}`);
    return readdirSync(join(root, place.source), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const file = join(root, place.source, name);
        return sitesOf(readFileSync(file, 'utf8')).map((site) => ({ ...site, file }));
      });
  });
  const next = random(seed);
  const keys = new Map(all.map((site) => [site, next()]));
  const chosen = all.toSorted((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0)).slice(0, wanted);
  console.info(`MUTATE_SEED=${seed}: ${chosen.length} of ${all.length} faults in ${folders.join(', ')}`);
  return chosen.map((site, id) => ({ ...site, id }));
}

const mutants = drawn();
const scratch = mkdtempSync(join(tmpdir(), 'procatlas-mutants-'));
const switchFile = join(scratch, 'active');
const reachedFile = join(scratch, 'reached');
const endlessFile = join(scratch, 'endless');
writeFileSync(switchFile, '-1');
writeFileSync(reachedFile, '');

/** The switch, in each test file's own world: which fault is on, and in the first run which ones the file reaches. */
const switchCode = `
import { appendFileSync, readFileSync } from 'node:fs';
const active = Number(readFileSync(${JSON.stringify(switchFile)}, 'latin1'));
const end = performance.now() + ${patience};
const seen = new Set();
export function mutant(id) {
  if (active === -1 && !seen.has(id)) {
    seen.add(id);
    appendFileSync(${JSON.stringify(reachedFile)}, id + ' ' + globalThis.__vitest_worker__.filepath + '\\n');
  }
  if (active !== id) return false;
  if (performance.now() > end) {
    appendFileSync(${JSON.stringify(endlessFile)}, 'x');
    throw new Error('the fault made something endless');
  }
  return true;
}`;

const byFile = ofFiles(mutants);
const vitest = await createVitest(
  'test',
  {
    config: false,
    root,
    // The projects of the ordinary configuration have servers of their own, which no plugin from here reaches.
    include: [...new Set(folders.flatMap((folder) => places[folder]?.tests ?? []))].map(
      (folder) => `tests/unit/${folder}/**/*.test.ts`,
    ),
    env: { TZ: 'UTC', LC_ALL: 'C' },
    environment: 'node',
    watch: false,
    bail: 1,
    reporters: [{}],
    maxWorkers: 1,
    // With all its switches the slowest test takes much longer than without.
    testTimeout: 4 * patience,
  },
  {
    resolve: { alias, conditions: ['browser'] },
    plugins: [
      svelte({ configFile: false }),
      {
        name: 'mutants',
        enforce: 'pre',
        resolveId: (id) => (id === 'virtual:mutant' ? '\0virtual:mutant' : undefined),
        load: (id) => (id === '\0virtual:mutant' ? switchCode : undefined),
        transform(code, id) {
          const own = byFile.get(id.split('?')[0] ?? '');
          return own ? { code: instrumented(code, own), map: null } : undefined;
        },
      },
    ],
  },
);

const failed = (modules: readonly TestModule[]): boolean => modules.some((module) => !module.ok());
const specifications = await vitest.globTestSpecifications();
const cost = new Map<string, number>();
vitest.config.bail = 0;
const sound = await vitest.runTestSpecifications(specifications, true);
// Those that fail without any fault, as a test of bounds may under all the switches, find nothing: the score can only be lower.
const unusable = sound.testModules.filter((module) => !module.ok()).map(({ moduleId }) => moduleId);
for (const moduleId of unusable) console.info(`left out, fails without a fault: ${relative(root, moduleId)}`);
if (unusable.length === specifications.length) process.exit(1);
for (const module of sound.testModules) cost.set(module.moduleId, module.diagnostic().duration);
const reached = new Map<number, string[]>();
for (const line of new Set(readFileSync(reachedFile, 'utf8').split('\n'))) {
  const [id, file] = line.split(' ');
  if (id === undefined || file === undefined) continue;
  reached.set(Number(id), [...(reached.get(Number(id)) ?? []), file]);
}

if (reached.size === 0) throw new Error('No test reached any fault: the switches are not in the code.');
vitest.config.bail = 1;
const deadline = performance.now() + number('MUTATE_MINUTES', 40) * 60_000;
const alive: (Mutant & { readonly reachedBy: number })[] = [];
let tried = 0;
let byTime = 0;
let unsure = 0;
for (const mutant of mutants) {
  if (performance.now() > deadline) break;
  tried += 1;
  const files = new Set(reached.get(mutant.id));
  const own = specifications
    .filter(({ moduleId }) => files.has(moduleId) && !unusable.includes(moduleId))
    .toSorted((a, b) => (cost.get(a.moduleId) ?? 0) - (cost.get(b.moduleId) ?? 0));
  if (!(await isFound(own, mutant.id))) alive.push({ ...mutant, reachedBy: own.length });
}
await vitest.close();
rmSync(scratch, { recursive: true });

/** Kills the processes that the tests run in, which are children of this one; vitest then starts others. */
function endWorkers(): void {
  for (const child of readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1').split(' ')) {
    if (/^\d+$/.test(child)) process.kill(Number(child), 'SIGKILL');
  }
}

/** What a run of test files came to: an assertion that failed, an end that only time brought, or nothing. */
async function outcomeOf(files: typeof specifications): Promise<'fails' | 'ends' | 'passes'> {
  rmSync(endlessFile, { force: true });
  // A loop that does not come past its fault again can only be ended from outside, and again where it is begun anew.
  const timer = setInterval(() => {
    writeFileSync(endlessFile, '');
    endWorkers();
  }, 2 * patience);
  try {
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(files);
    const late = testModules.some((module) =>
      [...module.children.allTests('failed')].some((test) =>
        test.result().errors?.some(({ message }) => message.includes('timed out')),
      ),
    );
    if (late || existsSync(endlessFile)) return 'ends';
    return failed(testModules) || unhandledErrors.length > 0 ? 'fails' : 'passes';
  } catch {
    return existsSync(endlessFile) ? 'ends' : 'fails';
  } finally {
    clearInterval(timer);
  }
}

/** Few files at a time, the quick ones first: most faults are found by the first that reach them. */
async function isFound(own: typeof specifications, id: number): Promise<boolean> {
  for (let at = 0; at < own.length; at += 4) {
    const files = own.slice(at, at + 4);
    writeFileSync(switchFile, String(id));
    const began = performance.now();
    const outcome = await outcomeOf(files);
    if (outcome === 'fails') return true;
    if (outcome === 'passes') continue;
    // Time alone proves a fault only where the same files without it pass in a fifth of it: else the machine was busy.
    const faulty = performance.now() - began;
    writeFileSync(switchFile, '-2');
    const again = performance.now();
    if ((await outcomeOf(files)) === 'passes' && 5 * (performance.now() - again) < faulty) {
      byTime += 1;
      return true;
    }
    unsure += 1;
  }
  return false;
}

for (const { file, line, original, mutated, reachedBy } of alive) {
  const short = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 70);
  const why = reachedBy === 0 ? 'no test reaches it' : `${reachedBy} test files do not see it`;
  console.info(`alive: ${relative(root, file)}:${line}  ${short(original)}  →  ${short(mutated)}  (${why})`);
}
const share = (list: readonly Mutant[], total: readonly Mutant[]): string =>
  `${((100 * (total.length - list.length)) / Math.max(1, total.length)).toFixed(1)} %`;
const judged = mutants.slice(0, tried);
for (const [file, own] of ofFiles(judged)) {
  const left = alive.filter((one) => one.file === file);
  if (left.length > 0) console.info(`${basename(file)}: ${own.length - left.length} of ${own.length}`);
}
console.info(
  `Found ${judged.length - alive.length} of ${judged.length} faults: score ${share(alive, judged)} (MUTATE_SEED=${seed}); ` +
    `${byTime} of them made a test endless, ${unsure} runs ended late for another reason and found nothing`,
);
