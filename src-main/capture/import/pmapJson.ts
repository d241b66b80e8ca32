/** The output of our own `pmap --json` (src-main/pmap/FORMAT.md), which has one row a line. */
import { asPid } from '../../contract/units.ts';
import { rowOfRecord, type PmapRecord } from './pmapRecord.ts';
import type { LineMeaning, TableFacts, TableFormat, TableReader } from './tableFormat.ts';

const heading = /^\{"format":"procatlas-pmap","version":\d{1,3},"processes":\[$/;
const processLine = /^\{"pid":(\d{1,9}),"command":("(?:[^"\\]|\\.)*")[,}]/;
/** A row with all figures and evidence takes a few KiB. */
const longestLine = 262_144;

/** Whether the text of a JSON document is such output, also one that another program has printed anew. */
export const isPmapJson = (head: string): boolean => /"format"\s*:\s*"procatlas-pmap"/.test(head);

/** `pmap --json`. */
export const pmapJson: TableFormat = {
  source: 'pmap-json',
  begins: (line) => line.startsWith('{') && heading.test(line),
  reader: () => new JsonReader(),
};

class JsonReader implements TableReader {
  private parts = false;

  line(text: string): LineMeaning {
    if (heading.test(text) || /^[\]},]*$|^"missing":|^\],?"missing":/.test(text)) return 'nothing';
    const process = text.length <= longestLine ? processLine.exec(text) : null;
    if (process) return markOf(Number(process[1]), process[2] ?? '""');
    const record = recordOf(text);
    if (!record) return 'strange';
    const { smaps, vmFlags, region } = record;
    const figures = typeof smaps === 'object' && smaps !== null ? Object.entries(smaps) : [];
    const row = rowOfRecord(record, figures, Array.isArray(vmFlags) ? vmFlags.join(' ') : undefined);
    if (!row) return 'strange';
    if (region !== undefined) this.parts = true;
    return { row };
  }

  facts(): TableFacts {
    return { format: 'procatlas pmap', unknown: [], ...(this.parts ? { parts: true } : {}) };
  }
}

interface JsonRecord extends PmapRecord {
  readonly smaps?: unknown;
  readonly vmFlags?: unknown;
  readonly region?: unknown;
}

function recordOf(line: string): JsonRecord | undefined {
  if (line.length > longestLine || !line.startsWith('{"start":')) return undefined;
  const row = Buffer.from(line.replace(/,$/, ''), 'latin1').toString();
  // Behind the last row of a process stands its end, behind that of the last process that of the list.
  for (const behind of ['', ']}', ']}]']) {
    if (!row.endsWith(`}${behind}`)) continue;
    try {
      return JSON.parse(row.slice(0, row.length - behind.length)) as JsonRecord;
    } catch {
      // The row may end further on.
    }
  }
  return undefined;
}

function markOf(pid: number, quoted: string): LineMeaning {
  let command: string;
  try {
    command = String(JSON.parse(Buffer.from(quoted, 'latin1').toString()));
  } catch {
    return 'strange';
  }
  if (pid < 1) return 'strange';
  return {
    mark: {
      title: `${pid}: ${command}`,
      facts: { pid: asPid(pid), ...(command === '' ? {} : { cmdline: [command] }) },
    },
  };
}
