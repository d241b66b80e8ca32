/** The figure of an address space in textbooks, against a process, in English. */
import type { BookForm } from '../language.ts';

export const englishTextbook: Readonly<Record<BookForm, string>> = {
  'kernel-claim': 'On top the kernel’s memory, which the program cannot see',
  'kernel-true': 'Nothing above {at} can be reached by the program.',
  'kernel-vsyscall': 'One page of it can be called, vsyscall; nothing else above {at} can be reached.',
  'stack-claim': 'One stack, which grows down',
  'stack-true': 'One: {size} now, of at most {limit}.',
  'stack-unlimited': 'One: {size} now, without a limit.',
  'stack-more':
    'There {threads|is one more|are # more}, one for each thread that was begun: they lie among the mappings.',
  'mappings-claim': 'Shared libraries, somewhere between',
  'mappings-true': 'Between stack and program: {files|one file|# files} in {rows} regions.',
  'mappings-elsewhere': '{files|One file|# files} in {rows} regions, not all between stack and program.',
  'mappings-static': 'There is none: the program brings all of its code itself.',
  'heap-claim': 'The heap, which begins where the data ends and grows up',
  'heap-true': 'It begins where the data ends, and has {size} now.',
  'heap-gap': 'It has {size} now. A gap of {gap} lies below it, another one in each run.',
  'heap-none': 'There is no heap: the first malloc makes it.',
  'heap-elsewhere': 'malloc also has {blocks|one block|# blocks} elsewhere, with mappings of {blocks|its|their} own.',
  'data-claim': 'The program’s data: one segment to read and write',
  'data-true': 'One region: {size}.',
  'data-more': '{rows} regions, some only read once the program runs; what is zero at first is not in the file.',
  'code-claim': 'The program’s code at the bottom, at an address that is always the same',
  'code-true': 'At {at}, in each run.',
  'code-moved': 'At {at}, which is another address in each run.',
  'code-split': 'Code and constants are apart: what is only read cannot be run.',
  'scale-claim': 'All parts next to each other, about equally large',
  'scale-false': '{mapped} of {space} are mapped, one part in {parts}. The rest is nothing.',
};
