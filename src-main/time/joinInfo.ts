/** What is held of a recording, with what is newer: how a page keeps up with one that grows. */
import type { MomentColumns, PulseColumns, RecordingInfo, EventColumns, Series } from '../contract/recording.ts';

/** The answer to `recording.info` joined to what was held before. */
export function joinInfo(held: RecordingInfo | undefined, next: RecordingInfo): RecordingInfo {
  if (!held || next.whole) return next;
  return {
    ...next,
    whole: true,
    moments: joinColumns<MomentColumns>(held.moments, next.moments),
    pulse: joinColumns<PulseColumns>(held.pulse, next.pulse),
    events: {
      ...joinColumns<EventColumns>(held.events, next.events),
      texts: next.events.length === 0 ? held.events.texts : next.events.texts,
    },
    series: joinSeries(held, next),
  };
}

type Column = Float64Array | Uint32Array | Uint8Array;

function joinColumn<C extends Column>(a: C, b: C): C {
  const Kind = a.constructor as new (length: number) => C;
  const joined = new Kind(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function joinColumns<Table extends { readonly length: number }>(a: Table, b: Table): Table {
  if (b.length === 0) return a;
  const joined = Object.entries(a).map(([name, column]: [string, unknown]) => {
    const other: unknown = b[name as keyof Table];
    return [name, ArrayBuffer.isView(column) ? joinColumn(column as Column, other as Column) : other];
  });
  return { ...Object.fromEntries(joined), length: a.length + b.length } as Table;
}

/** A curve that begins was 0 before, or not known where that of the process was not. */
function joinSeries(held: RecordingInfo, next: RecordingInfo): readonly Series[] {
  if (next.moments.length === 0) return held.series;
  return next.series.map((series): Series => {
    const find = (of: Series['of']): Series | undefined =>
      held.series.find((other) => other.of === of && other.metric === series.metric);
    const before = find(series.of) ?? absent(find('process')?.last, held.moments.length);
    const bounds =
      before.least || before.greatest || series.least || series.greatest
        ? {
            least: joinColumn(before.least ?? before.last, series.least ?? series.last),
            greatest: joinColumn(before.greatest ?? before.last, series.greatest ?? series.last),
          }
        : {};
    return { of: series.of, metric: series.metric, last: joinColumn(before.last, series.last), ...bounds };
  });
}

const absent = (process: Float64Array | undefined, length: number): Pick<Series, 'last' | 'least' | 'greatest'> => ({
  last: Float64Array.from({ length }, (_, row) => (Number.isNaN(process?.[row] ?? NaN) ? NaN : 0)),
});
