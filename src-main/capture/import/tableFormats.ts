/** The formats of tables inside text, in the order in which a line is tried on them. */
import { gdbSegments } from './gdbSegments.ts';
import { gdbTable } from './gdbTable.ts';
import { kernelTable } from './kernelTable.ts';
import { lldbTable } from './lldbTable.ts';
import { pmapCsv } from './pmapCsv.ts';
import { pmapFullTable } from './pmapFullTable.ts';
import { pmapJson } from './pmapJson.ts';
import { pmapTable } from './pmapTable.ts';
import type { TableFormat } from './tableFormat.ts';
import { tombstoneTable } from './tombstoneTable.ts';
import { gefTable, pwndbgTable } from './vmmapTable.ts';

export const tableFormats: readonly TableFormat[] = [
  kernelTable,
  pmapFullTable,
  pmapTable,
  gdbTable,
  pwndbgTable,
  gefTable,
  lldbTable,
  tombstoneTable,
  gdbSegments,
  pmapCsv,
  pmapJson,
];
