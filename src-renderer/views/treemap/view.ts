/** The treemap among the views. */
import type { ViewEntry } from '../../state/viewEntry.ts';
import TreemapView from './TreemapView.svelte';

export const treemapView: ViewEntry = {
  id: 'treemap',
  name: 'Treemap',
  inWords: 'treemap',
  key: '3',
  component: TreemapView,
  frame: 'picture',
  keys: {
    title: 'In the treemap',
    lines: [
      [['↑', '↓', '←', '→'], 'the next part in that direction'],
      [['Enter'], 'go in; also a click on a name, or the wheel'],
      [['Backspace', 'Esc'], 'go out'],
      [['Home'], 'everything'],
    ],
  },
};
