/** The lists under the picture, in the order of their tabs. A list that is to be shown there needs a line here. */
import type { Component } from 'svelte';
import type { Capture } from '@contract/capture.ts';
import MappingTable from '../../views/table/MappingTable.svelte';
import EventsTab from './EventsTab.svelte';
import GrowthTab from './GrowthTab.svelte';
import HeapTab from './HeapTab.svelte';
import MomentsTab from './MomentsTab.svelte';
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
  /** It names what regions are, so it is not shown while labels are hidden. */
  readonly tells?: true;
}

export const dockLists: readonly [DockList, ...DockList[]] = [
  { id: 'mappings', name: 'Mappings', component: MappingTable },
  { id: 'growth', name: 'Growth', component: GrowthTab, tells: true },
  { id: 'moments', name: 'Moments', component: MomentsTab, tells: true },
  { id: 'events', name: 'Events', component: EventsTab, tells: true },
  { id: 'threads', name: 'Threads', component: ThreadsTab, tells: true },
  { id: 'heap', name: 'Heap', component: HeapTab, tells: true },
  { id: 'memory', name: 'Memory', component: MemoryTab },
  { id: 'symbols', name: 'Symbols', component: SymbolsTab, tells: true },
  { id: 'security', name: 'Security', component: SecurityTab, tells: true },
];
