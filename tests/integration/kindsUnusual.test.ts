/** Programs that do with their memory what few do, and were once labelled wrongly. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, type TestContext } from 'vitest';
import {
  coverageFaults,
  kindsOf,
  mappingAt,
  regionAt,
  type CaptureJson,
  type RegionJson,
} from '../support/captured.ts';
import { captureOf } from '../support/captureOf.ts';
import { compile, startCommand, startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

const allRegions = (capture: CaptureJson): RegionJson[] => capture.mappings.flatMap(({ regions }) => regions);
const at = (address: bigint): { start: bigint; end: bigint; facts: Record<string, number> } => ({
  start: address,
  end: address + 1n,
  facts: {},
});

/** Captures a program and ends it. */
async function look(
  program: Program,
  use: (capture: CaptureJson) => void | Promise<void>,
  pid = program.pid,
): Promise<void> {
  try {
    const capture = await captureOf(pid);
    expect(coverageFaults(capture)).toEqual([]);
    await use(capture);
  } finally {
    await program.stop();
  }
}

describe('a file that is no program', () => {
  test.each([
    ['as a whole', []],
    ['in parts', ['parts']],
  ])('is a file also where it is mapped like one %s, and memory behind it is not its zeroed data', async (_, more) => {
    const program = await startProgram('imageFile', { args: [join(temporaryFolder('images'), 'lisp.core'), ...more] });
    await look(program, (capture) => {
      expect(kindsOf(capture, program.made('file'))).toEqual(['file exact']);
      expect(kindsOf(capture, program.made('behind'))).toEqual(['anon exact']);
    });
  });

  test('is a file below /dev as well', async (context: TestContext) => {
    if (process.getuid?.() !== 0) skip(context, 'only root may make a file in /dev');
    const path = `/dev/procatlas-regular-${process.pid}`;
    const program = await startProgram('imageFile', { args: [path] });
    try {
      await look(program, (capture) => {
        expect(kindsOf(capture, program.made('file'))).toEqual(['file exact']);
      });
    } finally {
      rmSync(path, { force: true });
    }
  });
});

test.for([
  ['rw', 'anon exact'],
  ['rwx', 'jit-code guess'],
] as const)(
  'memory that was mapped over the start of an empty heap is no heap, though the kernel names it so: %s',
  async ([mode, told], context) => {
    const program = await startProgram('overBreak', { args: [mode] });
    await look(program, (capture) => {
      const { skipped, ...over } = program.made('over');
      if (skipped !== undefined) skip(context, skipped);
      expect(mappingAt(capture, over).name).toBe('[heap]');
      expect(kindsOf(capture, over)).toEqual([told]);
    });
  },
);

test.each(['huge', 'unshared', 'protected', 'locked'])(
  'a block of malloc stays one where a part of it has become a mapping of its own, %s',
  async (name) => {
    const program = await startProgram('splitBlocks');
    await look(program, (capture) => {
      const made = program.made(name);
      const parts = allRegions(capture).filter(
        (region) => BigInt(region.start) < made.end && BigInt(region.end) > made.start,
      );
      expect(new Set(parts.map(({ kind, certainty }) => `${kind} ${certainty}`))).toEqual(
        new Set(['malloc-block exact']),
      );
      expect(new Set(parts.map(({ object }) => object)).size).toBe(1);
      expect(BigInt(parts[0]!.start)).toBe(made.start);
    });
  },
);

describe('stacks of coroutines', () => {
  test.each([
    ['thread', '64'],
    ['thread', '256'],
    ['thread', '1024'],
    ['main', '256'],
  ])('in use by the %s thread, %s KiB, are stacks it is running on now', async (mode, kibibytes) => {
    const program = await startProgram('coroutines', { args: [mode, kibibytes] });
    await look(program, (capture) => {
      const running = program.made('running');
      const region = regionAt(capture, at(BigInt(running.facts.frame!)));
      expect(region.kind).toBe('coroutine-stack');
      expect(region.label).toContain('is running on now');
      expect(region.evidence.join(' ')).not.toMatch(/signal handler is running/);
      expect(BigInt(region.start)).toBeGreaterThanOrEqual(running.start);
      if (mode === 'main') {
        const main = allRegions(capture).find(({ kind }) => kind === 'stack');
        expect(main?.evidence.join(' ')).toContain('does not run on this stack now');
        return;
      }
      const stacks = allRegions(capture).filter(({ kind }) => kind === 'thread-stack');
      expect(stacks).toHaveLength(1);
      expect(kindsOf(capture, program.made('own'))).toEqual(['thread-stack exact']);
    });
  });

  test('that the kernel has merged with a block of malloc are what is left beside it', async () => {
    const program = await startProgram('coroutines', { args: ['beside', '256'] });
    await look(program, (capture) => {
      const { start, end } = program.made('running');
      expect(mappingAt(capture, program.made('running'))).toBe(mappingAt(capture, program.made('above')));
      const region = regionAt(capture, at(start));
      expect(region).toMatchObject({ kind: 'coroutine-stack', certainty: 'guess' });
      expect([BigInt(region.start), BigInt(region.end)]).toEqual([start, end]);
      expect(regionAt(capture, program.made('above')).kind).toBe('malloc-block');
    });
  });

  test('without a guard is at most guessed, and no stack of the thread’s own', async () => {
    const program = await startProgram('coroutines', { args: ['bare', '128'] });
    await look(program, (capture) => {
      const running = program.made('running');
      expect(kindsOf(capture, running)).toEqual(['coroutine-stack guess']);
      expect(regionAt(capture, running).evidence.join(' ')).not.toMatch(/signal handler is running/);
      expect(allRegions(capture).filter(({ kind }) => kind === 'thread-stack')).toHaveLength(1);
    });
  });

  test('inside 64 MiB of other memory make no stack of all of it', async () => {
    const program = await startProgram('coroutines', { args: ['pool'] });
    await look(program, (capture) => {
      const region = regionAt(capture, program.made('running'));
      expect(region.kind).toBe('anon');
      expect(region.evidence.join(' ')).toMatch(
        /stack pointer of thread \d+ .* inside it: the thread runs on a stack here/,
      );
    });
  });

  test.each(['guarded', 'flagged'])('that nobody runs on, %s, are guessed for what they are', async (mode) => {
    const program = await startProgram('coroutines', { args: [mode] });
    await look(program, (capture) => {
      // The first one has merged with what lay above it, so that it looks like nothing.
      for (const name of program.names().slice(1)) {
        expect(kindsOf(capture, program.made(name))).toEqual(['coroutine-stack guess']);
      }
      expect(allRegions(capture).filter(({ kind }) => kind === 'thread-stack')).toEqual([]);
    });
  });
});

/** Arrays of NumPy, and what Python itself takes as large, with where each one's memory is. */
const arrays = `
import ctypes, json, time
def at(view, size): return {'start': hex(view), 'end': hex(view + size)}
told = {}
block = bytearray(24 << 20); told['bytearray'] = at(ctypes.addressof(ctypes.c_char.from_buffer(block)), len(block))
odd = bytearray((5 << 20) + 12345); told['odd'] = at(ctypes.addressof(ctypes.c_char.from_buffer(odd)), len(odd))
try:
    import numpy
    zeros = numpy.zeros(8 << 20); zeros[:1000] = 1; told['zeros'] = at(zeros.ctypes.data, zeros.nbytes)
    ones = numpy.ones(5 << 20); told['ones'] = at(ones.ctypes.data, ones.nbytes)
    small = numpy.ones(3 << 17); told['small'] = at(small.ctypes.data, small.nbytes)
except ImportError: pass
print(json.dumps(told), flush=True); time.sleep(1e6)`;

test('arrays of NumPy and other large data of Python are blocks of malloc, not Python objects', async (context) => {
  const python = process.env.PATH?.split(':').some((folder) => existsSync(join(folder, 'python3'))) === true;
  if (!python) skip(context, 'there is no python3 here');
  const program = await startCommand('python3', ['-c', arrays]);
  await look(program, (capture) => {
    for (const name of program.names()) {
      const kinds = kindsOf(capture, program.made(name)).map((kind) => kind.replace(/ (exact|strong)$/, ''));
      expect([name, kinds]).toEqual([name, ['malloc-block']]);
    }
    if (!program.names().includes('zeros'))
      skip(context, 'there is no NumPy here: only what Python itself makes was looked at');
  });
});

test.for([
  { how: 'dynamic', flags: [], expected: '---p guard strong' },
  // It takes memory at the break as it needs it, and protects nothing.
  { how: 'static', flags: ['-static'], expected: undefined },
])('the page that musl’s malloc protects at the break is a guard, $how', async ({ how, flags, expected }, context) => {
  const found = process.env.PATH?.split(':').some((folder) => existsSync(join(folder, 'musl-gcc'))) === true;
  if (!found) skip(context, 'there is no musl-gcc here');
  const file = join(temporaryFolder(), `largeBlocksMusl-${how}`);
  const source = join(import.meta.dirname, '../programs/largeBlocks.c');
  execFileSync('musl-gcc', ['-O1', '-idirafter', '/usr/include', '-o', file, source, ...flags], { stdio: 'pipe' });
  await look(await startCommand(file), (capture) => {
    const heap = capture.mappings.filter(({ name }) => name === '[heap]');
    expect(heap.length).toBeGreaterThan(0);
    const guards = heap.flatMap(({ perms, regions }) =>
      regions.flatMap(({ kind, certainty }) => (kind === 'guard' ? [`${perms} ${kind} ${certainty}`] : [])),
    );
    expect(guards).toEqual(expected === undefined ? [] : [expected]);
    expect(heap.find(({ perms }) => perms === '---p')?.start).toBe(expected === undefined ? undefined : heap[0]?.start);
  });
});

test('the main stack of a child that a thread forked is said to be used by nobody', async () => {
  const program = await startProgram('forkedByThread');
  await look(
    program,
    (capture) => {
      const main = allRegions(capture).find(({ kind }) => kind === 'stack');
      expect(main?.evidence.join(' ')).toContain('does not run on this stack now');
      expect(kindsOf(capture, program.made('own'))).toEqual(['thread-stack exact']);
    },
    (program.made('own').facts.child ?? 0) || program.pid,
  );
});

test('the main thread’s own variables are found beside 64 MiB of malloc blocks, and no note is made', async () => {
  const program = await startProgram('largeBlocks');
  await look(program, (capture) => {
    expect(kindsOf(capture, program.made('threadLocal'))).toEqual(['tls exact']);
    expect(capture).not.toHaveProperty('notes');
  });
});

/** The process on this side of a namespace that runs a file. */
function hostPid(file: string): number {
  const pid = readdirSync('/proc').find((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/exe`) === file;
    } catch {
      return false;
    }
  });
  if (pid === undefined) throw new Error(`${file} does not run`);
  return Number(pid);
}

describe.each([
  ['glibc', 'cc'],
  ['musl', 'musl-gcc'],
])('threads of a pid namespace, %s', (library, compiler) => {
  test('have the names of their own, although their ids inside are those of others outside', async (context: TestContext) => {
    if (process.getuid?.() !== 0) skip(context, 'only root may make a pid namespace');
    const path = process.env.PATH?.split(':').find((folder) => existsSync(join(folder, compiler)));
    if (path === undefined) skip(context, `there is no ${compiler} here`);
    let file = compile('namedThreads', { variant: library });
    if (compiler !== 'cc') {
      file = join(temporaryFolder(), 'namedThreadsMusl');
      const source = join(import.meta.dirname, '../programs/namedThreads.c');
      execFileSync(compiler, ['-O1', '-pthread', '-idirafter', '/usr/include', '-o', file, source], { stdio: 'pipe' });
    }
    const next = Number(readFileSync('/proc/sys/kernel/ns_last_pid', 'latin1')) + 3;
    const script = `echo ${next} > /proc/sys/kernel/ns_last_pid; ${file}; exit 1`;
    const program = await startCommand('unshare', ['-pf', '--mount-proc', '--kill-child', 'sh', '-c', script]);
    await look(
      program,
      (capture) => {
        for (let index = 0; index < 30; index++) {
          const stack = regionAt(capture, program.made(`w${index}`));
          expect(stack).toMatchObject({ kind: 'thread-stack', certainty: 'exact' });
          expect(stack.thread?.name).toBe(`w${index}`);
        }
        expect(regionAt(capture, program.made('mainThreadLocal'))).toMatchObject({ kind: 'tls', certainty: 'exact' });
        expect(regionAt(capture, program.made('mainThreadLocal')).label).not.toContain('namespace');
        expect(capture).not.toHaveProperty('notes');
      },
      hostPid(file),
    );
  });
});

test.for([
  { sanitizer: 'memory', name: 'MemorySanitizer' },
  { sanitizer: 'thread', name: 'ThreadSanitizer' },
])(
  'a program under -fsanitize=$sanitizer has the memory of $name and of no other',
  async ({ sanitizer, name }, context) => {
    const file = join(temporaryFolder(), `sanitized-${sanitizer}`);
    const source = join(import.meta.dirname, '../programs/largeBlocks.c');
    // Distributions pack clang's sanitizers apart from it.
    const { status } = spawnSync('clang', [`-fsanitize=${sanitizer}`, '-O1', '-o', file, source], { stdio: 'ignore' });
    if (status !== 0) skip(context, `there is no clang here that builds with -fsanitize=${sanitizer}`);
    const program = await startCommand('setarch', ['-R', file]);
    await look(program, (capture) => {
      const runtimes = allRegions(capture).map(({ runtime }) => runtime ?? '');
      const sanitizers = runtimes.filter((runtime) => runtime.endsWith('Sanitizer'));
      expect(sanitizers.length).toBeGreaterThan(2);
      expect([...new Set(sanitizers)]).toEqual([name]);
    });
  },
);
