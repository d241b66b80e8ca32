/** `procatlas series`: the curves of a recording as CSV or JSON. */
import { openSource } from '../capture/files/openSource.ts';
import type { RecordingInfo, Series } from '../contract/recording.ts';
import { sampleKinds } from '../contract/recording.ts';
import { csvField } from '../words/csv.ts';
import { noteText } from '../words/notes.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import type { SeriesOptions } from './recordArguments.ts';
import { ownCommand } from '../procfs/remedies.ts';

/** Prints the curves, one line a moment. Sizes are bytes; what is not known is empty (CSV) or null (JSON). */
export async function series(program: Program, { file, form }: SeriesOptions): Promise<ExitCode> {
  const opened = await openSource(file);
  if (!opened.ok) return reportFailure(program, opened);
  const { recording, notes } = opened.value;
  if (!recording) {
    program.complain(`${file} is no recording, so it has no curves. “${ownCommand('record')}” makes recordings.`);
    return exitCodes.failed;
  }
  for (const note of notes) program.complain(noteText(note));
  const info = recording.info(0);
  await program.print(form === 'csv' ? csvText(info) : `${JSON.stringify(document(info))}\n`);
  return exitCodes.fine;
}

const heading = ({ of, metric, greatest }: Series): string[] => [
  `${of} ${metric}`,
  ...(greatest ? [`${of} ${metric} least`, `${of} ${metric} greatest`] : []),
];

const number = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '' : String(Math.round(value));

const csvRow = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\r\n`;

function csvText({ moments, series: curves }: RecordingInfo): string {
  const rows = Array.from({ length: moments.length }, (_, row) =>
    csvRow([
      new Date(moments.time[row] ?? 0).toISOString(),
      sampleKinds[moments.sample[row] ?? 0] ?? '',
      number(moments.rows[row]),
      ...curves.flatMap(({ last, least, greatest }) => [
        number(last[row]),
        ...(greatest ? [number(least?.[row]), number(greatest[row])] : []),
      ]),
    ]),
  );
  return [csvRow(['time', 'sample', 'mappings', ...curves.flatMap(heading)]), ...rows].join('');
}

function document({ moments, series: curves, bookmarks, gaps, lives }: RecordingInfo): object {
  const numbers = (column: Float64Array): (number | null)[] =>
    [...column].map((value) => (Number.isNaN(value) ? null : Math.round(value)));
  return {
    format: 'procatlas-series',
    version: 1,
    lives,
    time: [...moments.time].map((time) => new Date(time).toISOString()),
    mappings: [...moments.rows],
    series: curves.map(({ of, metric, last, least, greatest }) => ({
      of,
      metric,
      last: numbers(last),
      ...(least && greatest ? { least: numbers(least), greatest: numbers(greatest) } : {}),
    })),
    bookmarks,
    gaps,
  };
}
