/** The comparison by role among the views. */
import type { ViewEntry } from '../../state/viewEntry.ts';
import CompareView from './CompareView.svelte';

export const compareView: ViewEntry = {
  id: 'compare',
  name: 'Compare',
  inWords: 'comparison by role',
  key: '7',
  component: CompareView,
  frame: 'whole',
  needs: 'program',
  compares: true,
  keys: {
    title: 'In the comparison by role',
    lines: [
      [['↑', '↓'], 'from line to line of the list: each is shown in both maps'],
      [['Enter'], 'flies to it once more'],
      [['Home', 'End'], 'the first line, the last line'],
    ],
  },
};
