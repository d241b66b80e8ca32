/** Columns of figures that are mostly small: collected as doubles, kept as 32-bit numbers where they fit. */
import { missingFigure, type SmapsColumn } from '../contract/capture.ts';

/** The same figures in half the room, when all of them are whole and below the mark for a missing one (NaN before). */
export function narrowed(column: Float64Array): SmapsColumn {
  const fits = column.every((value) => Number.isNaN(value) || (Number.isInteger(value) && value < missingFigure));
  return fits ? Uint32Array.from(column, (value) => (Number.isNaN(value) ? missingFigure : value)) : column;
}
