/** The lists under the picture, in the order of their tabs. A list that is to be shown there needs a line here. */
import type { Component } from 'svelte';
import type { Capture } from '@contract/capture.ts';
import MappingTable from '../../views/table/MappingTable.svelte';
import HeapTab from './HeapTab.svelte';
import MemoryTab from './MemoryTab.svelte';
import SecurityTab from './SecurityTab.svelte';
import SymbolsTab from './SymbolsTab.svelte';
import ThreadsTab from './ThreadsTab.svelte';

/** One list. */
interface DockList {
  /** For `openDock`, and what is remembered. */
  readonly id: string;
  readonly name: string;
  readonly component: Component<{ capture: Capture }>;
}

export const dockLists: readonly [DockList, ...DockList[]] = [
  { id: 'mappings', name: 'Mappings', component: MappingTable },
  { id: 'threads', name: 'Threads', component: ThreadsTab },
  { id: 'heap', name: 'Heap', component: HeapTab },
  { id: 'memory', name: 'Memory', component: MemoryTab },
  { id: 'symbols', name: 'Symbols', component: SymbolsTab },
  { id: 'security', name: 'Security', component: SecurityTab },
];
