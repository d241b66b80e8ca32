/** The text of pmap among the views; where there is room the address map stands beside it. */
import type { ViewEntry } from '../../state/viewEntry.ts';
import MapView from '../address-map/MapView.svelte';
import PmapView from './PmapView.svelte';

export const pmapView: ViewEntry = {
  id: 'pmap',
  name: 'pmap',
  inWords: 'text of pmap',
  key: '5',
  component: PmapView,
  frame: 'list',
  beside: MapView,
  needs: 'program',
  keys: {
    title: 'In the text of pmap',
    lines: [[['↑', '↓'], 'the line above, below; the picture goes there, as with a click']],
  },
};
