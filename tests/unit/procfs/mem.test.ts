/** Reading another process's memory: whole spans or nothing. A file stands for `/proc/PID/mem`. */
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAddress } from '@contract/address.ts';
import { asPid } from '@contract/units.ts';
import { openMemory, type ProcessMemory } from '@main/procfs/mem.ts';
import { openProc } from '@main/procfs/reader.ts';
import { afterAll, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'procatlas-mem-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});
mkdirSync(join(root, '12'));
writeFileSync(
  join(root, '12/mem'),
  Uint8Array.from({ length: 300 }, (_, index) => index % 251),
);

function opened(): ProcessMemory {
  const outcome = openMemory(openProc(root), asPid(12));
  if (outcome.status !== 'read') throw new Error(outcome.why);
  expect(outcome.bytes).toBe(0);
  expect(outcome.cost).toBeGreaterThanOrEqual(0);
  return outcome.value;
}

test('gives the bytes of a span that is there as a whole', () => {
  const memory = opened();
  const bytes = (start: bigint, length: number): number[] | undefined => {
    const read = memory.read(asAddress(start), length);
    return read && [...read];
  };
  expect(bytes(0n, 3)).toEqual([0, 1, 2]);
  expect(bytes(249n, 4)).toEqual([249, 250, 0, 1]);
  expect(bytes(299n, 1)).toEqual([48]);
  expect(bytes(0n, 300)).toHaveLength(300);
  expect(bytes(0n, 301)).toBeUndefined();
  expect(bytes(299n, 2)).toBeUndefined();
  expect(bytes(300n, 1)).toBeUndefined();
  memory.close();
});

test('reads nothing of no length and nothing of the kernel’s half', () => {
  const memory = opened();
  for (const length of [0, -1]) expect(memory.read(asAddress(0n), length)).toBeUndefined();
  for (const start of [(1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 4096n])
    expect(memory.read(asAddress(start), 2)).toBeUndefined();
  memory.close();
});

test('reads into bytes of the caller’s, and says when not all of them are there', () => {
  const memory = opened();
  const bytes = new Uint8Array(6).fill(9);
  expect(memory.readInto(bytes.subarray(1, 5), asAddress(249n))).toBe(true);
  expect([...bytes]).toEqual([9, 249, 250, 0, 1, 9]);
  expect(memory.readInto(new Uint8Array(2), asAddress(299n))).toBe(false);
  expect(memory.readInto(new Uint8Array(0), asAddress(0n))).toBe(false);
  for (const start of [1n << 52n, (1n << 63n) - 1n, 1n << 63n])
    expect(memory.readInto(new Uint8Array(2), asAddress(start))).toBe(false);
  memory.close();
});

test('closes its descriptor, and reads nothing afterwards', () => {
  const held = (): number =>
    readdirSync('/proc/self/fd').filter((name) => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`) === join(root, '12/mem');
      } catch {
        return false;
      }
    }).length;
  const memory = opened();
  expect(held()).toBe(1);
  memory.close();
  expect(held()).toBe(0);
  expect(memory.read(asAddress(0n), 1)).toBeUndefined();
});

test('of a process that is not there says so', () => {
  const outcome = openMemory(openProc(root), asPid(13));
  expect(outcome).toMatchObject({
    status: 'absent',
    why: 'There is no process 13: it has ended, or never was.',
  });
  expect(outcome.cost).toBeGreaterThanOrEqual(0);
});
