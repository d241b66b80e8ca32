/** Births and deaths over time among the views. */
import type { ViewEntry } from '../../state/viewEntry.ts';
import BirthsView from './BirthsView.svelte';

export const birthsView: ViewEntry = {
  id: 'births',
  name: 'History',
  inWords: 'history of addresses',
  key: '6',
  component: BirthsView,
  frame: 'picture',
  needs: 'program',
  keys: {
    title: 'In the history and the timeline',
    lines: [
      [['←', '→'], 'the moment before, after'],
      [['Shift+←', 'Shift+→'], 'the event or bookmark before, after'],
      [['Home', 'End'], 'the first moment; now'],
      [['+', '−'], 'zoom in, zoom out in time'],
      [['↑', '↓'], 'in the history: the span above, below'],
    ],
  },
};
