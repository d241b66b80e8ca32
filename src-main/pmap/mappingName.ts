/**
 * The Mapping column of the default, -x and -d formats. In this order: `  [ shmid=0x21 ]` for a System V segment; what
 * follows the last `/` of the line (from the first one with -p); the kernel's own bracket name with -k;
 * `  [ stack ]` where the process's stack begins, else `  [ anon ]`. The two leading blanks are procps's.
 */
import { mappingInode } from '../contract/rows.ts';
import type { MappingColumns } from '../contract/capture.ts';
import type { PageNumber } from '../contract/units.ts';
import { byteString, utf8ByteString } from './byteText.ts';
import type { Chosen } from './cells.ts';
import { cleanName, type Charset } from './printableBytes.ts';
import type { PrintedRows } from './printedRows.ts';

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

/** The text of a mapping whose name tells nothing, and of the one in which the process's stack begins. */
export const anonymous = '  [ anon ]';
export const stack = '  [ stack ]';

/** The kernel's name of a System V segment (ipc/shm.c): its key; the inode is its shmid. */
export const sysvName = /^\/SYSV[0-9a-f]{8}(?: \(deleted\))?$/;

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

/** The text of each mapping's Mapping column. */
export function mappingNames(mappings: MappingColumns, facts: NameFacts, style: NameStyle): Chosen {
  const { imported } = facts;
  const fixed = rawNames(mappings).map(
    (name, index) =>
      fixedText(cleanName(name, style.charset), style) ??
      (imported ? importedText(mappings.names[index] ?? '', imported) : undefined),
  );
  const choices = fixed.map((text) => text ?? anonymous);
  const chosen = mappings.name.slice();
  const { name, start, end } = mappings;
  // procps takes a hidden stack address as 0. Both ends belong to a mapping there.
  const startStack = facts.startStack ?? 0;
  const stackChoice = choices.push(stack) - 1;
  for (let mapping = 0; mapping < mappings.length; mapping++) {
    if (startStack < (start[mapping] ?? 0) || startStack > (end[mapping] ?? 0)) continue;
    if (fixed[name[mapping] ?? 0] === undefined) chosen[mapping] = stackChoice;
  }
  if (hasSysvNames(mappings)) chooseSegments(mappings, facts, choices, chosen);
  return { choices, chosen };
}

/** Names the System V segments by their numbers. */
function chooseSegments(
  mappings: MappingColumns,
  { isKernelDevice }: NameFacts,
  choices: string[],
  chosen: Uint32Array,
): void {
  const sysv = mappings.names.map((name) => sysvName.test(name));
  for (let mapping = 0; mapping < mappings.length; mapping++) {
    if (sysv[mappings.name[mapping] ?? 0] !== true) continue;
    if (mappings.major[mapping] !== 0 || !isKernelDevice(mappings.minor[mapping] ?? 0)) continue;
    chosen[mapping] = choices.push(`  [ shmid=0x${mappingInode(mappings, mapping).toString(16)} ]`) - 1;
  }
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
export function fixedText(name: string, { fullPath, kernelName }: Omit<NameStyle, 'charset'>): string | undefined {
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
export function kernelNames(mappings: MappingColumns, fullPath: boolean, charset?: Charset): Chosen {
  const choices = rawNames(mappings)
    .map((name) => (fullPath ? name : name.slice(name.lastIndexOf('/') + 1)))
    .map((name) => (charset ? cleanName(name, charset) : name));
  return { choices, chosen: mappings.name };
}

/** The texts of rows, from those of their mappings. */
export function rowNames({ choices, chosen }: Chosen, { first, length, mapping }: PrintedRows): Chosen {
  const own =
    first === undefined
      ? Uint32Array.from(mapping, (index) => chosen[index] ?? 0)
      : chosen.subarray(first, first + length);
  return { choices, chosen: own };
}
