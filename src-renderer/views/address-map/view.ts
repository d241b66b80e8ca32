/** The address map among the views. */
import type { ViewEntry } from '../../state/viewEntry.ts';
import MapView from './MapView.svelte';

export const mapView: ViewEntry = {
  id: 'map',
  name: 'Map',
  inWords: 'address map',
  key: '1',
  component: MapView,
  frame: 'picture',
  placesAddresses: true,
  keys: {
    title: 'In the address map',
    lines: [
      [['+', '−'], 'zoom in, zoom out'],
      [['↑', '↓', '←', '→'], 'select above, below, outer, inner'],
      [['Shift+↑', 'Shift+↓'], 'move'],
      [['Enter'], 'zoom to the selection; once more into its pages'],
      [['→'], 'from a region into its pages; then ↑ ↓ ← → from page to page'],
      [['Esc'], 'from a page back to its region; step out'],
      [['Home'], 'the whole address space'],
    ],
  },
};
