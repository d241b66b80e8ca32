/** What the page asks of every map on screen: to fly to a place, or to show all. */
import type { ViewOnScreen } from '../../state/viewEntry.ts';
import type { MapHandle } from './props.ts';

/** How a map answers to that; the other things that a view can do are its own. */
export const placing = (map: MapHandle): Required<Pick<ViewOnScreen, 'locate' | 'home'>> => ({
  locate: ({ start, end }) => {
    map.flyTo(start, end);
  },
  home: () => {
    map.home();
  },
});
