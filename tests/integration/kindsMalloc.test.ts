import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import { startProgram, type Program } from '../support/programs.ts';

describe('what malloc makes', () => {
  let program: Program;
  let capture: CaptureJson;
  beforeAll(async () => {
    program = await startProgram('mallocs');
    capture = await captureOf(program.pid);
  });
  afterAll(() => program.stop());

  test('every mapping is covered exactly by its regions', () => {
    expect(coverageFaults(capture)).toEqual([]);
  });

  test('a small block of the main thread lies in the brk heap', () => {
    expect(kindsOf(capture, program.made('heap'))).toEqual(['heap exact']);
    expect(mappingAt(capture, program.made('heap')).name).toBe('[heap]');
  });

  test.each(['large0', 'large1', 'large2', 'large3'])('%s is a block of its own with exact bounds', (name) => {
    const block = program.made(name);
    expect(kindsOf(capture, block)).toEqual(['malloc-block exact']);
    expect(boundsOf(regionAt(capture, block))).toEqual({ start: block.start, end: block.end });
  });

  test.each(['0', '1'])('arena %s has a used part and a reserve up to the next 64 MiB', (which) => {
    const arena = program.made(`arena${which}`);
    const reserve = program.made(`reserve${which}`);
    expect(kindsOf(capture, arena)).toEqual(['arena exact']);
    expect(boundsOf(regionAt(capture, arena)).start).toBe(arena.start);
    expect(kindsOf(capture, reserve)).toEqual(['arena-reserve exact']);
    expect(boundsOf(regionAt(capture, reserve)).end).toBe(reserve.end);
    expect(objectOf(capture, regionAt(capture, arena))?.kind).toBe('arena');
    expect(regionAt(capture, reserve).object).toBe(regionAt(capture, arena).object);
  });
});

describe('a heap split by mprotect', () => {
  let program: Program;
  let capture: CaptureJson;
  beforeAll(async () => {
    program = await startProgram('splitHeap');
    capture = await captureOf(program.pid);
  });
  afterAll(() => program.stop());

  test('is one object of three mappings', () => {
    const objects = ['low', 'readOnly', 'high'].map((name) => regionAt(capture, program.made(name)).object);
    for (const name of ['low', 'readOnly', 'high']) {
      expect(kindsOf(capture, program.made(name))).toEqual(['heap exact']);
    }
    expect(objects[0]).toBeDefined();
    expect(new Set(objects).size).toBe(1);
    expect(mappingAt(capture, program.made('readOnly')).perms).toBe('r--p');
  });

  test('every mapping is covered exactly by its regions', () => {
    expect(coverageFaults(capture)).toEqual([]);
  });
});
