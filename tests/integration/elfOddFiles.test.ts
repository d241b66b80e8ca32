/** Mapped files that are not as they should be: stripped, cut short, deleted, replaced, of another word size. */
import { asPageNumber, pageBytes, type PageNumber } from '@contract/units.ts';
import { execFileSync } from 'node:child_process';
import { copyFileSync, renameSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { lookInto, startOf } from '../support/looking.ts';
import { compile, startCommand, startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

let program: Program | undefined;
afterEach(async () => {
  await program?.stop();
  program = undefined;
});

/** A copy of the library of loads.c under a name of its own, and a process that has loaded it. */
async function loadLibrary(name: string, prepare: (path: string) => void = () => undefined): Promise<string> {
  const built = compile('library', { flags: ['-shared', '-fPIC'], variant: 'odd' });
  const path = join(temporaryFolder(), `lib${name}.so`);
  copyFileSync(built, path);
  prepare(path);
  program = await startProgram('loads', { args: [path] });
  return path;
}
/** Where the library's function lies. */
const textOf = (): PageNumber => asPageNumber(Number(program!.made('text').start) / pageBytes);

describe('a library', () => {
  test('that is stripped still tells the names it gives to others', async () => {
    const path = await loadLibrary('stripped', (file) => execFileSync('strip', [file]));
    const looked = lookInto(program!.pid);
    const inside = await looked.get('elf.inside', { start: startOf(looked, path) });
    expect(inside.symbols.table).toBe('dynsym');
    const at = await looked.get('symbols.at', { address: textOf() });
    expect(at).toMatchObject({ name: 'libraryCode', start: textOf() });
    const found = await looked.get('symbols.find', { name: 'libraryHidden', limit: 5 });
    expect(found.length).toBe(0);
  });

  test('with its debug information in another file is read as it is mapped', async () => {
    const path = await loadLibrary('separate', (file) => {
      execFileSync('objcopy', ['--only-keep-debug', file, `${file}.debug`]);
      execFileSync('strip', ['--strip-unneeded', file]);
      execFileSync('objcopy', [`--add-gnu-debuglink=${file}.debug`, file]);
    });
    const looked = lookInto(program!.pid);
    const inside = await looked.get('elf.inside', { start: startOf(looked, path) });
    expect(inside.identity).toBe('same');
    expect(inside.symbols.table).toBe('dynsym');
    expect(inside.notes.join(' ')).toContain('split off into libseparate.so.debug, which is not mapped');
    expect(inside.sections.map(({ name }) => name)).toContain('.text');
    // .gnu_debuglink is no part of memory.
    expect(inside.sections.map(({ name }) => name)).not.toContain('.gnu_debuglink');
    expect(await looked.get('symbols.at', { address: textOf() })).toMatchObject({ name: 'libraryCode' });
  });

  test('without section headers says so, and its segments are still told', async () => {
    const path = await loadLibrary('sectionless', (file) => {
      const bytes = Buffer.from(execFileSync('cat', [file]));
      bytes.fill(0, 40, 48); // e_shoff
      bytes.fill(0, 60, 64); // e_shnum, e_shstrndx
      writeFileSync(file, bytes);
    });
    const looked = lookInto(program!.pid);
    const inside = await looked.get('elf.inside', { start: startOf(looked, path) });
    expect(inside.sections).toEqual([]);
    expect(inside.segments.some(({ type }) => type === 'LOAD')).toBe(true);
    expect(inside.notes.join(' ')).toContain('no section headers');
    expect(inside.hardening.find(({ id }) => id === 'relro')?.good).not.toBe(false);
  });

  test.each([
    ['to nothing', 0],
    ['inside its header', 40],
    ['inside its program headers', 100],
    ['before its section headers', 9000],
  ])('that was cut short %s gets a sentence, and everything else goes on', async (_, size) => {
    const path = await loadLibrary(`short${size}`);
    truncateSync(path, size);
    const looked = lookInto(program!.pid);
    const outcome = await looked.ask('elf.inside', { start: startOf(looked, path) });
    const said = outcome.ok ? outcome.value.notes.join(' ') : outcome.message;
    expect(said).toMatch(/damaged or cut short|is not an ELF file, or its headers are damaged/);
    const found = await looked.get('symbols.find', { name: 'malloc', limit: 50 });
    expect(found.names).toContain('malloc');
    expect((await looked.ask('security.findings', {})).ok).toBe(true);
  });

  test('that was deleted is told, and read by the kernel’s own link where that is allowed', async () => {
    const path = await loadLibrary('gone');
    unlinkSync(path);
    const looked = lookInto(program!.pid);
    const outcome = await looked.ask('elf.inside', { start: startOf(looked, path) });
    if (outcome.ok) expect(outcome.value.identity).toBe('deleted');
    else expect(outcome.why).toContain('has been deleted');
    const findings = await looked.get('security.findings', {});
    expect(findings.find(({ id }) => id === 'file-deleted')).toMatchObject({
      severity: 'notice',
      title: `${path} was deleted`,
      evidence: ['The mapped inode has no name any more.'],
    });
  });

  test('that was replaced is told, and what took its place is not taken for it', async () => {
    const path = await loadLibrary('renewed');
    copyFileSync(compile('patched'), `${path}.new`);
    renameSync(`${path}.new`, path);
    const looked = lookInto(program!.pid);
    const outcome = await looked.ask('elf.inside', { start: startOf(looked, path) });
    if (outcome.ok) expect(outcome.value.identity).toBe('replaced');
    else expect(outcome.message).toContain('cannot be reached');
    const at = await looked.get('symbols.at', { address: textOf() });
    if (at) expect(at.name).toBe('libraryCode');
    const findings = await looked.get('security.findings', {});
    expect(findings.find(({ id }) => id === 'file-replaced')).toMatchObject({ severity: 'notice' });
  });
});

test('a big-endian file that is mapped gets a sentence, as no loader would load it here', async (context) => {
  const python = execFileSync('sh', ['-c', 'python3 -c "import sys; print(sys.executable)" || true'], {
    encoding: 'utf8',
  }).trim();
  if (python === '') skip(context, 'there is no python3');
  // A 32-bit header of MIPS with one LOAD segment that covers all of the file from another offset on.
  const bytes = Buffer.alloc(8192);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 2, 1]);
  for (const [at, value] of [
    [16, 2],
    [18, 8],
    [40, 52],
    [42, 32],
    [44, 1],
    [46, 40],
  ] as const)
    bytes.writeUInt16BE(value, at);
  bytes.writeUInt32BE(52, 28);
  for (const [index, value] of [1, 4096, 0x400000, 0x400000, 4096, 4096, 5, 4096].entries())
    bytes.writeUInt32BE(value, 52 + index * 4);
  const file = join(temporaryFolder(), 'mips');
  writeFileSync(file, bytes);
  const script = `import mmap, time; f = open(${JSON.stringify(file)}, "rb"); m = mmap.mmap(f.fileno(), 0, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC); print("{}", flush=True); time.sleep(60)`;
  program = await startCommand(python, ['-c', script]);
  const looked = lookInto(program.pid);
  const outcome = await looked.ask('elf.inside', { start: startOf(looked, file) });
  expect(outcome).toMatchObject({ ok: false, message: expect.stringMatching(/as data|Only a piece/) as string });
  expect((await looked.ask('security.findings', {})).ok).toBe(true);
  expect((await looked.get('symbols.find', { name: 'malloc', limit: 9 })).names).toContain('malloc');
});

test('a 32-bit program is read with its own widths', async (context) => {
  const source = join(temporaryFolder(), 'narrow.s');
  const file = join(temporaryFolder(), 'narrow');
  writeFileSync(
    source,
    [
      '.globl _start, spoken',
      '.data',
      'spoken: .ascii "{}\\n"',
      '.text',
      '_start: mov $4, %eax; mov $1, %ebx; mov $spoken, %ecx; mov $3, %edx; int $0x80',
      '.globl waiting',
      'waiting: mov $29, %eax; int $0x80; jmp waiting',
      '',
    ].join('\n'),
  );
  try {
    execFileSync('as', ['--32', '-o', `${file}.o`, source], { stdio: 'pipe' });
    execFileSync('ld', ['-m', 'elf_i386', '-o', file, `${file}.o`], { stdio: 'pipe' });
    program = await startCommand(file);
  } catch {
    skip(context, 'no 32-bit program can be made or run here');
  }
  const looked = lookInto(program.pid);
  const inside = await looked.get('elf.inside', { start: startOf(looked, file) });
  expect(inside).toMatchObject({ class: 32, machine: 'x86', type: 'EXEC' });
  expect(inside.sections.map(({ name }) => name)).toEqual(['.text', '.data']);
  const nm = execFileSync('nm', [file], { encoding: 'utf8' });
  const found = await looked.get('symbols.find', { name: 'waiting', limit: 5 });
  expect(found.start[0]! * pageBytes).toBe(parseInt(/([0-9a-f]+) T waiting/.exec(nm)![1]!, 16));
  // Its vDSO is the other one, and its heap would be walked by other words.
  if (looked.capture.mappings.names.includes('[vdso]')) {
    const vdso = await looked.ask('elf.inside', { start: startOf(looked, '[vdso]') });
    expect(vdso).toMatchObject({ ok: false, why: expect.stringContaining('32-bit program') as string });
  }
  const walk = await looked.get('heap.arenas', { consent: true });
  expect(walk).toMatchObject({ consistency: 'not-walked', arenas: [] });
});
