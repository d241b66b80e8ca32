/**
 * The Mapping column of the default, -x and -d formats. In this order: `  [ shmid=0x21 ]` for a System V segment; what
 * follows the last `/` of the line (from the first one with -p); the kernel's own bracket name with -k;
 * `  [ stack ]` where the process's stack begins, else `  [ anon ]`. The two leading blanks are procps's.
 */
import { mappingInode } from '../contract/rows.ts';
import type { MappingColumns } from '../contract/capture.ts';
import type { PageNumber } from '../contract/units.ts';
import { byteString, utf8ByteString } from './byteText.ts';
import { cleanName, type Charset } from './printableBytes.ts';

/** How names are shown. */
export interface NameStyle {
  /** -p. */
  readonly fullPath: boolean;
  /** -k. */
  readonly kernelName: boolean;
  readonly charset: Charset;
}

/** What the name of a row depends on beside the row. */
export interface NameFacts {
  /** Field 28 of stat; missing where the kernel hides it. */
  readonly startStack?: PageNumber;
  /** Whether device 0:minor is no mounted file system, hence one of the kernel's own (see {@link hasSysvNames}). */
  readonly isKernelDevice: (minor: number) => boolean;
  /**
   * Where names come from when not from the kernel: without stat, [stack] tells where the stack begins; `baseNames`: of
   * paths only what follows the last slash is known.
   */
  readonly imported?: { readonly baseNames: boolean };
}

const anonymous = '  [ anon ]';
const stack = '  [ stack ]';

/** The kernel's name of a System V segment (ipc/shm.c): its key; the inode is its shmid. */
const sysvName = /^\/SYSV[0-9a-f]{8}(?: \(deleted\))?$/;

/**
 * Whether a mapping could be a System V segment. procps learns the device that these lie on by making one; we take a
 * name of theirs on a device without a block device behind it (major 0) that is not mounted anywhere, since theirs never
 * is. A file of that name in a real file system fails one of the two.
 */
export const hasSysvNames = ({ names }: MappingColumns): boolean => names.some((name) => sysvName.test(name));

/** Each distinct name byte for byte, as a string of bytes. */
export function rawNames({ names, rawNames: exact }: MappingColumns): string[] {
  const texts = names.map(utf8ByteString);
  for (const { name, bytes } of exact) texts[name] = byteString(bytes);
  return texts;
}

/** A function from mappings to the text of their Mapping column. */
export function mappingNames(
  mappings: MappingColumns,
  facts: NameFacts,
  style: NameStyle,
): (mapping: number) => string {
  const fixed = rawNames(mappings).map((name) => fixedText(cleanName(name, style.charset), style));
  const sysv = mappings.names.map((name) => sysvName.test(name));
  const { name, start, end, major, minor } = mappings;
  // procps takes a hidden stack address as 0.
  const startStack = facts.startStack ?? 0;
  return (mapping) => {
    const index = name[mapping] ?? 0;
    if (sysv[index] === true && major[mapping] === 0 && facts.isKernelDevice(minor[mapping] ?? 0)) {
      return `  [ shmid=0x${mappingInode(mappings, mapping).toString(16)} ]`;
    }
    const text =
      fixed[index] ?? (facts.imported ? importedText(mappings.names[index] ?? '', facts.imported) : undefined);
    if (text !== undefined) return text;
    // Both ends belong to it, as in procps.
    return startStack >= (start[mapping] ?? 0) && startStack <= (end[mapping] ?? 0) ? stack : anonymous;
  };
}

/** What a name says that another program printed; undefined where it says no more than the kernel's own would. */
function importedText(name: string, { baseNames }: NonNullable<NameFacts['imported']>): string | undefined {
  if (name === '[stack]') return stack;
  if (!baseNames || name === '') return undefined;
  if (/^\[ shmid=0x[0-9a-f]+ \]$/.test(name)) return `  ${name}`;
  // The kernel's own names have no slash either: [heap], anon_inode:[eventpoll].
  return /^\[|^\w+:\[/.test(name) ? undefined : name;
}

/** The text that a name alone decides; undefined where the address does. */
function fixedText(name: string, { fullPath, kernelName }: NameStyle): string | undefined {
  const bracket = kernelName && name.endsWith(']') ? name.indexOf('[') : -1;
  // A name the program chose may hold a slash ([anon:a/b]); -k asks for the kernel's name, so it stays whole.
  if (bracket === 0) return name;
  const slash = name.lastIndexOf('/');
  if (slash >= 0) return fullPath ? name.slice(name.indexOf('/')) : name.slice(slash + 1) || '/';
  return bracket > 0 ? name.slice(bracket) : undefined;
}

/**
 * The Mapping column of -X: the kernel's name, without folders unless the full path is asked for. Byte for byte, as
 * procps prints it there, unless a character set is given.
 */
export function kernelNames(
  mappings: MappingColumns,
  fullPath: boolean,
  charset?: Charset,
): (mapping: number) => string {
  const texts = rawNames(mappings)
    .map((name) => (fullPath ? name : name.slice(name.lastIndexOf('/') + 1)))
    .map((name) => (charset ? cleanName(name, charset) : name));
  return (mapping) => texts[mappings.name[mapping] ?? 0] ?? '';
}
