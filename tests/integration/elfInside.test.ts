/** Sections, symbols and changed code of mapped files, as readelf, nm and c++filt tell them. */
import type { ElfInside, SymbolColumns } from '@contract/elfInside.ts';
import { asAddress, pageNumberOf } from '@contract/address.ts';
import { asPageNumber, pageBytes } from '@contract/units.ts';
import { demangled } from '@main/inspect/elf/demangle/demangled.ts';
import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vdsoOf } from '@main/inspect/elf/vdso.ts';
import { lookInto, startOf, targetOf, type Looked } from '../support/looking.ts';
import { outputOf } from '../support/outputOf.ts';
import { startCommand, startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

/** Path of a mapped library. */
function mappedPath({ capture }: Looked, part: string): string {
  const found = capture.mappings.names.find((name) => name.includes(part));
  if (found === undefined) throw new Error(`nothing like ${part} is mapped`);
  return found;
}

/** Sections in memory as readelf prints them: name, address and size of the file. */
function readelfSections(path: string): string[] {
  return outputOf('readelf', '-SW', path)
    .split('\n')
    .flatMap((line) => {
      const found =
        /^\s*\[\s*\d+\]\s+(\S+)\s+(\S+)\s+([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)\s+\S+\s+([A-Za-z]*A[A-Za-z]*)\s/.exec(
          line,
        );
      if (!found || (found[2] === 'NOBITS' && found[5]!.includes('T')) || /^0+$/.test(found[4]!)) return [];
      return [`${found[1]} ${parseInt(found[3]!, 16)} ${parseInt(found[4]!, 16)}`];
    })
    .sort();
}

const ourSections = ({ sections, bias }: ElfInside): string[] =>
  sections.map(({ name, start, size }) => `${name} ${start * pageBytes - Number(bias)} ${size}`).sort();

/** Defined symbols as nm prints them: address and name, without versions. */
function nmSymbols(path: string, dynamic: boolean): Set<string> {
  const text = outputOf('nm', ...(dynamic ? ['-D'] : []), '--defined-only', path);
  return new Set(
    text.split('\n').flatMap((line) => {
      const found = /^([0-9a-f]+) ([A-Za-z]) (.+)$/.exec(line);
      if (!found || found[1] === '0'.repeat(16) || /[aA]/.test(found[2]!)) return [];
      return [`${parseInt(found[1]!, 16)} ${found[3]!.replace(/@.*$/, '')}`];
    }),
  );
}

/** Of our symbols those that nm does not have, and the other way round. */
function differences(
  symbols: { readonly start: readonly number[]; readonly rawNames: readonly string[] },
  bias: string,
  expected: ReadonlySet<string>,
): { extra: string[]; missing: string[] } {
  const ours = new Set(
    Array.from(
      symbols.start,
      (start, row) => `${Math.round(start * pageBytes) - Number(bias)} ${symbols.rawNames[row]!.replace(/@.*$/, '')}`,
    ),
  );
  return {
    extra: [...ours].filter((symbol) => !expected.has(symbol)),
    missing: [...expected].filter((symbol) => !ours.has(symbol)),
  };
}

/** TLS symbols have no address in the process. */
function tlsNames(path: string): Set<string> {
  return new Set(
    outputOf('readelf', '-sW', path)
      .split('\n')
      .flatMap((line) => {
        const fields = line.trim().split(/\s+/);
        return fields[3] === 'TLS' ? [fields[7]!.replace(/@.*$/, '')] : [];
      }),
  );
}

describe('sections and symbols agree with readelf and nm', () => {
  const check = async (looked: Looked, path: string): Promise<void> => {
    const start = startOf(looked, path);
    const inside = await looked.get('elf.inside', { start });
    expect(ourSections(inside)).toEqual(readelfSections(path));
    // A request may list a hundred thousand; node has more.
    const bounds = [0, ...[1, 2, 3].map((part) => start + 4096 * part), 2 ** 47].map(asPageNumber);
    const parts: SymbolColumns[] = [];
    for (const [index, from] of bounds.slice(0, -1).entries()) {
      parts.push(await looked.get('elf.symbols', { start, from, to: bounds[index + 1]!, limit: 100_000 }));
    }
    expect(parts.every(({ length, total }) => length === total)).toBe(true);
    const symbols = {
      start: parts.flatMap((part) => [...part.start]),
      rawNames: parts.flatMap((part) => part.rawNames),
    };
    expect(symbols.start.length).toBeGreaterThanOrEqual(inside.symbols.count);
    const tls = tlsNames(path);
    const expected = [...nmSymbols(path, inside.symbols.table === 'dynsym')].filter(
      (symbol) => !tls.has(symbol.split(' ')[1]!),
    );
    const { extra, missing } = differences(symbols, inside.bias, new Set(expected));
    expect(missing).toEqual([]);
    // Mapping symbols and section symbols nm leaves out.
    expect(extra.filter((symbol) => !/ (\$|\.L)/.test(symbol))).toEqual([]);
  };

  test('of a C program and its libc', async () => {
    const program = await startProgram('threads');
    const looked = lookInto(program.pid);
    await check(looked, program.file);
    await check(looked, mappedPath(looked, '/libc.so.6'));
    await program.stop();
  });

  test('of a C++ program and libstdc++', async (context) => {
    const source = join(temporaryFolder(), 'plus.cpp');
    writeFileSync(
      source,
      '#include <cstdio>\n#include <string>\n#include <unistd.h>\n#include <vector>\nstd::vector<std::string> kept;\nint main() { kept.emplace_back("x"); std::puts("{}"); std::fflush(stdout); for (;;) pause(); }\n',
    );
    const file = join(temporaryFolder(), 'plus');
    try {
      execFileSync('g++', ['-O1', '-o', file, source], { stdio: 'pipe' });
    } catch {
      skip(context, 'there is no C++ compiler');
    }
    const program = await startCommand(file);
    const looked = lookInto(program.pid);
    await check(looked, file);
    await check(looked, mappedPath(looked, 'libstdc++.so.6'));
    const found = await looked.get('symbols.find', { name: 'std::vector<std::__cxx11::basic_string', limit: 100 });
    expect(found.length).toBeGreaterThan(0);
    await program.stop();
  });

  test('of node', async () => {
    const node = await startCommand(process.execPath, ['-e', 'console.log("{}"); setInterval(() => 0, 1e6)']);
    await check(lookInto(node.pid), realpathSync(process.execPath));
    await node.stop();
  });

  test('of bash, which has been stripped', async () => {
    const bash = await startCommand('bash', ['-c', 'echo {}; read -t 60 <> <(:)']);
    const looked = lookInto(bash.pid);
    await check(looked, realpathSync(`/proc/${bash.pid}/exe`));
    await bash.stop();
  });

  test('of java’s libjvm', async (context) => {
    let java: Program | undefined;
    try {
      java = await startCommand('java', ['tests/programs/Sleep.java']);
    } catch {
      skip(context, 'there is no java');
    }
    const looked = lookInto(java.pid);
    await check(looked, mappedPath(looked, '/libjvm.so'));
    await java.stop();
  });

  test('of a Rust program', async (context) => {
    const source = join(temporaryFolder(), 'rusty.rs');
    const file = join(temporaryFolder(), 'rusty');
    writeFileSync(
      source,
      'mod inner { #[inline(never)] pub fn spoken(words: &[&str]) -> String { words.join("") } }\nfn main() { println!("{}", inner::spoken(&["{", "}"])); loop { std::thread::park() } }\n',
    );
    try {
      execFileSync('rustc', ['-o', file, source], { stdio: 'pipe' });
    } catch {
      skip(context, 'there is no Rust compiler that works');
    }
    const program = await startCommand(file);
    const looked = lookInto(program.pid);
    await check(looked, file);
    const found = await looked.get('symbols.find', { name: 'rusty::inner::spoken', limit: 10 });
    expect(found.names[0]).toBe('rusty::inner::spoken');
    await program.stop();
  });

  test('of a Go program', async (context) => {
    const source = join(temporaryFolder(), 'gopher.go');
    const file = join(temporaryFolder(), 'gopher');
    writeFileSync(
      source,
      'package main\nimport (\n\t"fmt"\n\t"time"\n)\nfunc main() { fmt.Println("{}"); time.Sleep(time.Hour) }\n',
    );
    try {
      execFileSync('go', ['build', '-o', file, source], {
        stdio: 'pipe',
        env: { ...process.env, GOCACHE: `${file}-cache` },
      });
    } catch {
      skip(context, 'there is no Go compiler that works');
    }
    const program = await startCommand(file);
    await check(lookInto(program.pid), file);
    await program.stop();
  });
});

describe('a program that changes its own code', () => {
  let program: Program;
  let looked: Looked;
  beforeAll(async () => {
    program = await startProgram('patched');
    looked = lookInto(program.pid);
  });
  afterAll(() => program.stop());

  test('has copied pages of code, and says so where they are', async () => {
    const { dirty } = await looked.get('elf.inside', { start: startOf(looked, program.file) });
    const page = Math.floor(pageNumberOf(asAddress(program.made('answer').start)));
    expect(dirty.find(({ reason }) => reason === 'patched')).toMatchObject({ pages: 1, start: page, end: page + 1 });
    expect(
      dirty.some(({ reason, text }) => reason === 'relocation' && /the loader wrote \d+ addresses/.test(text)),
    ).toBe(true);
  });

  test('is among the findings, with its evidence', async () => {
    const findings = await looked.get('security.findings', {});
    const found = findings.find(({ id }) => id === 'text-modified');
    expect(found).toMatchObject({ severity: 'alarm', evidence: [expect.stringMatching(/^1 of its code pages/)] });
    expect(findings.filter(({ severity }) => severity === 'alarm')).toHaveLength(1);
  });

  test('symbols are found by address and by name', async () => {
    const answer = pageNumberOf(asAddress(program.made('answer').start));
    const at = await looked.get('symbols.at', { address: asPageNumber(answer + 3 / pageBytes) });
    expect(at).toMatchObject({ name: 'answer', start: answer });
    const found = await looked.get('symbols.find', { name: 'main', limit: 50 });
    expect(found.names[0]).toBe('main');
    expect(found.start[0]).toBe(pageNumberOf(asAddress(program.made('main').start)));
    expect(await looked.get('symbols.at', { address: asPageNumber(1) })).toBeNull();
  });

  test('what is no loaded file gets a sentence', async () => {
    const heap = await looked.ask('elf.inside', { start: startOf(looked, '[heap]') });
    expect(heap).toMatchObject({ ok: false, message: expect.stringContaining('no file') as string });
  });
});

describe('the vDSO', () => {
  test('has the sections and symbols that readelf and nm find in it', async () => {
    const program = await startProgram('patched');
    const looked = lookInto(program.pid);
    const start = startOf(looked, '[vdso]');
    const row = looked.capture.mappings.start.indexOf(start);
    const pages = looked.capture.mappings.end[row]! - start;
    // What the process itself has there, for readelf.
    const image = join(temporaryFolder(), 'vdso.so');
    outputOf('dd', `if=/proc/${program.pid}/mem`, `of=${image}`, 'bs=4096', `skip=${start}`, `count=${pages}`);
    const inside = await looked.get('elf.inside', { start });
    expect(inside).toMatchObject({ path: '[vdso]', type: 'DYN', hardening: [], dirty: [] });
    expect(inside.notes[0]).toContain('Procatlas’s own [vdso]');
    expect(Number(inside.bias)).toBe(start * pageBytes);
    expect(ourSections(inside)).toEqual(readelfSections(image));
    const symbols = await looked.get('elf.symbols', {
      start,
      from: start,
      to: asPageNumber(start + pages),
      limit: 1000,
    });
    const table = nmSymbols(image, true);
    expect(differences({ start: [...symbols.start], rawNames: symbols.rawNames }, inside.bias, table)).toEqual({
      extra: [],
      missing: [],
    });
    expect(symbols.modules).toEqual(['[vdso]']);
    // By name among all files, and by address.
    const clock = process.arch === 'x64' ? '__vdso_clock_gettime' : symbols.rawNames[0]!;
    const found = await looked.get('symbols.find', { name: clock, limit: 10 });
    expect(found.names).toEqual([clock]);
    expect(found.modules).toEqual(['[vdso]']);
    const at = await looked.get('symbols.at', { address: asPageNumber(found.start[0]! + 2 / pageBytes) });
    expect(at).toMatchObject({ module: '[vdso]', start: found.start[0] });
    await program.stop();
  });

  test('is no finding, whatever its headers say', async () => {
    const program = await startProgram('patched');
    const looked = lookInto(program.pid);
    const findings = await looked.get('security.findings', {});
    const start = startOf(looked, '[vdso]');
    expect(findings.filter((finding) => finding.start <= start && finding.end > start)).toEqual([]);
    await program.stop();
  });

  test('of a program with another word size is refused with the reason', async () => {
    const program = await startProgram('patched');
    const looked = lookInto(program.pid);
    const { capture } = looked;
    // The same rows, but as a 32-bit program has them: everything below 4 GiB.
    const row = capture.mappings.start.indexOf(startOf(looked, '[vdso]'));
    const low = asPageNumber(0xf7fc6);
    const mappings = {
      ...capture.mappings,
      length: 1,
      start: Float64Array.of(low),
      end: Float64Array.of(low + 2),
      name: capture.mappings.name.slice(row, row + 1),
      perms: capture.mappings.perms.slice(row, row + 1),
    };
    const target = { ...targetOf(program.pid), capture: { ...capture, mappings } };
    expect(vdsoOf(target, 0)).toMatchObject({ ok: false, why: expect.stringContaining('32-bit program') as string });
    const large = { ...mappings, start: Float64Array.of(2 ** 30), end: Float64Array.of(2 ** 30 + 9) };
    const other = { ...target, capture: { ...capture, mappings: large } };
    expect(vdsoOf(other, 0)).toMatchObject({ ok: false, why: expect.stringContaining('not as large') as string });
    await program.stop();
  });
});

test('a file goes on being read when the process that showed it first has ended', async () => {
  const first = await startProgram('patched', { variant: 'again' });
  const second = await startProgram('patched', { variant: 'again' });
  const before = lookInto(first.pid);
  await before.get('elf.inside', { start: startOf(before, first.file) });
  await first.stop();
  const looked = lookInto(second.pid);
  const { symbols, dirty } = await looked.get('elf.inside', { start: startOf(looked, second.file) });
  expect(symbols.count).toBeGreaterThan(10);
  expect(dirty.some(({ text }) => /the loader wrote \d+ addresses/.test(text))).toBe(true);
  await second.stop();
});

test('names of C++ read as c++filt writes them', (context) => {
  const library = outputOf('sh', '-c', 'cc -print-file-name=libstdc++.so.6').trim();
  if (!existsSync(library)) skip(context, 'there is no libstdc++');
  const names = [...nmSymbols(library, true)]
    .map((symbol) => symbol.split(' ')[1]!)
    .filter((name) => name.startsWith('_Z'));
  const expected = execFileSync('c++filt', { input: names.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 }).split(
    '\n',
  );
  const wrong = names.filter((name, index) => demangled(name) !== expected[index]);
  expect(names.length).toBeGreaterThan(1000);
  expect(wrong.length / names.length).toBeLessThan(0.01);
});
