/**
 * numa_maps beside the rows of a capture. It is a third walk through all page tables (130 ms at 60,000 mappings, as
 * much as smaps), so it is read only when asked for; what was read once is carried on, with the time it was read.
 */
import type { AccessEntry, Capture, MappingColumns, NumaColumns } from '../contract/capture.ts';
import { asEpochMilliseconds, type Pid } from '../contract/units.ts';
import { NumaMapsParser, type ParsedNumaMaps } from '../procfs/numaMaps.ts';
import type { AccessLog } from './accessLog.ts';
import { carryNuma, numaRows } from './carry.ts';
import type { ReadHooks } from './rows.ts';

/** What a capture holds of numa_maps. */
export type NumaPart = Pick<Capture, 'numa' | 'numaTakenAt'>;

/** Reads numa_maps for rows that have just been read; nothing where it is refused or absent, which the log then tells. */
export function readNuma(
  log: AccessLog,
  source: Pid,
  mappings: MappingColumns,
  hooks: ReadHooks,
): { readonly part: NumaPart; readonly notes: readonly string[] } | 'stopped' {
  const path = `${source}/numa_maps`;
  const parser = new NumaMapsParser();
  const outcome = log.noted(
    path,
    log.reader.readChunks(
      path,
      (chunk) => {
        parser.push(chunk);
      },
      hooks.interrupted,
    ),
  );
  if (outcome.status !== 'read') return { part: {}, notes: [] };
  if (outcome.value.stopped) return 'stopped';
  const { numa, notes } = joinNuma(mappings, parser.finish());
  return { part: { numa, numaTakenAt: asEpochMilliseconds(Date.now()) }, notes };
}

/**
 * Puts lines beside the mappings that begin where they do: numa_maps tells no end. Lines that belong to no mapping are
 * left out, and a note says so; of two lines for one mapping the later one is the newer truth.
 */
export function joinNuma(
  mappings: MappingColumns,
  { start, numa, notes }: ParsedNumaMaps,
): { readonly numa: NumaColumns; readonly notes: readonly string[] } {
  const source = new Int32Array(mappings.length).fill(-1);
  let stray = 0;
  let row = 0;
  start.forEach((page, line) => {
    // Both run upwards unless the process moved meanwhile; then the search begins anew.
    if (row > 0 && (mappings.start[row - 1] ?? 0) >= page) row = 0;
    while (row < mappings.length && (mappings.start[row] ?? 0) < page) row += 1;
    if (mappings.start[row] === page) source[row] = line;
    else stray += 1;
  });
  return {
    numa: numaRows(numa, source),
    notes: [
      ...notes,
      ...(stray > 0
        ? [
            `${stray === 1 ? 'One line of numa_maps begins where no mapping begins and was' : `${stray} lines of numa_maps begin where no mapping begins and were`} ` +
              'left out: the process changed its mappings meanwhile.',
          ]
        : []),
    ],
  };
}

/** What the capture before knew of numa_maps, put beside the rows of now; empty when it knew nothing. */
export function carriedNuma(previous: Capture | undefined, mappings: MappingColumns): NumaPart {
  if (!previous?.numa) return {};
  const { numa, numaTakenAt } = previous;
  return {
    numa: carryNuma(previous.mappings, numa, mappings),
    ...(numaTakenAt === undefined ? {} : { numaTakenAt }),
  };
}

/** The access report's line for numa_maps, which stays as long as what it tells of does. */
export const numaAccess = (previous: Capture | undefined): readonly AccessEntry[] =>
  previous?.access.filter(({ file }) => file.endsWith('/numa_maps')) ?? [];
