import fc from 'fast-check';
import { dangerOf, limitedOf, mainStackLimit, shareLeft, stackRoom } from '@read/danger.ts';
import { onlyRows } from '@main/capture/files/onlyRows.ts';
import { kindIndex } from '@contract/kinds.ts';
import { asPageNumber } from '@contract/units.ts';
import { describe, expect, it } from 'vitest';
import { sample } from '../state/syntheticCapture.ts';

describe('what is left', () => {
  it('is orange under 20 % and red under 5 %', () => {
    expect([80, 81, 95, 96, 100, 120].map((used) => dangerOf({ limit: 100, used }))).toEqual([
      'none',
      'near',
      'near',
      'last',
      'last',
      'last',
    ]);
  });

  it('never leaves 0 … 1, and falls as more is used', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (limit, used, more) => {
        const left = shareLeft({ limit, used });
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left).toBeLessThanOrEqual(1);
        expect(shareLeft({ limit, used: used + more })).toBeLessThanOrEqual(left);
      }),
    );
  });
});

describe('in a capture', () => {
  const capture = sample();
  const row = capture.regions.kind.indexOf(kindIndex.stack);

  it('nothing is said where no limit is known', () => {
    const unknown = { ...capture, process: { ...capture.process, limits: [] } };
    if (row >= 0) expect(stackRoom(unknown, row)).toBeUndefined();
    expect(mainStackLimit(unknown)).toBeUndefined();
    expect(limitedOf({ ...unknown, machine: { ...capture.machine, maxMapCount: undefined as never } })).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ what: 'mappings' })]),
    );
  });

  it('counts the mappings of the process, of which a part may have been left out', () => {
    const machine = { ...capture.machine, maxMapCount: 65_530 };
    const part = onlyRows({ ...capture, machine }, [asPageNumber(capture.mappings.start[0] ?? 0)]);
    expect(limitedOf(part).find(({ what }) => what === 'mappings')?.room.used).toBe(capture.mappings.length);
  });

  it('mappings stand beside vm.max_map_count, and the nearest to its end comes first', () => {
    const machine = { ...capture.machine, maxMapCount: capture.mappings.length + 1 };
    const [first] = limitedOf({ ...capture, machine });
    expect(first).toEqual({
      what: 'mappings',
      room: { limit: capture.mappings.length + 1, used: capture.mappings.length },
    });
    const shares = limitedOf({ ...capture, machine }).map(({ room }) => shareLeft(room));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('figures of status are bounded by the limits of the same kind', () => {
    const limits = [{ name: 'Max address space', soft: 1024 * 1000, hard: 1024 * 1000, unit: 'bytes' }];
    const process = { ...capture.process, limits, statusFigures: { VmSize: 990 } } as unknown as typeof capture.process;
    expect(limitedOf({ ...capture, process })).toContainEqual({
      what: 'address space',
      room: { limit: 1024 * 1000, used: 990 * 1024 },
    });
  });
});
