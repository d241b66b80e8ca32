/**
 * `npm run coverage:kinds [-- OPTION… NAME…]`: starts the programs that this machine has, captures each, and prints which
 * share of its resident memory is labelled exactly, strongly, as a guess and not at all, and every label that contradicts
 * what the program or another tool tells of it. Names choose programs by a part of their name.
 *
 * --runs=N      starts each N times and tells how far the explained share differs
 * --unexplained prints the largest spans that no rule explained
 * --labels      prints what is resident by label
 * --write       writes the table to build/docs/coverage.md
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { openContext } from '@main/capture/context.ts';
import { look, missingFor } from './look.ts';
import type { Measured } from './measure.ts';
import { resultOf, textOf, writeDocument, type Result } from './report.ts';
import { subjects } from './subjects.ts';

const words = process.argv.slice(2);
const chosen = words.filter((word) => !word.startsWith('--'));
const runs = Number(words.find((word) => word.startsWith('--runs='))?.slice('--runs='.length) ?? 1);
const context = openContext();

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(2);

/** The commit that is measured; undefined where the sources are no repository. */
function commitNow(): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

function printUnexplained({ regions }: Measured): void {
  const open = regions.filter(({ certainty }) => certainty === 'unexplained').sort((a, b) => b.resident - a.resident);
  for (const { start, end, resident, perms } of open.slice(0, 25)) {
    const size = mebibytes(Number(end - start));
    console.info(`      ? ${mebibytes(resident)} of ${size} MiB at ${start.toString(16)}-${end.toString(16)} ${perms}`);
  }
}

function printLabels({ regions }: Measured): void {
  const sums = new Map<string, { resident: number; count: number }>();
  for (const { kind, certainty, label, resident } of regions) {
    const key = `${kind} ${certainty} ${label.replaceAll(/\d+/g, 'N')}`;
    const sum = sums.get(key) ?? { resident: 0, count: 0 };
    sums.set(key, { resident: sum.resident + resident, count: sum.count + 1 });
  }
  for (const [key, { resident, count }] of [...sums].sort((a, b) => b[1].resident - a[1].resident).slice(0, 30))
    console.info(`      ${mebibytes(resident).padStart(9)} MiB ${String(count).padStart(5)} × ${key}`);
}

const results: Result[] = [];
for (const subject of subjects) {
  const { name } = subject;
  if (chosen.length > 0 && !chosen.some((part) => name.includes(part))) continue;
  const missing = missingFor(subject);
  if (missing.length > 0) {
    results.push({ name, skipped: `${missing.join(', ')} is not on this machine` });
    console.info(textOf(results.at(-1)!));
    continue;
  }
  try {
    const looks = [];
    for (let run = 0; run < runs; run++) {
      const one = await look(context, subject);
      looks.push(one);
      if (words.includes('--labels')) one.measured.forEach(printLabels);
      if (words.includes('--unexplained')) one.measured.forEach(printUnexplained);
    }
    results.push(resultOf(name, looks));
  } catch (error) {
    results.push({ name, skipped: error instanceof Error ? error.message.trim() : String(error) });
  }
  console.info(textOf(results.at(-1)!));
}
if (words.includes('--write')) {
  mkdirSync('build/docs', { recursive: true });
  const order = subjects.map(({ name }) => name);
  writeDocument('build/docs/coverage.md', results, { machine: context.machine, commit: commitNow(), order });
}
