/** Areas: runs of mappings between huge gaps, named by what they hold. */
import type { Capture } from '@contract/capture.ts';
import { certainties, kindIds, type KindId } from '@contract/kinds.ts';
import { entry, hugeGapPages, type SegmentIndex, type Segments } from './segments.ts';

/** One run of segments that begins and ends with a region. */
export interface Area {
  readonly name: string;
  /** The name from long to short, for cells with little room. */
  readonly names: readonly string[];
  /** True where the program, a heap, libraries, threads, the main stack or the kernel's pages are. */
  readonly landmark: boolean;
  readonly first: SegmentIndex;
  readonly last: SegmentIndex;
  /** The stretches between huge gaps, from low to high: one, unless the area is a scattered object. */
  readonly stretches: readonly { readonly first: SegmentIndex; readonly last: SegmentIndex }[];
}

/** What an area's name may mention, in this order; of many the first three. */
const contents = [
  'program',
  'heap',
  'libraries',
  'stack',
  'Java heap',
  'V8 heap',
  'runtime heap',
  'threads',
  'arenas',
  'generated code',
  'shared memory',
  'files',
  'anonymous memory',
  'reserved addresses',
  'kernel entry',
] as const;
type Content = (typeof contents)[number];

/** Splits the segments at the gaps that separate. */
export function areasOf(capture: Capture, segments: Segments): Area[] {
  const areas: Area[] = [];
  let first = 0;
  for (let row = 1; row < segments.count; row++) {
    if (entry(segments.separates, row) !== 1) continue;
    areas.push(areaOfRows(capture, segments, first, row - 1));
    first = row + 1;
  }
  if (segments.count > 0) {
    areas.push(areaOfRows(capture, segments, first, segments.count - 1));
  }
  return areas;
}

/** Contents that take part in a name only where nothing better known is there to say. */
const ordinary = new Set<Content>([
  'runtime heap',
  'generated code',
  'shared memory',
  'files',
  'anonymous memory',
  'reserved addresses',
]);

function areaOfRows(capture: Capture, segments: Segments, first: SegmentIndex, last: SegmentIndex): Area {
  const found = new Set<Content>();
  for (let row = first; row <= last; row++) {
    const region = entry(segments.region, row);
    const content = region < 0 ? undefined : contentOf(capture, region);
    if (content) found.add(content);
  }
  const names = namesOf(found);
  const landmark = [...found].some((content) => content !== 'V8 heap' && !ordinary.has(content));
  return { name: names[0] ?? 'Mappings', names, landmark, first, last, stretches: stretchesOf(segments, first, last) };
}

function stretchesOf(segments: Segments, first: SegmentIndex, last: SegmentIndex): Area['stretches'] {
  const stretches: { first: SegmentIndex; last: SegmentIndex }[] = [];
  let from = first;
  for (let row = first; row <= last; row++) {
    if (entry(segments.region, row) >= 0) continue;
    if (entry(segments.end, row) - entry(segments.start, row) < hugeGapPages) continue;
    stretches.push({ first: from, last: row - 1 });
    from = row + 1;
  }
  return [...stretches, { first: from, last }];
}

/** What a cell of a single short line says. */
const shortWords: Readonly<Record<string, string>> = {
  'kernel entry': 'kernel',
  'anonymous memory': 'anonymous',
  'reserved addresses': 'reserved',
  'shared memory': 'shared',
};

/** "Libraries, threads and arenas", "Libraries", for what an area holds. */
function namesOf(found: ReadonlySet<Content>): readonly string[] {
  const held = contents.filter((content) => found.has(content) && (content !== 'kernel entry' || found.size === 1));
  const special = held.filter((content) => !ordinary.has(content));
  const named: readonly string[] =
    special.length === 1 && special[0] === 'libraries' && held.length > 1
      ? ['libraries', 'mappings']
      : (special.length > 0 ? special : held).slice(0, 3);
  const [leading] = named;
  if (leading === undefined) return ['Mappings'];
  const full = named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1) ?? ''}` : leading;
  const short = shortWords[leading] ?? leading;
  return [...new Set([full, leading, short].map((text) => text.charAt(0).toUpperCase() + text.slice(1)))];
}

const contentOfKind: Partial<Record<KindId, Content>> = {
  stack: 'stack',
  'thread-stack': 'threads',
  heap: 'heap',
  arena: 'arenas',
  'jit-code': 'generated code',
  'posix-shm': 'shared memory',
  'sysv-shm': 'shared memory',
  memfd: 'shared memory',
  'shared-anon': 'shared memory',
  hugetlb: 'shared memory',
  file: 'files',
  device: 'files',
  anon: 'anonymous memory',
  'named-anon': 'anonymous memory',
  'malloc-block': 'anonymous memory',
  reserve: 'reserved addresses',
  vdso: 'kernel entry',
  vvar: 'kernel entry',
  vsyscall: 'kernel entry',
};

function contentOf(capture: Capture, region: number): Content | undefined {
  const object = capture.objects[entry(capture.regions.object, region)];
  if (object?.kind === 'module') return object.role === 'program' ? 'program' : 'libraries';
  const kind = kindIds[entry(capture.regions.kind, region)];
  if (kind === 'runtime-heap') return runtimeHeap(capture, region);
  return kind && contentOfKind[kind];
}

/** A virtual machine's heap goes by the name of its language; what else such a machine allocates is anonymous. */
function runtimeHeap({ regions }: Capture, region: number): Content {
  const label = regions.labels[entry(regions.label, region)];
  const part = label?.form === 'runtime-part' ? label.args.part : '';
  if (part.startsWith('java-heap')) return 'Java heap';
  if (part.startsWith('v8-heap')) return 'V8 heap';
  return certainties[entry(regions.certainty, region)] === 'guess' ? 'anonymous memory' : 'runtime heap';
}
