/**
 * The vDSO's image. The kernel keeps one for each word size and maps the same pages into every process
 * (arch/x86/entry/vdso/vma.c, map_vdso; the other architectures do the same), so that of our own process tells what
 * another one's holds, and nothing of the other process is read.
 */
import type { TakeContext } from '../../capture/context.ts';
import { asAddress } from '../../contract/address.ts';
import type { Failure, Outcome } from '../../contract/calls.ts';
import { permissionBits, type MappingIndex } from '../../contract/capture.ts';
import { mappingName } from '../../contract/rows.ts';
import { asPid, pageBytes } from '../../contract/units.ts';
import { auxvTypes, auxvWordBytes, parseAuxv } from '../../procfs/auxv.ts';
import { parseMaps } from '../../procfs/maps.ts';
import { openMemory } from '../../procfs/mem.ts';
import type { InspectTarget } from '../target.ts';
import type { ByteSource } from './fields.ts';

export const vdsoName = '[vdso]';

/** Where it comes from, as a note beside what was found in it. */
export const vdsoOrigin =
  'Read from Procatlas’s own [vdso]: the kernel maps the same image into every process of the same word size, and this one is as large.';

/** An image of more bytes than this is none that a kernel has; x86-64's has 8 KiB. */
const mostBytes = 2 ** 20;
/** Highest page of a 32-bit program. */
const narrowPages = 2 ** 20;

/** Our own image. */
export interface Vdso {
  readonly source: ByteSource;
  /** Bytes of one word of the processes that have it. */
  readonly wordBytes: 4 | 8;
}

/** The row of the vDSO in a capture; -1 when there is none. */
export const vdsoRow = ({ capture: { mappings } }: Pick<InspectTarget, 'capture'>): MappingIndex => {
  const name = mappings.names.indexOf(vdsoName);
  return name < 0 ? -1 : mappings.name.subarray(0, mappings.length).indexOf(name);
};

const own = new WeakMap<TakeContext, Outcome<Vdso>>();
const message = 'The vDSO cannot be looked into.';
const failed = (why: string, remedy?: string): Failure => ({
  ok: false,
  code: 'failed',
  message,
  why,
  ...(remedy === undefined ? {} : { remedy }),
});

/** Reads our own image, found by AT_SYSINFO_EHDR of our own auxiliary vector. */
function readOwn({ reader }: TakeContext): Outcome<Vdso> {
  const self = asPid(process.pid);
  const [auxv, maps] = [reader.read(`${self}/auxv`), reader.read(`${self}/maps`)];
  if (auxv.status !== 'read') return failed(auxv.why);
  if (maps.status !== 'read') return failed(maps.why);
  const wordBytes = auxvWordBytes(auxv.value);
  const entry = parseAuxv(auxv.value, wordBytes).find(({ type }) => type === auxvTypes.vdso);
  const start = entry === undefined ? undefined : Number(BigInt(entry.value)) / pageBytes;
  const { mappings } = parseMaps(maps.value);
  const row = start === undefined ? -1 : mappings.start.subarray(0, mappings.length).indexOf(start);
  if (row < 0 || mappingName(mappings, row) !== vdsoName) return failed('Procatlas’s own process has none.');
  const length = ((mappings.end[row] ?? 0) - (mappings.start[row] ?? 0)) * pageBytes;
  const memory = openMemory(reader, self);
  if (memory.status !== 'read') return failed(memory.why);
  try {
    const address = asAddress(BigInt((mappings.start[row] ?? 0) * pageBytes));
    const bytes = length <= mostBytes ? memory.value.read(address, length) : undefined;
    if (!bytes) return failed('Its own pages cannot be read.');
    const source = { size: length, read: (offset: number, count: number) => bytes.subarray(offset, offset + count) };
    return { ok: true, value: { source, wordBytes } };
  } finally {
    memory.value.close();
  }
}

/** The image behind a process's `[vdso]`, if it is the same one as ours; a sentence otherwise. */
export function vdsoOf({ context, capture: { mappings } }: InspectTarget, row: MappingIndex): Outcome<Vdso> {
  const known = own.get(context) ?? readOwn(context);
  own.set(context, known);
  if (!known.ok) return known;
  const { source, wordBytes } = known.value;
  const end = mappings.end[row] ?? 0;
  const size = (end - (mappings.start[row] ?? 0)) * pageBytes;
  const bytesRemedy = 'Its bytes can be looked at in the Memory list.';
  if (wordBytes === 8 && end <= narrowPages) {
    return failed('It is that of a 32-bit program, and Procatlas’s own is the 64-bit one.', bytesRemedy);
  }
  if (size !== source.size || ((mappings.perms[row] ?? 0) & permissionBits.execute) === 0) {
    return failed('It is not as large as Procatlas’s own, so it may be another image.', bytesRemedy);
  }
  return known;
}
