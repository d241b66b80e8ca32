/** What is said of reading a source, in English. */
import type { NoteId } from '../../contract/note.ts';

const otherProcesses =
  '{rows|One row|# rows} of {others|one other process|# other processes} {rows|was|were} left out: {names}.';

export const englishNotes = {
  told: '{text}',
  newer: '{text}',
  'strange-lines':
    '{count|One line|# lines} of {source} could not be understood and {count|was|were} left out{count|: |; the first is }{first}.',
  'keys-beyond-limit':
    '{source} has more than {limit} different keys; {count|one line|# lines} of the others {count|was|were} left out.',
  'torn-lines':
    'The process changed its mappings while they were read: {overlaps|one line|# lines} overlapped an earlier one. The later line was kept each time; {cut|one earlier row|# earlier rows} cut short and {dropped|one row|# rows} dropped.',
  'read-again': 'The process changed its mappings while they were read; they were read {times} times.',
  'stray-lines':
    '{count|One line|# lines} of {source} {count|begins|begin} where no mapping begins and {count|was|were} left out: the process changed its mappings meanwhile.',
  'lines-around':
    '{count|One line|# lines} around the {tables|table|tables} {count|was|were} passed over{count|: |; the first is }{first}.',
  'overlapping-rows':
    '{count|One row|# rows} overlapped an earlier one; the later row was kept each time: {cut} cut short, {dropped} left out.',
  'first-process-shown': `Only the first process is shown; ${otherProcesses}`,
  'process-shown': `Only process {pid} is shown; ${otherProcesses}`,
  'table-shown': `Only {table} is shown; ${otherProcesses}`,
  'rollup-left-out': 'Left out is the text of smaps_rollup: sums over the whole process, and no mapping.',
  'rollup-only': 'It is the text of smaps_rollup: sums over the whole process, and no mapping.',
  'rollup-sums': 'Its sums: {sums}.',
  'pmap-labels':
    '{count|One label|# labels} in brackets, which pmap does not print, {count|was|were} left out: the rules look at the rows.',
  'pmap-anonymous':
    'pmap prints [ anon ] for everything without a file, so the heap, the vDSO and thread stacks cannot be told apart by name.',
  'pmap-sizes-zero':
    'The sizes of {count|one row are|# rows are} 0, as some 32-bit pmap print them, so that their ends are unknown.',
  'pmap-regions':
    'Its rows are regions, as pmap -l of Procatlas prints them; where one ends on a page, the mapping may go on.',
  'pmap-nameless-figures':
    'The figures of {count|one row|# rows} but for {count|its|their} size were left out: without the heading nobody can tell which they are.',
  'pwndbg-names': '{count|One name|# names} that pwndbg made up for memory without a name {count|was|were} left out.',
  'gdb-sections':
    '{count|One section|# sections} of programs and libraries {count|was|were} left out: {count|it is a part of a file, not a mapping|they are parts of files, not mappings}.',
  'lldb-nameless':
    '{count|One inaccessible range|# inaccessible ranges} without a name {count|was|were} left out: lldb lists unmapped memory in the same way, so that guard pages cannot be told from it.',
  'only-selected':
    'Only what was selected was shared: {kept} of {rows|one mapping|# mappings}. What lies elsewhere was left out, or nothing is mapped there.',
  'archive-damaged': 'The archive is damaged; what follows the damage was left out.',
  'archive-cut': 'The archive is cut off inside a file.',
  'archive-smaps-empty': 'The smaps files in it are empty, as tar stores files of /proc.',
  'archive-largest-shown':
    'The archive holds {processes} processes; process {pid}, which has the most mappings, is shown.',
  'archive-process-shown': 'The archive holds {processes} processes; process {pid} is shown.',
  'core-headers-cut': 'The file claims {claimed} program headers but {read} could be read: it is cut off or damaged.',
  'core-headers-strange':
    '{count|One program header describes|# program headers describe} no possible mapping and {count|was|were} left out.',
  'core-memory-cut': 'The memory of {count|one mapping|# mappings} is missing at the end of the file: it is cut off.',
  'core-notes-cut': 'The notes about threads and files are cut off.',
  'core-permissions-gcore':
    'gcore marks memory without any permission as readable: the permissions of {count|one anonymous mapping|# anonymous mappings} are unknown, and the labels take them as inaccessible.',
  'core-permissions-files':
    '{count|One mapped file is|# mapped files are} named in NT_FILE only; {count|its|their} permissions are unknown.',
  'recording-damaged': '{count|One part|# parts} of the file {count|is|are} damaged and left out.',
  'recording-lines': '{count|One line|# lines} of the file could not be read.',
  'recording-pictures-lost':
    'The pictures of {count|one moment|# moments} are lost with what is damaged; their curves are there.',
  'recording-cut': 'The file is cut off: what was recorded last is missing.',
  'rules-newer':
    'Its labels were made by newer rules (version {written}, this program has {today}); they are shown as they are.',
  'rules-older-same':
    'Its labels were made by older rules (version {written}, today {today}); today’s rules change none of them.',
  'rules-older-changed':
    'Its labels were made by older rules (version {written}, today {today}): {count|one mapping has|# mappings have} a new label now, {count||the first }at {at}, from “{before:kind}” to “{now:kind}”.',
} as const satisfies Record<NoteId, string>;
