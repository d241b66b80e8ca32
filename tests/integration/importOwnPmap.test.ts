/** What our own pmap prints with any of its options opens again as the same rows. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smapsTotal } from '@contract/rows.ts';
import { startProgram, type Program } from '../support/programs.ts';
import { inWords } from '../support/words.ts';
import { importText, parseSmaps } from '../support/atOnce.ts';

const cli = resolve('dist/main/cli.js');
let program: Program;
let truth: ReturnType<typeof parseSmaps>;

beforeAll(async () => {
  program = await startProgram('threads');
  truth = parseSmaps(readFileSync(`/proc/${program.pid}/smaps`));
});
afterAll(() => program.stop());

const formats = [[], ['-x'], ['-d'], ['-X'], ['-XX']];
const looks = [
  [],
  ['--bytes'],
  ['--pages'],
  ['-q'],
  ['-p'],
  ['-k'],
  ['-l'],
  ['-l', '--bytes'],
  ['--sort', '-size'],
  ['-A'],
] as const;

describe.each(formats)('pmap %s', (...format) => {
  test.each(looks)('%s %s', (...look) => {
    const printed = format.some((one) => one.startsWith('-X'));
    // Without their heading nobody can tell the figures of -X and -XX.
    if (printed && look[0] === '-q') return;
    const words = look[0] === '-A' ? [...format, String(program.pid), '-A'] : [...format, ...look, String(program.pid)];
    const given = words.filter((word) => word !== undefined);
    const text = execFileSync(process.execPath, [cli, 'pmap', ...given], { env: { ...process.env, LC_ALL: 'C' } });
    const outcome = importText(text, 'own');
    if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
    const { capture, notes } = outcome.value;
    expect(inWords(notes).join()).not.toMatch(/understood|overlapped|process is shown/);
    // A region may end on a page inside its mapping, where its row is cut: no other bound is lost.
    const starts = Array.from(capture.mappings.start);
    expect(starts).toEqual(expect.arrayContaining(Array.from(truth.mappings.start)));
    expect(Array.from(capture.mappings.end)).toEqual(expect.arrayContaining(Array.from(truth.mappings.end)));
    if (look[0] !== '-l') expect(starts).toEqual(Array.from(truth.mappings.start));
    if (capture.smaps && look[0] !== '-l') {
      const sizes = Array.from(truth.smaps.columns[truth.smaps.keys.indexOf('Size')]!);
      expect(smapsTotal(capture, 'Size')).toBe(sizes.reduce((sum, size) => sum + size, 0));
    }
  });
});

test.each([['--json'], ['--csv'], ['--json', '-x'], ['--csv', '-x'], ['--json', '-l'], ['--csv', '-x', '-l']])(
  'pmap %s %s %s',
  (...words) => {
    const text = execFileSync(process.execPath, [cli, 'pmap', ...words, String(program.pid)]);
    const outcome = importText(text, 'own');
    if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
    const { capture, format, notes } = outcome.value;
    expect(format).toBe('procatlas pmap');
    expect(notes).toEqual([]);
    expect(capture.process.identity.pid).toBe(program.pid);
    expect(Array.from(capture.mappings.start)).toEqual(expect.arrayContaining(Array.from(truth.mappings.start)));
    if (!words.includes('-l')) {
      expect(capture.mappings.names.toSorted()).toEqual(truth.mappings.names.toSorted());
      expect(Array.from(capture.mappings.end)).toEqual(Array.from(truth.mappings.end));
    }
  },
);
