/**
 * A part that is only defined: one is planted beside those there are, before anything that handles parts is loaded.
 * Everything that follows from a definition must then hold for it too.
 */
import type { Capture } from '@contract/capture.ts';
import type { PartDefinition } from '@contract/parts/definePart.ts';
import { expect, it } from 'vitest';
import { sampleCapture } from './sampleCapture.ts';

interface PlantedTable {
  readonly length: number;
  readonly keys: readonly string[];
  readonly columns: readonly Uint32Array[];
  readonly owner: Uint32Array;
  readonly owners: readonly string[];
  readonly tags: Uint32Array;
  readonly tagSets: readonly string[];
}
type Planted = Capture & { readonly planted?: PlantedTable; readonly plantedTakenAt?: number };

const table = await import('@contract/parts/table.ts');
const plantedPart: PartDefinition<PlantedTable> = {
  file: 'planted_maps',
  texts: [
    { column: 'owner', list: 'owners', form: 'text', always: true },
    { column: 'tags', list: 'tagSets', form: 'words', free: true },
  ],
};
Object.assign(table.parts, { planted: plantedPart });
(table.partNames as string[]).push('planted');

const { applyUpdate, updateFrom, wholeUpdate } = await import('@contract/update.ts');
const { carriedParts } = await import('@main/capture/parts/read.ts');
const { captureToJson } = await import('@main/capture/json.ts');
const { captureFromJson } = await import('@main/capture/jsonRead.ts');
const { redacted } = await import('@main/capture/files/redact.ts');
const { captureBuffers } = await import('@main/live/protocol.ts');

const { length } = sampleCapture.mappings;
const rows = Array.from({ length }, (_, row) => row);
const planted: PlantedTable = {
  length,
  keys: ['weight'],
  columns: [Uint32Array.from(rows, (row) => row * 10)],
  // The kernel file had no line for the first mapping.
  owner: Uint32Array.from(rows, (row) => (row === 0 ? 0 : 1)),
  owners: ['', 'alice'],
  tags: Uint32Array.from(rows, (row) => (row === 1 ? 1 : 0)),
  tagSets: ['', 'seen /home/alice/secret'],
};
const none = 0xffff_ffff;
planted.columns[0]![0] = none;
const capture: Planted = { ...sampleCapture, planted, plantedTakenAt: 1_769_860_800_120 };

it('travels whole when it differs, not at all when it does not, and says when it is gone', () => {
  expect(applyUpdate(undefined, wholeUpdate(capture))).toEqual(capture);
  const later = { ...capture, sequence: capture.sequence + 1 };
  expect(updateFrom(capture, later)).not.toHaveProperty('planted');
  expect(applyUpdate(capture, updateFrom(capture, later))).toEqual(later);
  const without: Capture = { ...sampleCapture, sequence: capture.sequence + 1 };
  expect(updateFrom(capture, without)).toMatchObject({ planted: null });
  expect(applyUpdate(capture, updateFrom(capture, without))).not.toHaveProperty('planted');
});

it('is carried on to the rows that stay, with the time it was read', () => {
  const { mappings } = sampleCapture;
  const end = mappings.end.slice();
  end[1]! -= 1;
  const carried = carriedParts(capture, { ...mappings, end }) as Planted;
  expect(carried.plantedTakenAt).toBe(capture.plantedTakenAt);
  expect([...carried.planted!.owner]).toEqual(rows.map((row) => (row < 2 ? 0 : 1)));
  expect([...carried.planted!.columns[0]!]).toEqual(rows.map((row) => (row < 2 ? none : row * 10)));
});

it('is written and read back, and checked like the others', () => {
  const json = JSON.parse(JSON.stringify(captureToJson(capture))) as {
    planted: unknown;
    mappings: Record<string, unknown>[];
  };
  expect(json.planted).toEqual({ takenAt: new Date(capture.plantedTakenAt!).toISOString(), keys: ['weight'] });
  expect(json.mappings[0]).not.toHaveProperty('planted');
  expect(json.mappings[1]!.planted).toEqual({
    owner: 'alice',
    counts: { weight: 10 },
    tags: ['seen', '/home/alice/secret'],
  });
  const read = captureFromJson(json);
  expect(read).toMatchObject({ ok: true, value: { planted, plantedTakenAt: capture.plantedTakenAt } });
  expect(read.ok && read.value).not.toHaveProperty('carried');
  json.mappings[1]!.planted = { counts: {} };
  expect(captureFromJson(json)).toMatchObject({ ok: false, why: expect.stringContaining('planted.owner') as string });
});

it('is redacted where the kernel may put anything, and nowhere else', () => {
  const shown = redacted(capture, { homes: ['/home/alice'], users: ['alice'], hosts: [] }) as Planted;
  expect(shown.planted!.owners).toEqual(['', 'alice']);
  expect(shown.planted!.tagSets[1]).not.toContain('secret');
});

it('is moved to another thread with the rest', () => {
  const buffers = captureBuffers(capture);
  for (const column of [planted.owner, planted.tags, ...planted.columns]) expect(buffers).toContain(column.buffer);
});
