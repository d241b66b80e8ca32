import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test, type TestContext } from 'vitest';
import {
  boundsOf,
  coverageFaults,
  kindsOf,
  mappingAt,
  objectOf,
  regionAt,
  type CaptureJson,
} from '../support/captured.ts';
import { captureOf } from '../support/captureOf.ts';
import { userSpaceOf } from '@renderer/layout/userSpace.ts';
import { lookInto, targetOf } from '../support/looking.ts';
import { compile, startCommand, startProgram, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

interface Variant {
  readonly variant: string;
  readonly flags: readonly string[];
  /** What a linker without relocation read-only leaves writable. */
  readonly relro?: string;
}
const variants: readonly Variant[] = [
  { variant: 'Pie', flags: ['-fPIE', '-pie'] },
  { variant: 'NoPie', flags: ['-fno-pie', '-no-pie'] },
  { variant: 'Static', flags: ['-static'] },
  { variant: 'StaticPie', flags: ['-static-pie', '-fPIE'] },
  { variant: 'NoRelro', flags: ['-Wl,-z,norelro'], relro: 'data exact' },
  { variant: 'Now', flags: ['-Wl,-z,now'] },
  { variant: 'FewSegments', flags: ['-Wl,-z,noseparate-code'] },
  { variant: 'ExecutableStack', flags: ['-Wl,-z,execstack'] },
];

/** Runs a program just long enough to capture it. */
async function captured(start: Promise<Program>): Promise<{ program: Program; capture: CaptureJson }> {
  const program = await start;
  try {
    return { program, capture: await captureOf(program.pid) };
  } finally {
    await program.stop();
  }
}

describe.each(variants)('the parts of a program built $variant', ({ variant, flags, relro = 'relro exact' }) => {
  test('are exact at the addresses the program prints, and every mapping is covered', async () => {
    const { program, capture } = await captured(startProgram('module', { variant, flags }));
    expect(coverageFaults(capture)).toEqual([]);
    const found = Object.fromEntries(program.names().map((name) => [name, kindsOf(capture, program.made(name))]));
    expect(found).toEqual({
      text: ['text exact'],
      // Without separate code segments the constants share the text's pages.
      rodata: [flags.includes('-Wl,-z,noseparate-code') ? 'text exact' : 'rodata exact'],
      relro: [relro],
      data: ['data exact'],
      bss: ['bss exact'],
      tls: ['tls exact'],
      heap: ['heap exact'],
      stack: ['stack exact'],
    });
    for (const name of ['text', 'rodata', 'relro', 'data', 'bss']) {
      expect(objectOf(capture, regionAt(capture, program.made(name)))).toMatchObject({
        kind: 'module',
        role: 'program',
        path: program.file,
      });
    }
  });
});

describe('what every program has', () => {
  test('is told by the kernel’s names: loader, vdso, vvar, vsyscall', async () => {
    const { capture } = await captured(startProgram('module', { variant: 'Pie', flags: ['-fPIE', '-pie'] }));
    const kinds = capture.mappings.map(({ name, regions }) => [
      name,
      ...regions.map((r) => `${r.kind} ${r.certainty}`),
    ]);
    expect(kinds).toContainEqual(['[vdso]', 'vdso exact']);
    for (const [name, kind] of kinds) if (name?.startsWith('[vvar')) expect(kind).toBe('vvar exact');
    for (const [name, kind] of kinds) if (name === '[vsyscall]') expect(kind).toBe('vsyscall exact');
    const roles = capture.objects.filter(({ kind }) => kind === 'module').map(({ role, path }) => [role, path]);
    expect(roles.filter(([role]) => role === 'program')).toHaveLength(1);
    expect(
      roles.filter(([role, path]) => role === 'loader' && /ld-linux|ld-musl|ld\.so/.test(path ?? '')),
    ).toHaveLength(1);
    expect(roles.filter(([role, path]) => role === 'library' && path?.includes('libc.so'))).toHaveLength(1);
  });

  test('is memory of the loader’s own beside the modules, which only a static program lacks', async () => {
    const { program, capture } = await captured(startProgram('linkMaps'));
    const own = regionAt(capture, program.made('libraryEntry'));
    expect(own).toMatchObject({ kind: 'anon', certainty: 'guess', label: 'Probably memory of the loader' });
    expect(Number(BigInt(own.end) - BigInt(own.start))).toBeLessThanOrEqual(64 * 1024);
    const other = await captured(startProgram('module', { variant: 'Static', flags: ['-static'] }));
    const labels = other.capture.mappings.flatMap(({ regions }) => regions).map(({ label }) => label);
    expect(labels.filter((label) => label.includes('loader'))).toEqual([]);
  });

  test('an executable stack is still the stack', async () => {
    const build = { variant: 'ExecutableStack', flags: ['-Wl,-z,execstack'] };
    const { program, capture } = await captured(startProgram('module', build));
    expect(mappingAt(capture, program.made('stack')).perms).toBe('rwxp');
    expect(regionAt(capture, program.made('stack')).kind).toBe('stack');
  });
});

describe('a library loaded with dlopen', () => {
  const loading = (variant: string, ...flags: string[]): Promise<Program> => {
    const library = compile('library', { variant, flags: ['-shared', '-fPIC', ...flags] });
    return startProgram('loads', { args: [library] });
  };

  test('has text, constants, relro, data and bss, all exact', async () => {
    const { program, capture } = await captured(loading(''));
    expect(coverageFaults(capture)).toEqual([]);
    expect(Object.fromEntries(program.names().map((name) => [name, kindsOf(capture, program.made(name))]))).toEqual({
      text: ['text exact'],
      rodata: ['rodata exact'],
      relro: ['relro exact'],
      data: ['data exact'],
      bss: ['bss exact'],
    });
    expect(objectOf(capture, regionAt(capture, program.made('text')))).toMatchObject({
      kind: 'module',
      role: 'library',
    });
  });

  test('with 2 MiB segment alignment has holes, which belong to it and are no guard pages', async () => {
    const { program, capture } = await captured(
      loading('Hole', '-Wl,-z,max-page-size=0x200000', '-Wl,-z,noseparate-code'),
    );
    expect(coverageFaults(capture)).toEqual([]);
    expect(kindsOf(capture, program.made('hole'))).toEqual(['module-gap exact']);
    expect(kindsOf(capture, program.made('relro'))).toEqual(['relro exact']);
    expect(kindsOf(capture, program.made('bss'))).toEqual(['bss exact']);
    expect(regionAt(capture, program.made('hole')).object).toBe(regionAt(capture, program.made('text')).object);
  });
});

describe.each([
  ['as it is linked here', []],
  ['with code and constants in one segment', ['-no-pie', '-Wl,-z,noseparate-code']],
  ['without relro', ['-Wl,-z,norelro']],
  ['of 32 bits', ['-m32']],
])('data that ends at an odd byte, %s', (how, flags) => {
  test('is data to its last byte, and zeroed data begins with the next', async (context) => {
    const { program, capture } = await captured(
      startCommand(built('oddData', { variant: how.replaceAll(' ', ''), flags }, context)),
    );
    const { start, end } = program.made('data');
    expect(kindsOf(capture, { start, end })).toEqual(['data exact']);
    expect(boundsOf(regionAt(capture, { start: end - 1n, end })).end % 8n).not.toBe(0n);
    expect(kindsOf(capture, program.made('zeroed'))).toEqual(['bss exact']);
  });
});

describe('one mapping over several parts of a program', () => {
  test.for([
    { bits: '64', flags: [] },
    { bits: '32', flags: ['-m32'] },
  ])('that made them executable is cut where the parts meet, $bits bits', async ({ bits, flags }, context) => {
    const { program, capture } = await captured(startCommand(built('patchedWhole', { variant: bits, flags }, context)));
    expect(coverageFaults(capture)).toEqual([]);
    expect(mappingAt(capture, program.made('header'))).toEqual(mappingAt(capture, program.made('constant')));
    expect(kindsOf(capture, program.made('header'))).toEqual(['rodata exact']);
    expect(kindsOf(capture, program.made('code'))).toEqual(['text exact']);
    expect(kindsOf(capture, program.made('constant'))).toEqual(['rodata exact']);
  });

  test('is cut so too where all that may be read is executable, and x makes no code of data', async (context) => {
    const build = { variant: 'NoStackHeader', flags: ['-m32', '-no-pie'] };
    const file = built('module', build, context);
    withoutStackHeader(file);
    const { program, capture } = await captured(startCommand(file));
    expect(coverageFaults(capture)).toEqual([]);
    const permsOf = (name: string): string => mappingAt(capture, program.made(name)).perms;
    expect(['text', 'relro', 'data', 'heap', 'stack'].map(permsOf)).toEqual(['r-xp', 'r-xp', 'rwxp', 'rwxp', 'rwxp']);
    for (const name of ['text', 'rodata', 'relro', 'data', 'bss', 'heap', 'stack'])
      expect([name, kindsOf(capture, program.made(name))]).toEqual([name, [`${name} exact`]]);
    const kinds = capture.mappings.flatMap(({ regions }) => regions.map(({ kind }) => kind));
    expect(kinds).not.toContain('jit-code');
  });
});

test.for([
  { bits: 32, flags: ['-m32'] },
  { bits: 47, flags: [] },
])('the user space of a program built with $flags has $bits bits', async ({ bits, flags }, context) => {
  const program = await startCommand(built('patchedWhole', { variant: bits === 32 ? '32' : '64', flags }, context));
  try {
    const { pages, assumed } = userSpaceOf(targetOf(program.pid).capture);
    // x86-64 alone has 47 bits here, and a kernel with five levels of page tables gives no more unasked.
    if (bits === 32 || process.arch === 'x64') expect(Math.log2(pages) + 12).toBe(bits);
    expect(assumed).toBe(false);
  } finally {
    await program.stop();
  }
});

describe('code that a program moved to memory of its own', () => {
  test.each(['part', 'whole'])('%s, is its code, and no alarm', async (how) => {
    const program = await startProgram('movedCode', { args: [how] });
    try {
      const capture = await captureOf(program.pid);
      const moved = regionAt(capture, program.made('moved'));
      expect(moved).toMatchObject({ kind: 'text', certainty: 'strong' });
      expect(mappingAt(capture, program.made('moved'))).toMatchObject({ name: '', perms: 'r-xp' });
      expect(objectOf(capture, moved)).toMatchObject({ kind: 'module', role: 'program', path: program.file });
      const found = await lookInto(program.pid).get('security.findings', {});
      const here = found.filter(({ start }) => BigInt(start * 4096) === program.made('moved').start);
      expect(here.map(({ severity }) => severity)).toEqual(['notice']);
    } finally {
      await program.stop();
    }
  });
});

/** Compiles a program for which this machine may lack the compiler's parts. */
function built(name: string, build: { variant: string; flags: string[] }, context: TestContext): string {
  try {
    return compile(name, build);
  } catch {
    return skip(context, `the compiler here does not build with ${build.flags.join(' ')}`);
  }
}

/** Makes PT_GNU_STACK a header of no type: the kernel then makes all that a 32-bit program may read executable. */
function withoutStackHeader(file: string): void {
  const bytes = readFileSync(file);
  const [at, size, count] = [bytes.readUInt32LE(28), bytes.readUInt16LE(42), bytes.readUInt16LE(44)];
  for (let index = 0; index < count; index++) {
    const header = at + index * size;
    if (bytes.readUInt32LE(header) === 0x6474_e551) bytes.writeUInt32LE(0, header);
  }
  writeFileSync(file, bytes);
}
