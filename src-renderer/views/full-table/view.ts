/** The table among the views. */
import type { ViewEntry } from '../../state/viewEntry.ts';
import FullTable from './FullTable.svelte';

export const tableView: ViewEntry = {
  id: 'table',
  name: 'Table',
  inWords: 'table',
  key: '4',
  component: FullTable,
  frame: 'list',
  keys: {
    title: 'In the table',
    lines: [
      [['Shift+↑', 'Shift+↓'], 'select more rows; also Shift and Ctrl with a click'],
      [['Ctrl+A', 'Ctrl+C'], 'select all, copy what is selected'],
      [['Ctrl+Space'], 'add the row or take it out'],
      [['Enter'], 'show it in the address map; fold a group'],
      [['←', '→'], 'scroll by a column; fold, unfold a group; on a head: the next one'],
      [['Ctrl+←', 'Ctrl+→'], 'move the column of a head'],
      [['Shift+←', 'Shift+→'], 'make it narrower, wider'],
      [['Delete'], 'hide it'],
    ],
  },
};
