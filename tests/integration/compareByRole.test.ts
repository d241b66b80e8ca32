/** Two runs of one program by role: what the programs say that they made is found again, and nothing else in its place. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { asAddress, pageNumberOf } from '@contract/address.ts';
import type { Capture, RegionIndex } from '@contract/capture.ts';
import { mappingName, rowAt } from '@contract/rows.ts';
import { pairCertainty } from '@contract/rolePairs.ts';
import { compareByRole } from '@main/compare/comparison.ts';
import { untilAsleep } from '../support/captureOf.ts';
import { targetOf } from '../support/looking.ts';
import { skip } from '../support/skip.ts';
import { startCommand, startProgram, temporaryFolder, type Program } from '../support/programs.ts';

const running: Program[] = [];
afterAll(() => Promise.all(running.map((program) => program.stop())));

async function two(start: () => Promise<Program>): Promise<[Program, Program]> {
  const pair: [Program, Program] = [await start(), await start()];
  running.push(...pair);
  return pair;
}

/** A capture of a process at rest: on a busy machine Java compiles for seconds, each thread in an arena of its own. */
async function captureOf({ pid }: Program): Promise<Capture> {
  await untilAsleep(pid, 30_000);
  return targetOf(pid).capture;
}

const regionAt = ({ regions }: Capture, address: bigint): RegionIndex =>
  rowAt(regions, pageNumberOf(asAddress(address)));

describe('two runs', () => {
  test.each(['threads', 'workers', 'mallocs'])('of %s: what it names is found again', async (name) => {
    const [first, second] = await two(() => startProgram(name));
    const [before, after] = [await captureOf(first), await captureOf(second)];
    const compared = compareByRole(before, after);
    const partner = new Map(compared.pairs.map((pair) => [pair.before, pair]));
    const wrong = first.names().flatMap((made) => {
      const [a, b] = [first.made(made), second.made(made)];
      if (a.start === 0n || a.skipped !== undefined) return [];
      const pair = partner.get(regionAt(before, a.start));
      // Without a partner nothing was claimed; a wrong one is a false claim where it is called the same.
      return pair && pairCertainty[pair.by] === 'same' && pair.after !== regionAt(after, b.start) ? [made] : [];
    });
    expect(wrong).toEqual([]);
    const { rss = 0, matchedRss = 0 } = compared.matched.before;
    expect(matchedRss / rss).toBeGreaterThan(0.99);
  });

  // The table of the design: sleep 100 %, Python 99.99 %; node's heaps differ in number.
  test.each([
    ['sh', () => startCommand('sh', ['-c', 'echo {}; kill -STOP $$']), 0.99],
    ['python3', () => startCommand('python3', ['-uc', 'print("{}"); import time; time.sleep(1e6)']), 0.99],
    ['node', () => startCommand(process.execPath, ['-e', 'console.log("{}"); setInterval(() => {}, 1e6)']), 0.76],
  ] as const)('of %s: nearly all resident memory has a partner', async (_name, start, share) => {
    const [first, second] = await two(start);
    const { rss = 0, matchedRss = 0 } = compareByRole(await captureOf(first), await captureOf(second)).matched.before;
    expect(matchedRss / rss).toBeGreaterThan(share);
  });
});

test('two runs of Java: what is called the same is the same part of the same file, or the same thread’s', async (context) => {
  if (spawnSync('java', ['-version']).status !== 0) skip(context, 'there is no java');
  const [first, second] = await two(() => startCommand('java', [resolve('tests/programs/Sleep.java')]));
  const [before, after] = [await captureOf(first), await captureOf(second)];
  const { pairs, matched } = compareByRole(before, after);
  expect((matched.before.matchedRss ?? 0) / (matched.before.rss ?? 1)).toBeGreaterThan(0.97);
  /** Labels by hand: what the kernel says of the row, and the thread that the JVM has named. */
  const told = ({ regions, mappings, objects, process }: Capture, region: RegionIndex): string => {
    const row = regions.mapping[region] ?? 0;
    const tid = objects[regions.object[region] ?? -1]?.tid;
    const thread = process.threads.find((one) => one.tid === tid)?.name ?? '';
    // The files of a virtual machine hold the number of its process.
    const name = mappingName(mappings, row).replaceAll(/\d{3,}/g, 'N');
    return [name, name.startsWith('/') ? mappings.offset[row] : '', mappings.perms[row], thread].join(' ');
  };
  const same = pairs.filter(({ by }) => pairCertainty[by] === 'same');
  expect(same.length).toBeGreaterThan(100);
  expect(same.filter((pair) => told(before, pair.before) !== told(after, pair.after))).toEqual([]);
});

describe('procatlas diff --by', () => {
  const cli = resolve('dist/main/cli.js');
  const procatlas = (...words: string[]) => spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8' });

  test('role tells which region is which, and how sure that is', async () => {
    const [first, second] = await two(() => startProgram('threads'));
    const file = join(temporaryFolder(), 'first.json');
    execFileSync(process.execPath, [cli, 'snap', String(first.pid), '-o', file]);
    const text = procatlas('diff', '--by', 'role', file, String(second.pid));
    expect(text.status).toBe(0);
    expect(text.stdout).toMatch(/Regions by role: A \d+ of \d+ regions matched, (99|100)/);
    expect(text.stdout).toMatch(/same +by name/);
    const { roles } = JSON.parse(procatlas('diff', '--by', 'role', '--json', file, String(second.pid)).stdout) as {
      roles: { pairs: { certainty: string; a: { label: string }; b: { label: string } }[] };
    };
    expect(
      roles.pairs.filter(({ a }) => a.label.includes('libc.so.6')).every(({ b }) => b.label.includes('libc.so.6')),
    ).toBe(true);
    expect(new Set(roles.pairs.map(({ certainty }) => certainty))).toContain('same');
  });

  test('takes the two ways alone', () => {
    const { status, stderr } = procatlas('diff', '--by', 'size', 'a', 'b');
    expect(status).toBe(2);
    expect(stderr).toContain('“size” is no way to compare: write --by address or --by role.');
  });
});
