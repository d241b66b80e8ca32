/** The views of the page, in the order of their keys. A view is its folder and a line here. */
import type { ViewEntry } from '../state/viewEntry.ts';
import { mapView } from './address-map/view.ts';
import { birthsView } from './births/view.ts';
import { compareView } from './compare/view.ts';
import { tableView } from './full-table/view.ts';
import { pagesView } from './pages/view.ts';
import { pmapView } from './pmap/view.ts';
import { treemapView } from './treemap/view.ts';

export const views: readonly ViewEntry[] = [
  mapView,
  pagesView,
  treemapView,
  tableView,
  pmapView,
  birthsView,
  compareView,
];
