import { sampleCapture } from '../../support/sampleCapture.ts';
import { sayLabel } from '@words/labels.ts';
import { told, toldFact } from '../../support/words.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MappingColumns, RegionColumns } from '@contract/capture.ts';
import { certainties, kindIds } from '@contract/kinds.ts';
import { Claims } from '@main/classify/claims.ts';
import { classify } from '@main/classify/classify.ts';
import type { ClassifyInput, MemoryPort } from '@main/classify/input.ts';
import { buildRegions } from '@main/classify/regionBuilder.ts';
import { Space } from '@main/classify/space.ts';
import type { ElfImage } from '@main/inspect/elf/image.ts';
import { inputOf } from '../../support/maps.ts';

/** Every fault of a cover: gaps, overlaps, empty regions, indexes that point nowhere. */
function faults(mappings: MappingColumns, regions: RegionColumns, objects: number): string[] {
  const found: string[] = [];
  let region = 0;
  for (let row = 0; row < mappings.length; row++) {
    let at = mappings.start[row];
    for (; region < regions.length && regions.mapping[region] === row; region++) {
      if (regions.start[region] !== at) found.push(`region ${region} begins at ${regions.start[region]}, not ${at}`);
      if (!(regions.end[region]! > regions.start[region]!)) found.push(`region ${region} is empty`);
      at = regions.end[region];
    }
    if (at !== mappings.end[row]) found.push(`mapping ${row} is covered up to ${at}, not ${mappings.end[row]}`);
  }
  if (region !== regions.length) found.push('regions are not sorted by mapping');
  for (let index = 0; index < regions.length; index++) {
    const known =
      kindIds[regions.kind[index]!] !== undefined &&
      certainties[regions.certainty[index]!] !== undefined &&
      regions.labels[regions.label[index]!] !== undefined &&
      (regions.factSets[regions.facts[index]!]?.length ?? 0) > 0 &&
      regions.object[index]! >= -1 &&
      regions.object[index]! < objects;
    if (!known) found.push(`region ${index} points nowhere`);
    const guess = certainties[regions.certainty[index]!] === 'guess';
    const label = regions.labels[regions.label[index]!];
    const said = label ? sayLabel(nobody, label, guess).full : '';
    if (guess && !said.startsWith('Probably ')) found.push(`the guess ${said} does not say so`);
  }
  return found;
}

/** Words of labels that name no thread. */
const nobody = sampleCapture();

const names = [
  '',
  '',
  '',
  '[heap]',
  '[stack]',
  '[vdso]',
  '[anon: glibc: malloc arena]',
  '[anon:odd',
  '/lib/libc.so.6',
  '/usr/bin/node',
  '/lib/libjvm.so',
  '/usr/bin/python3',
  '/opt/libcoreclr.so',
  '/lib/libjemalloc.so.2',
  '/lib/libtsan.so.0',
  '/usr/lib/chromium/chromium',
  '/x/classes.jsa',
  '/memfd:x (deleted)',
  '/dev/zero (deleted)',
  'anon_inode:[io_uring]',
  'strange',
];
const flagTexts = [
  '',
  'rd wr mr mw me ac nh',
  'mr mw me nh',
  'rd wr nr dc',
  'nr',
  'ss',
  'dp wf dd',
  'gd',
  'gu nh',
  'ht',
];
const sizes = [1, 2, 4, 16, 33, 64, 256, 2048, 16_384, 65_536, 131_072, 2_097_152];

const rowArbitrary = fc.record({
  gap: fc.constantFrom(0, 0, 0, 1, 5, 16_384, 1 << 20),
  size: fc.constantFrom(...sizes),
  align: fc.constantFrom(1, 1, 64, 512, 16_384),
  perms: fc.constantFrom('---p', 'rw-p', 'r-xp', 'r--p', 'rwxp', 'rw-s', 'r-xs'),
  name: fc.constantFrom(...names),
  offset: fc.integer({ min: 0, max: 64 }),
  flags: fc.constantFrom(...flagTexts),
});

function textOf(
  rows: readonly (typeof rowArbitrary extends fc.Arbitrary<infer Row> ? Row : never)[],
  smaps: boolean,
): string {
  let at = 0x7f0000000;
  const lines: string[] = [];
  for (const { gap, size, align, perms, name, offset, flags } of rows) {
    const start = Math.ceil((at + gap) / align) * align;
    at = start + size;
    const inode = name.startsWith('/') ? 7 : 0;
    const device = inode && name.includes('deleted') ? '00:01' : inode ? 'fe:00' : '00:00';
    lines.push(
      `${start.toString(16)}000-${at.toString(16)}000 ${perms} ${offset.toString(16)}000 ${device} ${inode} ${name}`,
    );
    if (smaps) lines.push(`Rss: ${size} kB`, `Anonymous: 4 kB`, `VmFlags: ${flags}`);
  }
  return lines.join('\n');
}

const headerArbitrary = fc.record({
  type: fc.constantFrom(1, 1, 1, 0x6474_e552, 4),
  flags: fc.integer({ min: 0, max: 7 }),
  offset: fc.oneof(fc.nat(0x50000), fc.maxSafeNat()),
  virtualAddress: fc.oneof(fc.nat(0x100000), fc.maxSafeNat()),
  fileSize: fc.oneof(fc.nat(0x50000), fc.maxSafeNat()),
  memorySize: fc.oneof(fc.nat(0x100000), fc.maxSafeNat()),
  align: fc.constantFrom(0, 4096, 0x200000),
});
const imageArbitrary: fc.Arbitrary<ElfImage> = fc.record({
  class: fc.constantFrom(32 as const, 64 as const),
  type: fc.constant(3),
  machine: fc.constant(62),
  entry: fc.nat(),
  headers: fc.array(headerArbitrary, { maxLength: 6 }),
});

/** Memory that answers every question with bytes drawn from a few words: canaries, pointers, sizes, noise. */
const hostileMemory = (words: readonly bigint[]): MemoryPort => ({
  presentPages: (_start, pages) => new Uint8Array(pages).fill(1),
  read: (start, length) => {
    const bytes = new Uint8Array(length);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 8 <= length; at += 8) {
      const index = Number(((start + BigInt(at)) / 8n) % BigInt(words.length));
      view.setBigUint64(at, words[index] ?? 0n, true);
    }
    return bytes;
  },
});

test('regions cover every mapping exactly, whatever rows, images and memory say', () => {
  fc.assert(
    fc.property(
      fc.array(rowArbitrary, { minLength: 1, maxLength: 24 }),
      fc.boolean(),
      fc.option(imageArbitrary, { nil: undefined }),
      fc.option(
        fc.array(
          fc.oneof(
            fc.constantFrom(0n, 0x21000n, 0x2002n, 0x7f0000000030n),
            fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
          ),
          { minLength: 1, maxLength: 7 },
        ),
        { nil: undefined },
      ),
      fc.nat(0x8000),
      (rows, smaps, image, words, brk) => {
        const base = inputOf({
          text: textOf(rows, smaps),
          threadCount: 4,
          threads: [
            { tid: 4711, sp: '7f0000001010' },
            { tid: 4712, sp: '7f0000100ff8' },
          ],
          auxv: { AT_RANDOM: '7f0000000100', AT_ENTRY: '7f0000001000', AT_BASE: '7f0000020000' },
          addresses: { startStack: '7f0000002ff0', startBrk: `7f00000${brk.toString(16).padStart(5, '0')}` },
        });
        const input: ClassifyInput = {
          ...base,
          elfImage: () => image,
          ...(words && rows.reduce((sum, { size }) => sum + size, 0) < 1000 ? { memory: hostileMemory(words) } : {}),
        };
        const { regions, objects } = classify(input);
        expect(faults(input.mappings, regions, objects.length)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

test('overlapping cuts still give a cover, and the higher priority wins', () => {
  const cutArbitrary = fc.record({
    start: fc.double({ min: -4, max: 40, noNaN: true }),
    length: fc.double({ min: -1, max: 20, noNaN: true }),
    priority: fc.nat(5),
  });
  fc.assert(
    fc.property(fc.array(cutArbitrary, { maxLength: 20 }), (cuts) => {
      const input = inputOf({
        text: `
          1000-9000 rw-p 00000000 00:00 0
          9000-a000 ---p 00000000 00:00 0
          10000-20000 rw-p 00000000 00:00 0 `,
      });
      const space = new Space(input);
      const claims = new Claims(space);
      const own = claims.intern({ kind: 'anon', certainty: 'exact', label: told('own'), facts: [toldFact('own')] });
      for (let row = 0; row < space.count; row++) claims.claimInterned(row, own);
      for (const { start, length, priority } of cuts) {
        claims.cut(start, start + length, priority, {
          kind: 'tls',
          certainty: 'exact',
          label: told(`priority ${priority}`),
          facts: [toldFact('cut')],
        });
      }
      const regions = buildRegions(space, claims);
      expect(faults(input.mappings, regions, 0)).toEqual([]);
      for (let index = 0; index < regions.length; index++) {
        const middle = (regions.start[index]! + regions.end[index]!) / 2;
        const over = cuts.filter(({ start, length }) => length > 0 && start <= middle && middle < start + length);
        const best = over.length === 0 ? 'own' : `priority ${Math.max(...over.map(({ priority }) => priority))}`;
        expect(regions.labels[regions.label[index]!]).toEqual(told(best));
      }
    }),
  );
});
