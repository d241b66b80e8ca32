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
      [['↑', '↓'], 'from object to object, or from line to line of the list'],
      [['Enter'], 'shows it in both maps by address'],
      [['Home', 'End'], 'the first line, the last line'],
    ],
  },
};
