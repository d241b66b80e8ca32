import { describe, expect, test } from 'vitest';
import { nodeKeys, numaCount, numaNode, numaPolicy, numaSize, numaWords } from '@contract/numa.ts';
import type { NumaColumns } from '@contract/capture.ts';
import { fixture } from '../procfs/fixtures.ts';
import { parseNumaMaps } from '../../support/atOnce.ts';

const { table: numa } = parseNumaMaps(fixture('numa/four-nodes'));
const [program, heap, huge, counted, unknown, untouched, stack] = [0, 1, 2, 3, 4, 5, 6];

describe('a row of numa_maps', () => {
  test('has zero where the kernel leaves zeros out', () => {
    expect(numaCount(numa, 'N1', program)).toBe(0);
    expect(numaCount(numa, 'anon', program)).toBe(0);
    expect(numaCount(numa, 'writeback', heap)).toBe(0);
    expect(numaCount(numa, 'N0', huge)).toBe(0);
  });

  test('has the pages it holds where the kernel leaves a count out that equals them', () => {
    expect(numaCount(numa, 'mapped', heap)).toBe(100);
    expect(numaCount(numa, 'active', stack)).toBe(3);
    expect(numaCount(numa, 'mapmax', heap)).toBe(1);
  });

  test('leaves unknown what the kernel does not tell', () => {
    expect(numaCount(numa, 'active', huge)).toBeUndefined();
    expect(numaCount(numa, 'mapmax', untouched)).toBeUndefined();
    expect(numaCount(numa, 'N0', untouched)).toBeUndefined();
    expect(numaCount(numa, 'later', program)).toBeUndefined();
    expect(numaCount(numa, 'later', unknown)).toBe(5);
  });

  test('has sizes by the page size of its own line, and none where that is not told', () => {
    expect(numaSize(numa, 'N3', program)).toBe(40);
    expect(numaSize(numa, 'N1', huge)).toBe(4096);
    expect(numaSize(numa, 'N2', counted)).toBe(12);
    expect(numaSize(numa, 'N0', stack)).toBeUndefined();
    expect(numaSize(numa, 'N0', huge)).toBe(0);
    expect(numaSize(numa, 'N0', untouched)).toBeUndefined();
  });

  test('knows nothing of a mapping that numa_maps had no line for', () => {
    const none: NumaColumns = { ...numa, policy: new Uint32Array(numa.length) };
    expect(numaPolicy(none, untouched)).toBeUndefined();
    expect(numaCount(none, 'N0', untouched)).toBeUndefined();
    expect(numaSize(none, 'N0', untouched)).toBeUndefined();
  });

  test('lists nodes by number and words as they stand', () => {
    expect(nodeKeys(numa)).toEqual(['N0', 'N1', 'N2', 'N3', 'N10']);
    expect(numaNode('Normal')).toBeUndefined();
    expect(numaWords(numa, huge)).toEqual(['huge']);
    expect(numaWords(numa, heap)).toEqual([]);
  });
});
