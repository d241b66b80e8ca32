/** Every way of looking inside a process, by its call. */
import { pageStates } from './pages/states.ts';
import { pageCounts } from './pages/counts.ts';
import { pageDetail } from './pages/detail.ts';
import { workingSet } from './pages/workingSet.ts';
import { askFile } from './files/askFile.ts';
import { mappingFacts } from './elf/mappingFacts.ts';
import { elfInside } from './elf/inside.ts';
import { symbolsInSpan } from './elf/symbolsInSpan.ts';
import { findSymbols } from './elf/findSymbols.ts';
import { symbolAt } from './elf/symbolAt.ts';
import { securityFindings } from './security/findings.ts';
import { threadsInside } from './threads/threadsInside.ts';
import { stackTop } from './threads/stackTop.ts';
import { heapBlocks } from './heap/blocks.ts';
import { heapWalk } from './heap/walk.ts';
import { heapArenas } from './heap/walkArenas.ts';
import { memoryRead } from './memory/read.ts';
import { memoryStrings } from './memory/strings.ts';
import { memorySearch } from './memory/search.ts';
import type { Looks } from './target.ts';

export const looks: Looks = {
  'mapping.facts': mappingFacts,
  'file.ask': askFile,
  'pages.states': pageStates,
  'pages.counts': pageCounts,
  'pages.detail': pageDetail,
  'pages.working-set': workingSet,
  'elf.inside': elfInside,
  'elf.symbols': symbolsInSpan,
  'symbols.find': findSymbols,
  'symbols.at': symbolAt,
  'security.findings': securityFindings,
  'threads.inside': threadsInside,
  'stack.top': stackTop,
  'heap.walk': heapWalk,
  'heap.arenas': heapArenas,
  'heap.blocks': heapBlocks,
  'memory.read': memoryRead,
  'memory.strings': memoryStrings,
  'memory.search': memorySearch,
};
