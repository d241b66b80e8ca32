/**
 * What the names of an ELF file's sections say of the toolchain that made it: Go's tables of functions and its build record
 * (cmd/link), and the note that GHC's linker leaves. They stay in stripped programs and in libraries.
 */
import { Fields, isSane, type ByteSource } from './fields.ts';

/** A toolchain whose runtime is in the file. */
export type ToolchainMark = 'go' | 'haskell';

const sections: Readonly<Record<string, ToolchainMark>> = {
  '.gopclntab': 'go',
  '.data.rel.ro.gopclntab': 'go',
  '.go.buildinfo': 'go',
  '.debug-ghc-link-info': 'haskell',
};

/** Sections and bytes of names looked at; libraries have fewer than 64 of them. */
const limits = { sections: 1024, names: 65_536 } as const;

/** Marks of the file whose header is in `head`; empty where there are no sections or they do not fit the file. */
export function toolchainMarks(source: ByteSource, head: Uint8Array, little: boolean, wide: boolean): ToolchainMark[] {
  const header = new Fields(head, little, wide);
  const tableAt = header.native(wide ? 40 : 32);
  const last = wide ? 58 : 46;
  const [entrySize, count, namesIndex] = [header.half(last), header.half(last + 2), header.half(last + 4)];
  if (tableAt === 0 || entrySize < (wide ? 64 : 40) || count > limits.sections || namesIndex >= count) return [];
  const entryAt = tableAt + namesIndex * entrySize;
  if (!isSane(entryAt) || entryAt + entrySize > source.size) return [];
  const bytes = source.read(entryAt, entrySize);
  if (bytes.length < entrySize) return [];
  const entry = new Fields(bytes, little, wide);
  const [namesAt, size] = [entry.native(wide ? 24 : 16), Math.min(limits.names, entry.native(wide ? 32 : 20))];
  if (!isSane(namesAt) || namesAt + size > source.size) return [];
  const names = new TextDecoder('latin1').decode(source.read(namesAt, size)).split('\0');
  return [...new Set(names.flatMap((name) => (Object.hasOwn(sections, name) ? (sections[name] ?? []) : [])))];
}
