/** `procatlas pmap --json` and `--csv`. */
import { csvRow, csvTitles, type CsvColumns } from '../pmap/csvText.ts';
import { jsonText, type JsonProcess } from '../pmap/jsonText.ts';
import { recordOf, type PmapRecord } from '../pmap/records.ts';
import { nameOf, type PmapTable } from '../pmap/table.ts';
import { inChunks } from './chunks.ts';
import type { PrintOutcome, Reading } from './pmapReading.ts';
import { tableOf } from './pmapPrint.ts';
import { printableJson, printableLines } from './printable.ts';
import type { FoundProcess, ReadProcess } from './pmapRead.ts';
import type { Program } from './program.ts';

interface ReadTable {
  readonly found: FoundProcess;
  readonly process: ReadProcess;
  readonly table: PmapTable;
}

/** Reads all processes, then prints one document: its columns are known only then. */
export async function printRecordTexts(program: Program, reading: Reading): Promise<PrintOutcome> {
  const { context, found, missing, read, explain, complain } = reading;
  const { output, labels } = context.options;
  const tables: (ReadTable | { readonly found: FoundProcess; readonly refused: string })[] = [];
  for (const process of found) {
    const rows = await read(process);
    if ('refused' in rows) {
      explain(`${process.pid}: ${rows.refused}`);
      tables.push({ found: process, refused: rows.refused });
      continue;
    }
    const table = await tableOf(context, process, rows);
    if ('fault' in table) {
      complain(table.fault);
      return 'failed';
    }
    tables.push({ found: process, process: rows, table });
  }
  const pieces =
    output === 'json'
      ? jsonText(
          tables.map((table) => jsonProcess(table, labels)),
          missing,
        )
      : csvLines(tables, labels);
  const safe = output === 'json' ? printableJson : printableLines;
  for (const piece of inChunks(pieces)) await program.print(program.terminal ? safe(piece) : piece);
  return tables.some((table) => 'refused' in table) ? 'refused' : 'fine';
}

/** A string of bytes as the text it is; what is not UTF-8 becomes U+FFFD. */
const readable = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

function jsonProcess(
  table: ReadTable | { readonly found: FoundProcess; readonly refused: string },
  labels: boolean,
): JsonProcess {
  const pid = pidOf(table.found);
  const head = { ...(pid === undefined ? {} : { pid }), command: readable(table.found.command) };
  return 'refused' in table ? { ...head, refused: table.refused } : { ...head, records: records(table, labels) };
}

/** Undefined where an opened source does not tell it. */
const pidOf = ({ pid, opened }: FoundProcess): number | undefined =>
  opened?.source?.unknown.includes('pid') === true ? undefined : pid;

function* records({ found, table, process }: ReadTable, labels: boolean): Generator<PmapRecord> {
  const labelled =
    labels && process.labelled
      ? { capture: process.labelled, mapping: (row: number) => readable(nameOf(table, row)) }
      : undefined;
  for (let row = 0; row < table.rows.length; row++) yield recordOf(table, row, labelled, found.opened?.source);
}

function* csvLines(
  tables: readonly (ReadTable | { readonly found: FoundProcess; readonly refused: string })[],
  labels: boolean,
): Generator<string> {
  const read = tables.filter((table) => 'table' in table);
  const columns: CsvColumns = {
    keys: [...new Set(read.flatMap(({ table }) => table.smaps?.keys ?? []))],
    flags: read.some(({ table }) => table.smaps !== undefined),
    labels,
  };
  yield csvTitles(columns);
  let number = 0;
  for (const table of read) {
    for (const record of records(table, labels)) {
      number += 1;
      yield csvRow(number, pidOf(table.found), record, columns);
    }
  }
}
