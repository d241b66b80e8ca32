/** What happened between two readings of one life, as entries of the log. */
import type { Capture, MappingColumns, MappingIndex, ThreadFacts } from '../contract/capture.ts';
import { alikeEnds } from '../contract/columnWords.ts';
import { mappingName } from '../contract/rows.ts';
import type { RecordedEvent } from './eventLog.ts';
import { spanDifference } from './spans.ts';

/** Events in the order of the addresses, then threads, then files. Tables that are the same object cost nothing. */
export function eventsBetween(before: Capture, after: Capture): RecordedEvent[] {
  return [
    ...(before.mappings === after.mappings ? [] : spanEvents(before.mappings, after.mappings)),
    ...(before.process.threads === after.process.threads ? [] : threadEvents(before, after)),
    ...(before.objects === after.objects ? [] : moduleEvents(before, after)),
  ];
}

/**
 * Rows that are equal at both readings are left out first: each is one span that stayed, and of 60,000 rows a handful
 * changes. What is left is compared by address.
 */
function spanEvents(before: MappingColumns, after: MappingColumns): RecordedEvent[] {
  const [old, now] = differingRows(before, after);
  if (old.length === 0 && now.length === 0) return [];
  const tables = [pick(before, old), pick(after, now)] as const;
  return spanDifference(...tables).changes.map(({ type, start, end, before: was, after: is }) => {
    const [table, row] = is === undefined ? [tables[0], was] : [tables[1], is];
    const text = row === undefined ? '' : mappingName(table, row);
    return { type, start, end, ...(text === '' ? {} : { text }) };
  });
}

function differingRows(a: MappingColumns, b: MappingColumns): [MappingIndex[], MappingIndex[]] {
  const rows: [MappingIndex[], MappingIndex[]] = [[], []];
  const { head, tail } = alikeEnds(a, b);
  const [oldEnd, end] = [a.length - tail, b.length - tail];
  let [old, now] = [head, head];
  while (old < oldEnd || now < end) {
    const was = old < oldEnd ? (a.start[old] ?? Infinity) : Infinity;
    const is = now < end ? (b.start[now] ?? Infinity) : Infinity;
    if (was === is && equalRows(a, old, b, now)) {
      old++;
      now++;
      continue;
    }
    if (was <= is) rows[0].push(old++);
    if (is <= was) rows[1].push(now++);
  }
  return rows;
}

const equalRows = (a: MappingColumns, old: MappingIndex, b: MappingColumns, now: MappingIndex): boolean =>
  a.end[old] === b.end[now] &&
  a.perms[old] === b.perms[now] &&
  a.offset[old] === b.offset[now] &&
  a.inodeLow[old] === b.inodeLow[now] &&
  a.inodeHigh[old] === b.inodeHigh[now] &&
  a.major[old] === b.major[now] &&
  a.minor[old] === b.minor[now] &&
  a.names[a.name[old] ?? 0] === b.names[b.name[now] ?? 0];

function pick(table: MappingColumns, rows: readonly MappingIndex[]): MappingColumns {
  const doubles = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row] ?? 0);
  const numbers = (column: Uint32Array): Uint32Array => Uint32Array.from(rows, (row) => column[row] ?? 0);
  return {
    length: rows.length,
    start: doubles(table.start),
    end: doubles(table.end),
    perms: Uint8Array.from(rows, (row) => table.perms[row] ?? 0),
    offset: doubles(table.offset),
    major: numbers(table.major),
    minor: numbers(table.minor),
    inodeLow: numbers(table.inodeLow),
    inodeHigh: numbers(table.inodeHigh),
    name: numbers(table.name),
    names: table.names,
    rawNames: table.rawNames,
  };
}

function threadEvents(before: Capture, after: Capture): RecordedEvent[] {
  const byId = ({ process }: Capture): Map<number, ThreadFacts> =>
    new Map(process.threads.map((thread) => [thread.tid, thread]));
  const [old, now] = [byId(before), byId(after)];
  return [
    ...[...now.values()].flatMap(({ tid, name }): RecordedEvent[] => {
      const known = old.get(tid);
      if (!known) return [{ type: 'thread-began', text: name }];
      return known.name === name ? [] : [{ type: 'thread-renamed', text: name }];
    }),
    ...[...old.values()].flatMap(({ tid, name }): RecordedEvent[] =>
      now.has(tid) ? [] : [{ type: 'thread-ended', text: name }],
    ),
  ];
}

function moduleEvents(before: Capture, after: Capture): RecordedEvent[] {
  const modules = ({ objects }: Capture): Map<string, string> =>
    new Map(objects.flatMap(({ kind, key, path }) => (kind === 'module' ? [[key, path ?? '']] : [])));
  const [old, now] = [modules(before), modules(after)];
  const only = (a: Map<string, string>, b: Map<string, string>, type: 'loaded' | 'unloaded'): RecordedEvent[] =>
    [...a].flatMap(([key, text]) => (b.has(key) ? [] : [{ type, text }]));
  return [...only(now, old, 'loaded'), ...only(old, now, 'unloaded')];
}
