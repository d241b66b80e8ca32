/** Rows whose sizes and figures were taken for KiB until the end of the table told their unit. */
import { missingFigure, type MappingColumns, type SmapsColumn, type SmapsColumns } from '../../contract/capture.ts';

/** Figures of smaps without a unit: they are the same in KiB, bytes and pages. */
export const plainFigures: ReadonlySet<string> = new Set(['THPeligible', 'ProtectionKey']);

/** Rows with the sizes that were printed, in a unit of so many KiB. */
export function scaledSizes(mappings: MappingColumns, sizes: readonly number[], kibibytes: number): MappingColumns {
  const pages = (row: number): number => ((sizes[row] ?? 0) * kibibytes) / kibibytesPerPage;
  return {
    ...mappings,
    end: mappings.end.map((_, row) => Math.min(lastPage, (mappings.start[row] ?? 0) + pages(row))),
  };
}

const kibibytesPerPage = 4;
/** The end of all addresses, as a page number. */
const lastPage = 2 ** 52;

/** Figures multiplied by a number, but for those without a unit. */
export function scaledFigures(smaps: SmapsColumns, factor: number): SmapsColumns {
  if (factor === 1) return smaps;
  return {
    ...smaps,
    columns: smaps.columns.map((column, index): SmapsColumn => {
      if (plainFigures.has(smaps.keys[index] ?? '')) return column;
      const kept = (value: number): number => (value === missingFigure ? missingFigure : value * factor);
      return column instanceof Uint32Array ? column.map(kept) : column.map((value) => value * factor);
    }),
  };
}
