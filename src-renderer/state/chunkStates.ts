/** How the states of a heap's chunks are named, explained and coloured. */
import type { chunkStates } from '@contract/inside.ts';

export type ChunkState = (typeof chunkStates)[number];

/** One entry of the key. */
export interface ChunkStateEntry {
  readonly name: string;
  readonly explanation: string;
  readonly light: string;
  readonly dark: string;
}

/** Colours keep their distance for common colour-vision deficiencies: dark and light, warm and cold. */
export const chunkStateEntries: Readonly<Record<ChunkState, ChunkStateEntry>> = {
  used: { name: 'used', explanation: 'The program has it.', light: '#00785a', dark: '#2fc79c' },
  free: { name: 'free', explanation: 'Given back; malloc may hand it out again.', light: '#e8d9a0', dark: '#6b5a1e' },
  cached: {
    name: 'cached',
    explanation:
      'Given back and kept for the next request of its size (tcache, fastbins); its neighbours still say “in use”.',
    light: '#d98c00',
    dark: '#f0a93a',
  },
  top: {
    name: 'top',
    explanation: 'The rest at the end of the heap, from which new chunks are cut.',
    light: '#b9c4d6',
    dark: '#4a5568',
  },
  fence: { name: 'fence', explanation: 'Marks where malloc’s memory breaks off.', light: '#55555f', dark: '#b5b5c2' },
};
