/** --json: one document for all processes, one row a line, so that two documents compare with ordinary tools. */
import { recordsFormat, recordsVersion, type PmapRecord } from './records.ts';

/** One process, or why there are no rows of it. */
export type JsonProcess =
  (JsonHead & { readonly records: Iterable<PmapRecord> }) | (JsonHead & { readonly refused: string });

/** Who it is; an opened text may not tell the PID. */
interface JsonHead {
  readonly pid?: number;
  readonly command: string;
}

/** The document in pieces. `missing` are the PIDs asked for that do not exist. */
export function* jsonText(processes: readonly JsonProcess[], missing: readonly number[]): Generator<string> {
  yield `{"format":${JSON.stringify(recordsFormat)},"version":${recordsVersion},"processes":[`;
  let separator = '\n';
  for (const process of processes) {
    const { pid, command } = process;
    const head = JSON.stringify({
      ...(pid === undefined ? {} : { pid }),
      command,
      ...('refused' in process ? { refused: process.refused } : {}),
    });
    yield `${separator}${head.slice(0, -1)},"rows":[`;
    separator = ',\n';
    if ('records' in process) {
      let between = '\n';
      for (const record of process.records) {
        yield between + JSON.stringify(record);
        between = ',\n';
      }
    }
    yield ']}';
  }
  yield `],\n"missing":${JSON.stringify(missing)}}\n`;
}
