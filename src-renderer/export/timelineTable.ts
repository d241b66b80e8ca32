/** A recording's curves as a table: one row a moment, one column a figure. Pure. */
import type { RecordingInfo, Series } from '@contract/recording.ts';
import type { ExportTable } from '../format/exportTable.ts';

/** The table; figures in bytes, empty where they are not known; `unread`: mappings whose figures are carried over. */
export function timelineTable(info: RecordingInfo): ExportTable {
  const { moments } = info;
  const nameOf = ({ of, metric }: Series): string => `${of === 'process' ? 'all' : of.replace(':', ' ')} ${metric}`;
  const columns = ['time', 'figuresTime', 'mappings', 'unread', ...info.series.map(nameOf)];
  const known = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  const instant = (time: number | undefined): string | null =>
    time === undefined || Number.isNaN(time) ? null : new Date(time).toISOString();
  return {
    columns,
    rows: Array.from({ length: moments.length }, (_, row) => [
      instant(moments.time[row]),
      instant(moments.figuresTime[row]),
      known(moments.rows[row]),
      known(moments.unread[row]),
      ...info.series.map(({ last }) => known(last[row])),
    ]),
  };
}
