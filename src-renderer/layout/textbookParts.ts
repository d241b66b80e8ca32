/** A process in seven words, as first textbooks draw it: which of them a region is. Pure. */
import type { Capture } from '@contract/capture.ts';
import { kindEntry, kindIds, type KindId } from '@contract/kinds.ts';
import type { RegionMask } from '../state/model.ts';
import { mixed, rgbOf, type MapPalette, type Rgb } from './colours.ts';
import { entry } from './segments.ts';

/** The words, each in the colour of the kind that it is nearest to. What is not mapped is nothing: the folds. */
export const textbookParts = [
  { id: 'stack', name: 'Stack', like: 'stack' },
  { id: 'heap', name: 'Heap', like: 'heap' },
  { id: 'code', name: 'Program code', like: 'text' },
  { id: 'constants', name: 'Constants', like: 'rodata' },
  { id: 'globals', name: 'Globals', like: 'tls' },
  { id: 'libraries', name: 'Libraries', like: 'module-gap' },
  { id: 'other', name: 'Everything else', like: 'reserve' },
] as const satisfies readonly { readonly id: string; readonly name: string; readonly like: KindId }[];
export type TextbookPart = (typeof textbookParts)[number]['id'];

const ofKind: Partial<Readonly<Record<KindId, TextbookPart>>> = {
  stack: 'stack',
  'thread-stack': 'stack',
  'signal-stack': 'stack',
  'coroutine-stack': 'stack',
  heap: 'heap',
  arena: 'heap',
  'malloc-block': 'heap',
  'runtime-heap': 'heap',
  text: 'code',
  rodata: 'constants',
  relro: 'constants',
  data: 'globals',
  bss: 'globals',
};

/** Which part a region is. Whatever belongs to a library is a library, as textbooks have it. */
export function partOfRegion({ regions, objects }: Capture, region: number): TextbookPart {
  const object = objects[entry(regions.object, region)];
  if (object?.kind === 'module' && object.role !== 'program') return 'libraries';
  const kind = kindIds[entry(regions.kind, region)];
  return (kind && ofKind[kind]) ?? 'other';
}

/** One colour for each part. */
export function partColours({ theme, muted, surface }: MapPalette): Readonly<Record<TextbookPart, Rgb>> {
  const colours = textbookParts.map(({ id, like }) => [
    id,
    id === 'libraries' ? mixed(muted, surface, 0.55) : rgbOf(kindEntry(like)[theme]),
  ]);
  return Object.fromEntries(colours) as Record<TextbookPart, Rgb>;
}

const kernelKinds = new Set<KindId | undefined>(['vdso', 'vvar', 'vsyscall', 'uprobes']);

/** What a program brings itself and asks for: neither libraries nor what the kernel puts beside it. */
export function programMask(capture: Capture): RegionMask {
  const { regions } = capture;
  const mask = new Uint8Array(regions.length);
  for (let region = 0; region < regions.length; region++) {
    const kernel = kernelKinds.has(kindIds[entry(regions.kind, region)]);
    mask[region] = kernel || partOfRegion(capture, region) === 'libraries' ? 0 : 1;
  }
  return mask;
}
