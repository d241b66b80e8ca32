/**
 * Calls that look inside a watched process beyond its capture. All of them read at the moment they are asked; an opened
 * capture has no process behind it and answers `invalid` with the reason.
 */
import { z } from 'zod';
import type { ElfInside, SecurityFinding, SymbolAt, SymbolColumns } from '../elfInside.ts';
import {
  blockAllocators,
  codeLimit,
  memoryReadLimit,
  type ArenasWalk,
  type BlocksWalk,
  type Disassembly,
  type FoundStrings,
  type HeapWalk,
  type MemoryBytes,
  type MemoryHits,
  type Needle,
  type StackTop,
  type ThreadInside,
} from '../inside.ts';
import type { FileFacts } from '../messages.ts';
import {
  countedPagesLimit,
  countsLimit,
  statesLimit,
  type PageCounts,
  type PageDetail,
  type PageStates,
  type WorkingSet,
} from '../pages.ts';
import { asMilliseconds } from '../units.ts';
import { answers, defineCall } from './defineCall.ts';
import { bytes, consent, limit, longestName, name, page, pagesOf, spans, watch } from './fields.ts';

/** A working set is looked at within ten minutes, or the mappings have moved on. */
const longestWait = 600_000;
const tooMany = 'more pages than one request may read';
const tooLong = 'more code than one request may take apart';
const isNeedle = ({ length }: Uint8Array): boolean => length >= 1 && length <= longestName;

export const lookCalls = {
  /** Facts about the file behind the mapping that starts at `start`. */
  'mapping.facts': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, start: page }),
    answers: answers<FileFacts>(),
  }),
  /**
   * Asks the file system of the mapping that starts at `start` whether it answers, within three seconds: if it does, its
   * files are looked at for the next minute. Needed for those that may not answer (FUSE, network), see `unasked`.
   */
  'file.ask': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, start: page }),
    answers: answers<null>(),
  }),
  /** At most {@link statesLimit} pages in all. */
  'pages.states': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, spans: spans.refine((value) => pagesOf(value) <= statesLimit, tooMany) }),
    answers: answers<PageStates>(),
    job: true,
  }),
  /** At most {@link countsLimit} cells and {@link countedPagesLimit} pages. */
  'pages.counts': defineCall({
    by: 'look',
    argument: z
      .strictObject({
        watch,
        start: page,
        cells: z.int().min(1).max(countsLimit),
        pagesPerCell: z.int().min(1).max(countedPagesLimit),
      })
      .refine(({ cells, pagesPerCell }) => cells * pagesPerCell <= countedPagesLimit, tooMany),
    answers: answers<PageCounts>(),
    job: true,
  }),
  'pages.detail': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, page }),
    answers: answers<PageDetail>(),
  }),
  /**
   * Clears the referenced bits of the process (this writes to its clear_refs), waits, and looks which pages were touched
   * meanwhile. `consent`: the person was told what is written and agreed; without it the request is refused.
   */
  'pages.working-set': defineCall({
    by: 'look',
    argument: z.strictObject({
      watch,
      wait: z.number().min(0).max(longestWait).transform(asMilliseconds),
      consent,
    }),
    answers: answers<WorkingSet>(),
    job: true,
  }),
  /** Of a mapped ELF file, named by the first page of any mapping of it. */
  'elf.inside': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, start: page }),
    answers: answers<ElfInside>(),
  }),
  /** Symbols in a span of the process's addresses; the largest are kept when there are more than the limit. */
  'elf.symbols': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, start: page, from: page, to: page, limit }),
    answers: answers<SymbolColumns>(),
    job: true,
  }),
  /** In every module, by part of a name, mangled or not; an exact name comes first. */
  'symbols.find': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, name, limit }),
    answers: answers<SymbolColumns>(),
    job: true,
  }),
  /** null: no symbol covers the address. */
  'symbols.at': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, address: page }),
    answers: answers<SymbolAt | null>(),
  }),
  'security.findings': defineCall({
    by: 'look',
    argument: z.strictObject({ watch }),
    answers: answers<readonly SecurityFinding[]>(),
    job: true,
  }),
  'threads.inside': defineCall({
    by: 'look',
    argument: z.strictObject({ watch }),
    answers: answers<readonly ThreadInside[]>(),
  }),
  'stack.top': defineCall({
    by: 'look',
    argument: z.strictObject({
      watch,
      /** Also the values of the environment; a person asked for them. */
      values: z.boolean(),
      consent,
    }),
    answers: answers<StackTop>(),
  }),
  /** `start`: first page of the heap's or the arena's region. */
  'heap.walk': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, start: page, consent }),
    answers: answers<HeapWalk>(),
    job: true,
  }),
  'heap.arenas': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, consent }),
    answers: answers<ArenasWalk>(),
    job: true,
  }),
  /** Blocks in use and free by size, of an allocator that keeps records of them. */
  'heap.blocks': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, allocator: z.enum(blockAllocators), consent }),
    answers: answers<BlocksWalk>(),
    job: true,
  }),
  /** Bytes of memory, only of pages that are present; `start` may lie inside a page (multiples of 1/4096). */
  'memory.read': defineCall({
    by: 'look',
    argument: z.strictObject({ watch, start: page, length: z.int().min(1).max(memoryReadLimit), consent }),
    answers: answers<MemoryBytes>(),
  }),
  /** Takes bytes apart that were read before; nothing is read. The first one is the beginning of an instruction. */
  'code.disassemble': defineCall({
    by: 'thread',
    argument: z.strictObject({ watch, start: page, code: bytes.refine(({ length }) => length <= codeLimit, tooLong) }),
    answers: answers<Disassembly>(),
  }),
  'memory.strings': defineCall({
    by: 'look',
    argument: z.strictObject({
      watch,
      start: page,
      end: page,
      /** Least length in characters. */
      least: z.int().min(2).max(1024),
      limit,
      consent,
    }),
    answers: answers<FoundStrings>(),
    job: true,
  }),
  /** No spans: everything that is present is searched. */
  'memory.search': defineCall({
    by: 'look',
    argument: z.strictObject({
      watch,
      spans,
      needle: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('text'), text: name, ignoreCase: z.boolean() }),
        z.strictObject({ type: z.literal('bytes'), bytes: bytes.refine(isNeedle, 'wrong length') }),
        z.strictObject({ type: z.literal('pointer'), start: page, end: page }),
      ]) satisfies z.ZodType<Needle>,
      limit,
      consent,
    }),
    answers: answers<MemoryHits>(),
    job: true,
  }),
};
