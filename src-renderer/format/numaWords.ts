/** What numa_maps says, in words (Documentation/filesystems/proc.rst; admin-guide/mm/numa_memory_policy.rst). */
import { numaNode } from '@contract/numa.ts';

const counts: Readonly<Record<string, string>> = {
  anon: 'Pages that are not the contents of a file.',
  dirty: 'Pages that were changed.',
  mapped: 'Pages mapped here.',
  active: 'Pages the kernel takes for used recently.',
  writeback: 'Pages being written to their file now.',
  swapcache: 'Pages that also have a copy in swap.',
  mapmax: 'How often the page is mapped that is mapped most often.',
  kernelpagesize_kB: 'Page size the kernel uses here; larger than 4 only for hugetlb.',
};

/** What a count of numa_maps means, in one sentence. */
export function numaCountMeaning(key: string): string {
  const node = numaNode(key);
  if (node !== undefined)
    return `Resident pages that lie in the memory of node ${node}; unknown where the kernel counts none at all.`;
  return Object.hasOwn(counts, key)
    ? (counts[key] ?? '')
    : 'A count of numa_maps that this version of Procatlas does not know.';
}

const policies: Readonly<Record<string, string>> = {
  default: 'The policy of the thread that touches a page first: usually the node it runs on.',
  local: 'The node of the processor that touches a page first.',
  prefer: 'That node as long as it has room, then others.',
  'prefer (many)': 'Those nodes as long as they have room, then others.',
  bind: 'Those nodes only.',
  interleave: 'Page by page in turn over those nodes.',
  'weighted interleave': 'In turn over those nodes, each by its weight.',
};

/** Where a policy puts pages, in one sentence; empty for one that this program does not know. */
export function policyMeaning(policy: string): string {
  const [name = ''] = policy.split(/[=:]/);
  return Object.hasOwn(policies, name) ? (policies[name] ?? '') : '';
}
