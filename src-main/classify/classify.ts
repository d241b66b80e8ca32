/**
 * From kernel rows to labelled regions. The order of the rules is the order of trust (reference, section C.0): names
 * the kernel gives, names the program gives, files and what lies in them, structures found in memory, stack pointers,
 * shapes, and at last the honest default. The first verdict for a mapping stands; parts of mappings are cut out
 * where a rule knows exact bounds.
 */
import type { MappedObject, RegionColumns } from '../contract/capture.ts';
import type { Fact } from '../contract/verdict.ts';
import { claimAnonymous } from './anonymous.ts';
import { claimArenas } from './arenas.ts';
import { Claims } from './claims.ts';
import { claimFiles } from './files.ts';
import { findRuntimes, replacesMalloc } from './fingerprints.ts';
import type { Grounds } from './grounds.ts';
import type { ClassifyInput } from './input.ts';
import { claimGeneratedCode } from './jit.ts';
import { claimKernelNames, remarkBreak } from './kernelNames.ts';
import { guessLoaderMemory } from './loaderMemory.ts';
import { claimHiddenMallocBlocks, claimMallocBlocks } from './mallocBlocks.ts';
import { claimJavaHeapFile, sharedCopies } from './multiMapped.ts';
import { findModules } from './modules.ts';
import { guessLeftovers } from './leftovers.ts';
import { claimNamedAnonymous } from './namedAnon.ts';
import { claimPseudoFiles } from './pseudoFiles.ts';
import { buildRegions } from './regionBuilder.ts';
import { claimRuntimes, claimStructures } from './runtimes.ts';
import { claimModules } from './segments.ts';
import { claimBesideKnown, claimByShape, claimByStackPointers } from './stacks.ts';
import { Space } from './space.ts';
import { findThreadBlocks } from './threadControlBlocks.ts';
import { claimThreadBlocks } from './threads.ts';

/** The result: regions that cover every mapping exactly, and the objects they make up. */
export interface Classification {
  readonly regions: RegionColumns;
  readonly objects: readonly MappedObject[];
  /** What was not looked at; missing when there is nothing to say. */
  readonly notes?: readonly Fact[];
  /** Everything that the rules have read: as long as it is unchanged, so is the result. */
  readonly grounds: Grounds;
}

/**
 * Decides what every span of a process's mappings is. The regions of a mapping cover it exactly, sorted, without gap
 * or overlap, whatever the input says. Reads memory and ELF files only through the input's ports.
 */
export function classify(input: ClassifyInput): Classification {
  const space = new Space(input);
  const claims = new Claims(space);

  claims.rule = 'kernel-names';
  claimKernelNames(space, claims);
  claims.rule = 'named-anonymous';
  claimNamedAnonymous(space, claims);
  const copies = sharedCopies(space);
  claims.rule = 'jvm';
  claimJavaHeapFile(space, claims, copies);
  claims.rule = 'pseudo-files';
  claimPseudoFiles(space, claims, copies);
  const modules = findModules(space);
  claims.rule = 'modules';
  claimModules(space, claims, modules);
  claims.rule = 'files';
  claimFiles(space, claims);
  const { blocks, note } = findThreadBlocks(space, modules);
  const runtimes = findRuntimes(space, modules, blocks);

  claims.rule = 'thread-blocks';
  claimThreadBlocks(space, claims, blocks);
  claims.rule = 'arenas';
  claimArenas(space, claims, runtimes.go !== undefined || replacesMalloc(runtimes), blocks);
  claims.rule = 'malloc-blocks';
  // Programs of musl and static ones of Go have no malloc that writes such headers.
  const { glibc, musl, go } = runtimes;
  if (glibc !== undefined || (musl ?? go) === undefined) claimMallocBlocks(space, claims);
  claimStructures(space, claims, runtimes);

  const ownStacks = new Set(blocks.filter(({ stack }) => stack !== undefined).map(({ tid }) => tid));
  claims.rule = 'stack-pointers';
  claimByStackPointers(space, claims, runtimes, ownStacks);
  claims.rule = 'stack-shapes';
  claimByShape(space, claims, runtimes, ownStacks);
  claimRuntimes(space, claims, runtimes);
  claims.rule = 'malloc-blocks';
  if (runtimes.glibc !== undefined && !replacesMalloc(runtimes)) claimHiddenMallocBlocks(space, claims);
  claims.rule = 'stack-pointers';
  claimBesideKnown(space, claims, runtimes);
  claims.rule = 'loader';
  guessLoaderMemory(space, claims, runtimes);
  claims.rule = 'leftovers';
  guessLeftovers(space, claims, runtimes);
  claims.rule = 'generated-code';
  claimGeneratedCode(space, claims);
  claims.rule = 'anonymous';
  claimAnonymous(space, claims);
  remarkBreak(space, claims);
  const result = { regions: buildRegions(space, claims), objects: claims.objects, grounds: space.grounds };
  // Go makes its threads without a C library: they have no control block, and none is missed.
  return note === undefined || runtimes.go ? result : { ...result, notes: [note] };
}
