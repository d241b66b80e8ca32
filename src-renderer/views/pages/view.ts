/** The pages view among the views. */
import type { ViewEntry } from '../../state/viewEntry.ts';
import PagesView from './PagesView.svelte';

export const pagesView: ViewEntry = {
  id: 'pages',
  name: 'Pages',
  inWords: 'pages',
  key: '2',
  component: PagesView,
  frame: 'picture',
  needs: 'pages',
  keys: {
    title: 'In the pages view',
    lines: [
      [['←', '→', '↑', '↓'], 'the page before, after; 16 pages on'],
      [['PageUp', 'PageDown'], 'the region before, after'],
      [['Enter'], 'the selected page, large'],
      [['+', '−'], 'zoom in, zoom out'],
      [['Home', 'Esc'], 'all of it'],
    ],
  },
};
