/** What the shipped captures are, in the words of the opening screen. */
import type { SampleId } from '@contract/samples.ts';

export interface Sample {
  readonly id: SampleId;
  readonly name: string;
  /** What there is to see in it. */
  readonly says: string;
}

export const samples: readonly Sample[] = [
  { id: 'threads', name: 'A C program', says: 'stacks of threads, their guards, malloc arenas' },
  { id: 'python', name: 'Python', says: 'an interpreter, its libraries and its heap' },
  { id: 'node', name: 'Node.js', says: 'a virtual machine that reserves far more than it uses' },
];
