/** Functions of generated code, told by a real compiler. */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { asPageNumber, asPid, pageBytes } from '@contract/units.ts';
import { openContext } from '@main/capture/context.ts';
import { captureNow } from '@main/capture/once.ts';
import { withFolderFile } from '@main/capture/folderFile.ts';
import { findSymbols } from '@main/inspect/elf/findSymbols.ts';
import { symbolAt } from '@main/inspect/elf/symbolAt.ts';
import { symbolsInSpan } from '@main/inspect/elf/symbolsInSpan.ts';
import type { InspectTarget, Step } from '@main/inspect/target.ts';
import { targetOf } from '../support/looking.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { finished } from '../support/finished.ts';
import { perfMapOf, startGeneratedCode } from '../support/generatedCode.ts';
import { skip } from '../support/skip.ts';

let program: Program;
let target: InspectTarget;
let map: string;

beforeAll(async () => {
  program = await startGeneratedCode();
  map = perfMapOf(program.pid);
  const context = openContext();
  const outcome = captureNow(context, asPid(program.pid));
  if (!outcome.ok) throw new Error(outcome.message);
  target = { context, capture: outcome.value, source: asPid(program.pid) };
});
afterAll(() => program.stop());

const run = <T>(steps: Generator<Step, T>): T => finished(steps as Generator<number, T>);

describe('functions that node tells', () => {
  test('are found by name, at the address the file gives, marked as told by the program', () => {
    const outcome = run(findSymbols(target, { watch: 1, name: 'hotLoopOfTheTest', limit: 20 }));
    if (!outcome.ok) throw new Error(outcome.message);
    const { value } = outcome;
    expect(value.length).toBeGreaterThan(0);
    expect(value.modules).toEqual([`perf-${program.pid}.map (told by the program)`]);
    const lines = readFileSync(map, 'utf8')
      .split('\n')
      .filter((line) => line.includes('hotLoopOfTheTest'));
    const starts = lines.map((line) => parseInt(line.split(' ')[0]!, 16));
    for (let row = 0; row < value.length; row++) expect(starts).toContain(value.start[row]! * pageBytes);
  });

  test('are named at an address inside them, and in a span', () => {
    const [line = ''] = readFileSync(map, 'utf8')
      .split('\n')
      .filter((one) => one.includes('hotLoopOfTheTest'))
      .slice(-1);
    const [start = 0, size = 0] = line.split(' ').map((word) => parseInt(word, 16));
    const inside = asPageNumber((start + Math.floor(size / 2)) / pageBytes);
    expect(run(symbolAt(target, { watch: 1, address: inside }))).toMatchObject({
      ok: true,
      value: {
        name: expect.stringContaining('hotLoopOfTheTest') as string,
        module: expect.stringContaining('told by') as string,
      },
    });
    const { mappings } = target.capture;
    const row = mappings.start.findIndex((first, at) => first <= inside && inside < mappings.end[at]!);
    const span = {
      watch: 1,
      start: asPageNumber(mappings.start[row]!),
      from: inside,
      to: asPageNumber(inside + 1),
      limit: 50,
    };
    const found = run(symbolsInSpan(target, span));
    expect(found.ok && found.value.names.some((name) => name.includes('hotLoopOfTheTest'))).toBe(true);
  });
});

describe.each([
  ['in /tmp', false],
  ['in the /tmp of a root of its own', true],
])('functions that a program of its own tells %s', (_, apart) => {
  test('have its names, blanks and all, from the first byte to the last', async (context: TestContext) => {
    if (apart && process.getuid?.() !== 0) skip(context, 'only root may give a program another root');
    const root = temporaryFolder('root');
    mkdirSync(join(root, 'tmp'), { recursive: true });
    const own = await startProgram('ownCode', { args: apart ? [root] : [] });
    try {
      const looked = targetOf(own.pid);
      const { start } = own.made('code');
      const at = (bytes: bigint): string | undefined => {
        const found = run(symbolAt(looked, { watch: 1, address: asPageNumber(Number(start + bytes) / pageBytes) }));
        return found.ok ? found.value?.name : found.message;
      };
      expect([at(0n), at(0x3fn), at(0x80n), at(0x9fn)]).toEqual([
        'void Shape::area(int) const',
        'void Shape::area(int) const',
        'plain',
        'plain',
      ]);
      expect([at(0x40n), at(0x7fn), at(0xa0n)]).not.toContain('void Shape::area(int) const');
    } finally {
      await own.stop();
      rmSync(apart ? join(root, perfMapOf(own.pid)) : perfMapOf(own.pid), { force: true });
    }
  });
});

describe('a file in a folder of the program’s root', () => {
  const ask = (name: string, uid = process.getuid?.() ?? 0, limit = 100): string | undefined =>
    withFolderFile({ pid: asPid(process.pid), folder: 'tmp', name, uid, limit }, (file) =>
      Buffer.from(file.read(0, file.size)).toString('latin1'),
    );
  const name = `procatlas-map-${process.pid}`;
  const path = join('/tmp', name);

  test('is read when it is a regular one, and not when it is too long, a link, a folder or another user’s', (context: TestContext) => {
    if (!existsSync('/tmp')) skip(context, 'there is no /tmp here');
    try {
      writeFileSync(path, 'told');
      expect(ask(name)).toBe('told');
      writeFileSync(path, 'x'.repeat(101));
      expect(ask(name)).toBeUndefined();
      rmSync(path);
      const elsewhere = join(temporaryFolder(), 'secret');
      writeFileSync(elsewhere, 'secret');
      symlinkSync(elsewhere, path);
      expect(ask(name)).toBeUndefined();
      rmSync(path);
      mkdirSync(path);
      expect(ask(name)).toBeUndefined();
      expect(ask('missing')).toBeUndefined();
    } finally {
      rmSync(path, { recursive: true, force: true });
    }
  });
});
