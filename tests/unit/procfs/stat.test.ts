import { formatAddress } from '@contract/address.ts';
import { parseStat } from '@main/procfs/stat.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, fixture } from './fixtures.ts';

/** A stat line with the given name and address fields; the other fields are those of an ordinary process. */
function statLine(comm: string, fields: Record<number, string | number> = {}): Uint8Array {
  const values = Array.from({ length: 50 }, (_, index) => String(fields[index + 3] ?? 0));
  if (!(3 in fields)) values[0] = 'S';
  return bytesOf(`4711 (${comm}) ${values.join(' ')}\n`);
}

describe('parseStat', () => {
  test('reads a recorded process', () => {
    const stat = parseStat(fixture('sleep/stat'));
    expect(stat).toMatchObject({ comm: 'sleep', state: 'S', threadCount: 1, hidden: false, kernelThread: false });
    expect(stat?.addresses && formatAddress(stat.addresses.startStack)).toMatch(/^0x7ff/);
  });

  test('ends the name at the last parenthesis, whatever the name holds', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 15 }), (comm) => {
        expect(parseStat(statLine(comm, { 22: 99 }))).toMatchObject({ pid: 4711, comm, startTime: 99 });
      }),
    );
  });

  test('says that the addresses are hidden when startcode is 1', () => {
    const stat = parseStat(statLine('locked', { 26: 1, 27: 1 }));
    expect(stat?.hidden).toBe(true);
    expect(stat).not.toHaveProperty('addresses');
  });

  test('has no addresses for a zombie, and does not call them hidden', () => {
    const stat = parseStat(fixture('no-address-space/stat'));
    expect(stat).toMatchObject({ comm: 'strange) (name\n)', state: 'Z', hidden: false, startTime: 123456 });
    expect(stat).not.toHaveProperty('addresses');
  });

  test('keeps addresses above 2^53 to the byte where a double can', () => {
    const stat = parseStat(statLine('big', { 26: '4198400', 47: '72000000000000008', 51: '18446744073699065856' }));
    expect(formatAddress(stat!.addresses!.startBrk)).toBe(`0x${72000000000000008n.toString(16)}`);
    expect(formatAddress(stat!.addresses!.envEnd)).toBe('0xffffffffff600000');
  });

  test('tells kernel threads by their flag', () => {
    expect(parseStat(statLine('kworker/0:1', { 9: 0x00200040 }))?.kernelThread).toBe(true);
  });

  test('makes nothing of what is not stat, and never throws', () => {
    expect(parseStat(bytesOf(''))).toBeUndefined();
    expect(parseStat(bytesOf('4711 (cut) S 1'))).toBeUndefined();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `1 (x) S ${tail}`),
        ),
        (text) => {
          expect(() => parseStat(bytesOf(text))).not.toThrow();
        },
      ),
    );
  });
});
