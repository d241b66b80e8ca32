/** Core files made here: by gdb's gcore, and by the kernel itself where it leaves them in a file. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { addressOf } from '@contract/address.ts';
import { mappingName, permissionText, regionView, rowAt } from '@contract/rows.ts';
import { asPageNumber } from '@contract/units.ts';
import { label } from '@contract/verdict.ts';
import { openSource, type Opened } from '@main/capture/files/openSource.ts';
import { parseMaps } from '@main/procfs/maps.ts';
import { compile, startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';
import { inWords } from '../support/words.ts';
import { importText } from '../support/atOnce.ts';

const folder = temporaryFolder('cores');

async function opened(file: string): Promise<Opened> {
  const outcome = await openSource(file);
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  return outcome.value;
}

const kindAt = ({ regions }: Capture, page: number) => {
  const row = rowAt(regions, asPageNumber(page));
  return row < 0 ? undefined : regionView(regions, row);
};

describe('a core file made by gcore', () => {
  let program: Program;
  let maps: ReturnType<typeof parseMaps>['mappings'];
  let core: Opened;
  let file = '';

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    program = await startProgram('signalStack');
    maps = parseMaps(readFileSync(`/proc/${program.pid}/maps`)).mappings;
    execFileSync('gcore', ['-o', join(folder, 'core'), String(program.pid)], { stdio: 'ignore' });
    file = join(folder, `core.${program.pid}`);
    core = await opened(file);
  });
  afterAll(() => program.stop());

  test('shows the rows of maps that have a file or content', () => {
    const { mappings } = core.capture;
    const starts = new Set(mappings.start);
    for (let row = 0; row < maps.length; row++) {
      const name = mappingName(maps, row);
      // gdb neither dumps the kernel's clock data nor has a note of it.
      if (name.startsWith('[vvar')) continue;
      const hex = `${addressOf(asPageNumber(maps.start[row]!)).toString(16)} ${name}`;
      expect([hex, starts.has(maps.start[row]!)]).toEqual([hex, true]);
      const found = rowAt(mappings, asPageNumber(maps.start[row]!));
      expect(mappingName(mappings, found)).toBe(name.startsWith('/') ? name : '');
    }
  });

  test('tells the process, its threads with their stack pointers, and the auxiliary vector', () => {
    const { process, source } = core.capture;
    expect(process.identity.pid).toBe(program.pid);
    expect(process.comm).toBe('signalStack');
    expect(process.threads.length).toBeGreaterThan(0);
    expect(process.threads.every(({ stackPointer }) => stackPointer !== undefined)).toBe(true);
    expect(process.auxv.map(({ name }) => name)).toContain('AT_ENTRY');
    expect(source?.unknown).toEqual(
      expect.arrayContaining(['sharing', 'device', 'inode', 'names', 'startTime', 'time']),
    );
  });

  test('says which permissions it does not know instead of believing gcore', () => {
    const { source, mappings } = core.capture;
    expect(source?.unknownPermissions?.length).toBeGreaterThan(0);
    const unknown = new Set(source?.unknownPermissions);
    for (let row = 0; row < mappings.length; row++) {
      const own = rowAt(maps, asPageNumber(mappings.start[row]!));
      if (unknown.has(row) || mappingName(maps, own) === '[vsyscall]') continue;
      expect(permissionText(mappings.perms[row]!)).toBe(permissionText(maps.perms[own]!));
    }
    expect(inWords(core.notes).join(' ')).toContain('gcore marks memory without any permission as readable');
  });

  test('has the right picture: the program’s code, its libraries, the main stack, the vDSO', () => {
    const { capture } = core;
    for (let row = 0; row < maps.length; row++) {
      const name = mappingName(maps, row);
      const region = kindAt(capture, maps.start[row]!);
      if (name === '[stack]') expect(region).toMatchObject({ kind: 'stack', certainty: 'exact' });
      if (name === '[vdso]') expect(region).toMatchObject({ kind: 'vdso', certainty: 'exact' });
      if (name === '[heap]') expect(region).toMatchObject({ kind: 'heap', certainty: 'exact' });
      if (name.endsWith('/signalStack') && permissionText(maps.perms[row]!) === 'r-xp') {
        expect(region).toMatchObject({
          kind: 'text',
          certainty: 'exact',
          label: label('module', { path: program.file }),
        });
      }
      if (name.endsWith('/libc.so.6') && permissionText(maps.perms[row]!) === 'rw-p') {
        expect(region?.kind).toBe('data');
      }
    }
    expect(capture.objects).toContainEqual(
      expect.objectContaining({ role: 'program', label: label('module', { path: program.file }) }),
    );
  });

  test('can be cut off anywhere and still shows what is left, or says why not', () => {
    // The start and the end of the file, where headers and notes are; the memory between them is not needed.
    const size = statSync(file).size;
    const bytes = Buffer.alloc(Math.min(size, 4 << 20));
    const descriptor = openSync(file, 'r');
    readSync(descriptor, bytes, 0, bytes.length, 0);
    closeSync(descriptor);
    const lengths = [10, 63, 64, 100, 200, 1000, 4096, 40_000, bytes.length - 1];
    for (const length of lengths) {
      const outcome = importText(bytes.subarray(0, length), 'core');
      if (outcome.ok) expect(inWords(outcome.value.notes).join(' ')).toMatch(/cut off/);
      else expect(outcome.message.length).toBeGreaterThan(10);
    }
  });

  test('is refused in words when it is compressed', async () => {
    const zipped = join(folder, 'core.gz');
    writeFileSync(zipped, execFileSync('gzip', ['-c', file], { maxBuffer: 1 << 30 }));
    expect(await openSource(zipped)).toMatchObject({
      ok: false,
      why: 'It is a core file that is compressed or arrives through a pipe; unpack it (gunzip) and give its name.',
    });
  });
});

test.for([
  { bits: '64', flags: [] },
  { bits: '32', flags: ['-m32'] },
])(
  'a core file of $bits bits made by the kernel shows every mapping, also those without content',
  async ({ bits, flags }, context) => {
    const pattern = readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim();
    if (pattern !== 'core')
      return skip(context, `cores of this machine go to “${pattern}”, not into the working folder`);
    const own = join(folder, `kernel${bits}`);
    mkdirSync(own, { recursive: true });
    let file: string;
    try {
      file = compile('signalStack', { variant: bits, flags });
    } catch {
      return skip(context, `the compiler here makes no programs of ${bits} bits`);
    }
    spawnSync('sh', ['-c', `ulimit -c unlimited; "${file}" > said & sleep 0.3; kill -SEGV $!; wait $!`], { cwd: own });
    const core = ['core', ...execFileSync('ls', [own]).toString().split('\n')].find(
      (name) => name.startsWith('core') && existsSync(join(own, name)),
    );
    if (core === undefined) return skip(context, 'the kernel left no core file (RLIMIT_CORE of this environment)');
    const { capture } = await opened(join(own, core));
    expect(capture.source?.unknownPermissions).toBeUndefined();
    expect(capture.objects).toContainEqual(
      expect.objectContaining({ role: 'program', label: label('module', { path: file }) }),
    );
    expect(Array.from(capture.mappings.perms)).toContain(0);
    const { threads, comm, auxv } = capture.process;
    expect(comm).toContain('signalStack');
    expect(threads).toHaveLength(2);
    for (const { stackPointer = 0 } of threads)
      expect(rowAt(capture.mappings, asPageNumber(stackPointer))).toBeGreaterThanOrEqual(0);
    expect(auxv.map(({ name }) => name)).toContain('AT_ENTRY');
    const stack = Array.from({ length: capture.regions.length }, (_, row) => regionView(capture.regions, row)).find(
      ({ kind }) => kind === 'stack',
    );
    expect(stack).toBeDefined();
    // The rows that touch the vDSO from below are the kernel’s clock data.
    const vdso = Array.from({ length: capture.regions.length }, (_, row) => regionView(capture.regions, row)).find(
      ({ kind }) => kind === 'vdso',
    );
    const below = vdso && kindAt(capture, (capture.regions.start[vdso.index] ?? 0) - 1);
    if (vdso) expect(below).toMatchObject({ kind: 'vvar', certainty: 'strong' });
  },
);
