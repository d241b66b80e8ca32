import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coverageFaults, kindsOf, mappingAt, objectOf, regionAt, type CaptureJson } from '../support/captured.ts';
import { captureOf } from '../support/captureOf.ts';
import { startProgram, type Program } from '../support/programs.ts';

describe('memory that can be shared', () => {
  let program: Program;
  let capture: CaptureJson;
  beforeAll(async () => {
    program = await startProgram('shared');
    capture = await captureOf(program.pid);
  });
  afterAll(() => program.stop());

  test('every mapping is covered exactly by its regions', () => {
    expect(coverageFaults(capture)).toEqual([]);
  });

  test.each([
    ['memfd', 'memfd exact'],
    ['memfdPrivate', 'memfd exact'],
    ['memfdOdd', 'memfd exact'],
    ['memfdEmpty', 'memfd exact'],
    ['shm', 'posix-shm exact'],
    ['shmUnlinked', 'posix-shm exact'],
    ['sysv', 'sysv-shm exact'],
    ['sharedAnonymous', 'shared-anon exact'],
    ['zeroShared', 'shared-anon exact'],
  ])('%s is %s', (name, kind) => {
    expect(kindsOf(capture, program.made(name))).toEqual([kind]);
  });

  test('a private mapping of /dev/zero is ordinary private memory, not shared', () => {
    expect(kindsOf(capture, program.made('zeroPrivate'))).toEqual(['anon exact']);
  });

  test('names are kept as the kernel prints them', () => {
    expect(mappingAt(capture, program.made('memfdOdd')).name).toBe('/memfd:line one\\012line two (deleted)  (deleted)');
    expect(mappingAt(capture, program.made('memfdEmpty')).name).toBe('/memfd: (deleted)');
    expect(mappingAt(capture, program.made('shmUnlinked')).name).toMatch(
      /^\/dev\/shm\/procatlas-\d+-unlinked \(deleted\)$/,
    );
  });

  test('labels leave the kernel’s “ (deleted)” away, which says nothing for these', () => {
    expect(regionAt(capture, program.made('memfd')).label).toContain('plain');
    expect(regionAt(capture, program.made('memfd')).label).not.toContain('(deleted)');
  });

  test('each is a shared-memory object', () => {
    for (const name of ['memfd', 'shm', 'sysv', 'sharedAnonymous']) {
      expect(objectOf(capture, regionAt(capture, program.made(name)))?.kind).toBe('shared-memory');
    }
  });
});
