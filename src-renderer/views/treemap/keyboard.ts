/** The keys of the treemap. Pure: from a key to a command. */
import type { Direction } from '../../layout/treemap/hitTest.ts';

export type TreemapCommand = Direction | 'in' | 'out' | 'top';

const commands: Readonly<Record<string, TreemapCommand>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Enter: 'in',
  Backspace: 'out',
  Escape: 'out',
  Home: 'top',
};

/** The command of a key press, or undefined. Alt and Ctrl belong to the page. */
export const treemapCommand = (
  event: Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>,
): TreemapCommand | undefined => (event.altKey || event.ctrlKey || event.metaKey ? undefined : commands[event.key]);
