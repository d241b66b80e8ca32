/**
 * Rules that know memory by its own structures, on live programs that say themselves what they hold where: what is
 * labelled exactly or strongly must be true, and nearly all of what is resident is explained. Programs without any such
 * runtime must get none of these labels.
 */
import { openContext } from '@main/capture/context.ts';
import { describe, expect, test, type TestContext } from 'vitest';
import { look, missingFor, type Look } from '../coverage/look.ts';
import { subjects } from '../coverage/subjects.ts';
import { skip } from '../support/skip.ts';

const context = openContext();
/** Compilers take long on a busy machine. */
const patience = 240_000;

/** Looks at a program of the coverage list, or skips the test with what this machine lacks. */
async function lookAt(name: string, test: TestContext): Promise<Look> {
  const program = subjects.find((one) => one.name === name);
  if (!program) throw new Error(`there is no program ${name}`);
  const missing = missingFor(program);
  if (missing.length > 0) skip(test, `${missing.join(', ')} is not on this machine`);
  return look(context, program);
}

/** A program, the part of a runtime that its memory must be called, and how sure that must be. */
const expected: readonly (readonly [name: string, part: string, certainties: readonly string[]])[] = [
  ['C, musl', 'musl-heap', ['exact']],
  ['C, ASan gcc', 'asan-heap', ['exact', 'strong']],
  ['C, LSan gcc', 'lsan-heap', ['exact', 'strong']],
  ['python of the system', 'python-objects', ['strong']],
  ['ruby', 'ruby-heap', ['strong']],
  ['php', 'php-heap', ['exact']],
  ['luajit', 'luajit-heap', ['strong']],
  ['haskell', 'haskell-heap', ['strong']],
  ['erlang', 'erlang-heap', ['strong']],
  ['mono', 'mono-heap', ['strong', 'guess']],
  ['sbcl', 'sbcl-heap', ['strong']],
  ['C, TSan gcc', 'tsan-heap', ['exact', 'strong']],
  ['go without build id', 'go-heap', ['strong']],
  ['go library in C', 'go-heap', ['strong']],
  ['java without CDS', 'java-heap', ['strong']],
  ['java 40 GiB', 'java-heap', ['strong']],
  ['java without compressed references', 'java-heap', ['strong']],
  ['java Z', 'java-heap', ['strong']],
  ['firefox', 'mozjemalloc-heap', ['strong', 'guess']],
  ['qemu', 'guest-ram', ['strong']],
];

describe('memory that tells by its own structures what it is', () => {
  test.for(expected)(
    'of %s is its %s',
    { timeout: patience },
    async (row: (typeof expected)[number], test: TestContext) => {
      const [name, part, certainties] = row;
      const { measured, faults } = await lookAt(name, test);
      const regions = measured.flatMap((one) => one.regions);
      const own = regions.filter((region) => region.part === part);
      expect(own.length).toBeGreaterThan(0);
      for (const { certainty } of own) expect(certainties).toContain(certainty);
      expect(faults.filter(({ region }) => region.certainty !== 'guess')).toEqual([]);
      const resident = measured.reduce((sum, one) => sum + one.resident, 0);
      const unexplained = measured.reduce((sum, one) => sum + one.bytes.unexplained, 0);
      expect(unexplained / resident).toBeLessThan(0.05);
    },
  );

  test.for(['C, glibc', 'C, glibc static', 'perl', 'lua'])(
    'is not seen in %s',
    { timeout: patience },
    async (name: string, test: TestContext) => {
      const { measured, faults } = await lookAt(name, test);
      expect(faults).toEqual([]);
      expect(measured.flatMap((one) => one.regions).filter(({ part }) => part !== '')).toEqual([]);
    },
  );

  test('is malloc’s in a 32-bit program as well', async (test) => {
    const { measured, faults } = await lookAt('C, glibc 32-bit', test);
    expect(faults).toEqual([]);
    const regions = measured.flatMap((one) => one.regions);
    for (const kind of ['arena', 'malloc-block']) {
      expect(regions.filter((region) => region.kind === kind && region.certainty === 'exact').length).toBeGreaterThan(
        3,
      );
    }
  });
});
