/** maps and smaps into rows, with torn reads repeated or repaired. */
import type { Consistency, MappingColumns, SmapsColumns } from '../contract/capture.ts';
import { note, type Note } from '../contract/note.ts';
import type { PartName } from '../contract/parts/table.ts';
import { asBytes, type Bytes, type Pid } from '../contract/units.ts';
import { parseMaps } from '../procfs/maps.ts';
import { parseDifference, type KnownMaps } from '../procfs/mapsDifference.ts';
import type { ReadFailure } from '../procfs/reader.ts';
import { SmapsParser } from '../procfs/smaps.ts';
import { repairTornReads } from '../procfs/tornReads.ts';
import type { AccessLog } from './accessLog.ts';

/** A torn read is repeated at most so often, and only if all reads together stay below this many milliseconds. */
const tornRetries = 2;
const tornPatience = 100;

/** Bytes of one smaps record, for the expected size: 44.5 MB at 60,024 mappings. */
const smapsRecordBytes = 741;

/** Rows that are sorted and disjoint, and what it took. */
export interface Rows {
  readonly mappings: MappingColumns;
  readonly smaps?: SmapsColumns;
  readonly consistency: Consistency;
  /**
   * The text of maps, to see at the next read what has changed; missing when the rows were repaired, or when a line was not
   * understood: the next read says so again.
   */
  readonly text?: Uint8Array;
}

/** What stood in the way of rows. */
export type NoRows = ReadFailure | { readonly status: 'stopped' };

/** What a long read tells on its way. */
export interface ReadHooks {
  /** Asked between chunks and between files; true ends the read with a `cancelled` failure. */
  readonly interrupted?: () => boolean;
  readonly progress?: (phase: 'maps' | 'smaps' | 'evidence', done: Bytes, expected: Bytes) => void;
}

/** What a whole read reads. */
export interface TakeOptions extends ReadHooks {
  /** Parts beside the rows that are read too: numa_maps costs as much as smaps, and only few ask for it. */
  readonly parts?: readonly PartName[];
  /** False: `/proc/PID/mem` is not even opened; rules then do without the evidence in it. */
  readonly memory?: boolean;
}

/**
 * Reads the rows of maps. An empty text gives no rows: the process ends, or is between two programs. Of what the text
 * before said too, nothing is parsed again.
 */
export function readMaps(log: AccessLog, source: Pid, before?: KnownMaps): Rows | NoRows {
  return untorn(() => {
    const outcome = log.read(`${source}/maps`);
    if (outcome.status !== 'read') return outcome;
    const text = outcome.value;
    const known = before && parseDifference(before, text);
    if (known) return { mappings: known, notes: [], text };
    const { mappings, notes } = parseMaps(text);
    return { mappings, notes, ...(notes.length === 0 ? { text } : {}) };
  });
}

/**
 * Reads rows and figures of smaps. `expectedRows` only serves the progress; `wants` says what is kept, see
 * {@link SmapsParser}.
 */
export function readSmaps(
  log: AccessLog,
  source: Pid,
  expectedRows: number,
  hooks: ReadHooks,
  wants?: (key: string) => boolean,
): Rows | NoRows {
  return untorn(() => {
    const parser = new SmapsParser(wants);
    let done = 0;
    const path = `${source}/smaps`;
    const outcome = log.noted(
      path,
      log.reader.readChunks(
        path,
        (chunk) => {
          parser.push(chunk);
          done += chunk.length;
          const perRow = parser.rows > 0 ? done / parser.rows : smapsRecordBytes;
          hooks.progress?.('smaps', asBytes(done), asBytes(Math.max(done, Math.round(expectedRows * perRow))));
        },
        hooks.interrupted,
      ),
    );
    if (outcome.status !== 'read') return outcome;
    if (outcome.value.stopped) return { status: 'stopped' };
    return parser.finish();
  });
}

interface Parsed {
  readonly mappings: MappingColumns;
  readonly smaps?: SmapsColumns;
  readonly notes: readonly Note[];
  readonly text?: Uint8Array;
}

/** Reads until nothing overlaps, but not for ever; then repairs what is left and says so. */
function untorn(read: () => Parsed | NoRows): Rows | NoRows {
  const begun = performance.now();
  for (let retries = 0; ; retries++) {
    const parsed = read();
    if ('status' in parsed) return parsed;
    const repaired = repairTornReads(parsed.mappings, parsed.smaps);
    if (repaired.overlaps > 0 && retries < tornRetries && performance.now() - begun < tornPatience) continue;
    const notes = [...parsed.notes, ...repaired.notes];
    if (retries > 0) {
      notes.push(note('read-again', { times: retries + 1 }));
    }
    return {
      mappings: repaired.mappings,
      ...(repaired.smaps ? { smaps: repaired.smaps } : {}),
      consistency: { state: repaired.overlaps > 0 ? 'moving' : 'consistent', retries, notes },
      ...(parsed.text && repaired.overlaps === 0 ? { text: parsed.text } : {}),
    };
  }
}
