import { told } from '../../support/words.ts';
import { describe, expect, it } from 'vitest';
import type { Capture, SmapsColumns } from '@contract/capture.ts';
import { decodeFrame, encodeFrame } from '@contract/frames.ts';
import { mappingInode, permissionText, rowAt, smapsFigure, smapsTotal } from '@contract/rows.ts';
import { asEpochMilliseconds, asPageNumber } from '@contract/units.ts';
import { captureFacts } from '../../support/captureFacts.ts';
import { applyUpdate, updateFrom, wholeUpdate, type CaptureUpdate } from '@contract/update.ts';

/** Two mappings of two pages each with a hole between them, and one region per mapping. */
function capture(sequence: number, rss: readonly number[], more: Partial<Capture> = {}): Capture {
  const smaps: SmapsColumns = {
    length: 2,
    keys: ['Size', 'Rss'],
    columns: [Uint32Array.of(8, 8), Uint32Array.from(rss)],
    vmFlags: Uint32Array.of(1, 1),
    vmFlagSets: ['', 'rd wr'],
  };
  return {
    ...captureFacts(sequence),
    takenAt: asEpochMilliseconds(sequence),
    mappings: {
      length: 2,
      start: Float64Array.of(16, 20),
      end: Float64Array.of(18, 22),
      perms: Uint8Array.of(3, 1),
      offset: Float64Array.of(0, 0),
      major: Uint32Array.of(0, 0xfe),
      minor: Uint32Array.of(0, 0),
      inodeLow: Uint32Array.of(0, 7),
      inodeHigh: Uint32Array.of(0, 1),
      name: Uint32Array.of(0, 1),
      names: ['', '/bin/sample'],
      rawNames: [],
    },
    smaps,
    regions: {
      length: 2,
      start: Float64Array.of(16, 20),
      end: Float64Array.of(18, 22),
      mapping: Uint32Array.of(0, 1),
      kind: Uint8Array.of(0, 0),
      certainty: Uint8Array.of(0, 0),
      label: Uint32Array.of(0, 0),
      rule: Uint8Array.of(0, 0),
      labels: [told('sample')],
      object: Int32Array.of(-1, -1),
      facts: Uint32Array.of(0, 0),
      factSets: [[]],
      details: [],
    },
    objects: [],
    ...more,
  };
}

/** What the WebSocket makes of an update. */
const carried = (update: CaptureUpdate): CaptureUpdate =>
  (decodeFrame(encodeFrame({ event: 'watch.update', value: update })) as { value: CaptureUpdate }).value;

describe('updates', () => {
  it('carry a whole capture when there was none before', () => {
    const first = capture(1, [4, 8]);
    expect(applyUpdate(undefined, updateFrom(undefined, first))).toEqual(first);
  });

  it('carry no table when nothing changed', () => {
    const update = updateFrom(capture(1, [4, 8]), capture(2, [4, 8]));
    expect(Object.keys(update).sort()).toEqual(['base', 'head']);
    expect(encodeFrame({ event: 'watch.update', value: update }).length).toBeLessThan(5000);
  });

  it('carry only the smaps columns that changed', () => {
    const first = capture(1, [4, 8]);
    const second = capture(2, [4, 0]);
    const update = updateFrom(first, second);
    expect(update.smaps).toBeUndefined();
    expect(update.smapsPatch?.columns.map(({ key }) => key)).toEqual([1]);
    expect(applyUpdate(first, update)).toEqual(second);
  });

  it('say that the figures are gone', () => {
    const first = capture(1, [4, 8]);
    const { smaps: gone, ...second } = capture(2, []);
    expect(gone).toBeDefined();
    expect(applyUpdate(first, updateFrom(first, second))).toEqual(second);
  });

  it('do not apply to another capture than the one they were made from', () => {
    const update = updateFrom(capture(1, [4, 8]), capture(2, [4, 0]));
    expect(applyUpdate(capture(7, [4, 8]), update)).toBeUndefined();
    expect(applyUpdate(undefined, update)).toBeUndefined();
  });

  it('survive the WebSocket’s frames with their column types', () => {
    const first = capture(1, [4, 8]);
    const update = carried(wholeUpdate(first));
    expect(applyUpdate(undefined, update)).toEqual(first);
    expect(update.mappings?.start).toBeInstanceOf(Float64Array);
  });
});

describe('rows', () => {
  const { mappings, smaps, ...rest } = capture(1, [4, 0xffff_ffff]);

  it('are found by address, and gaps are told apart', () => {
    expect([15, 16, 17.9, 18, 19, 20, 22].map((page) => rowAt(mappings, asPageNumber(page)))).toEqual([
      -1, 0, 0, -1, -1, 1, -1,
    ]);
  });

  it('have exact inodes beyond 32 bits', () => {
    expect(mappingInode(mappings, 1)).toBe((1n << 32n) + 7n);
  });

  it('tell a missing figure from zero', () => {
    expect(smapsFigure(smaps!, 'Rss', 0)).toBe(4);
    expect(smapsFigure(smaps!, 'Rss', 1)).toBeUndefined();
    expect(smapsFigure(smaps!, 'KSM', 0)).toBeUndefined();
    expect(smapsTotal({ mappings, smaps: smaps!, ...rest }, 'Rss')).toBe(4);
  });

  it('spell permissions as the kernel does', () => {
    expect([permissionText(7), permissionText(9), permissionText(0)]).toEqual(['rwxp', 'r--s', '---p']);
  });
});
