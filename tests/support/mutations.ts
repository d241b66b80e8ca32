/** Captures and imports with damage of every kind, and what must hold of whatever comes out of them. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Capture, UnknownFact } from '@contract/capture.ts';
import { captureJsonText } from '@main/capture/json.ts';
import { sampleCapture } from '../unit/capture/sampleCapture.ts';
import { sampleCore } from './sampleCore.ts';
import { layoutRows, layouts } from './toolLayouts.ts';
import { allSentences } from './words.ts';
import { importText } from './atOnce.ts';

const fixtures = new URL('../fixtures/import/', import.meta.url);

/** Sound sources: a capture, a core file, and one text of each tool. */
export const soundSources: readonly { readonly name: string; readonly bytes: Buffer }[] = [
  { name: 'capture', bytes: Buffer.from([...captureJsonText(sampleCapture)].join('')) },
  { name: 'core', bytes: sampleCore() },
  // A dozen rows of each tool: most damage then hits one, and a run is short.
  ...layouts.map(({ tool, print }) => ({ name: tool, bytes: Buffer.from(print(layoutRows.slice(0, 12))) })),
  ...readdirSync(fixtures)
    .filter((name) => !name.endsWith('.md'))
    .map((name) => ({ name, bytes: readFileSync(new URL(name, fixtures)) })),
];

/** Texts that parsers stumble over. */
const stones = [
  ...['-', '-1', '0', '18446744073709551616', 'ffffffffffffffff', '1e400', '0x', '\0', '\r\n', '\n', '"', '\\', '{'],
  ...[
    '[',
    ']',
    '}',
    ',',
    ':',
    '__proto__',
    'constructor',
    ' ',
    '\ufeff',
    '\udfff',
    'VmFlags: ',
    'Size:  4 kB',
    '[ anon ]',
  ],
  ...['"regions":[]', '"object":7', '"guardsRegion":0', '"rulesVersion":0', '"version":9', 'null', 'true', '[[[[[[[['],
];

type Mutation =
  | { readonly kind: 'set'; readonly at: number; readonly byte: number }
  | { readonly kind: 'cut' | 'double' | 'truncate'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly stone: string }
  | { readonly kind: 'splice'; readonly at: number; readonly source: number };

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: place, byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({
    kind: fc.constantFrom('cut' as const, 'double' as const, 'truncate' as const),
    at: place,
    length: fc.integer({ min: 1, max: 400 }),
  }),
  fc.record({ kind: fc.constant('insert' as const), at: place, stone: fc.constantFrom(...stones) }),
  fc.record({
    kind: fc.constant('splice' as const),
    at: place,
    source: fc.integer({ min: 0, max: soundSources.length - 1 }),
  }),
);

function applied(bytes: Buffer, change: Mutation): Buffer {
  const at = Math.floor(change.at * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (change.kind) {
    case 'set':
      return Buffer.concat([before, Buffer.of(change.byte), after.subarray(1)]);
    case 'cut':
      return Buffer.concat([before, after.subarray(change.length)]);
    case 'double':
      return Buffer.concat([before, after.subarray(0, change.length), after]);
    case 'truncate':
      return before;
    case 'insert':
      return Buffer.concat([before, Buffer.from(change.stone), after]);
    case 'splice': {
      const other = soundSources[change.source]?.bytes ?? Buffer.alloc(0);
      return Buffer.concat([before, other.subarray(Math.floor(change.at * other.length))]);
    }
  }
}

/** A damaged source: mostly a little, since much damage is found at once. */
export const damaged: fc.Arbitrary<{ readonly name: string; readonly bytes: Buffer }> = fc
  .tuple(fc.constantFrom(...soundSources), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([{ name, bytes }, changes]) => ({ name, bytes: changes.reduce(applied, bytes) }));

/** Processor time of this process so far, in milliseconds: unlike wall time it does not pass while others run. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of processor time that a source of some ten kilobytes may take. */
const patience = 3000;

/**
 * Imports a source and throws when a promise is broken: an answer in time, failures in words, rows in order, regions
 * that cover them, and a saved capture that opens as itself. Returns whether it could be shown.
 */
export function importKeepsItsPromises(bytes: Uint8Array, name: string): boolean {
  const begin = processorTime();
  const outcome = importText(bytes, name);
  const elapsed = processorTime() - begin;
  if (elapsed > patience) throw new Error(`took ${Math.round(elapsed)} ms`);
  if (!outcome.ok) {
    if (!outcome.message.endsWith('.')) throw new Error(`no sentence: ${outcome.message}`);
    return false;
  }
  const { capture } = outcome.value;
  checkTables(capture);
  checkSilence(capture);
  const saved = [...captureJsonText(capture)].join('');
  const again = importText(saved, name);
  if (!again.ok) throw new Error(`saved but cannot be opened: ${again.why ?? again.message}`);
  if ([...captureJsonText(again.value.capture)].join('') !== saved) throw new Error('saved twice, two different files');
  return true;
}

/** What the source cannot tell stands in no sentence. */
function checkSilence(capture: Capture): void {
  const { unknown = [], unknownPermissions = [] } = capture.source ?? {};
  const silent = (fact: UnknownFact): boolean => unknown.includes(fact);
  const forbidden = [
    ...(silent('permissions') ? [/permissions (?:are )?[r-][w-][x-]/, /writable and executable/] : []),
    ...(silent('sharing') ? [/mapped private/i, /MAP_PRIVATE/] : []),
  ];
  const said = forbidden.length > 0 ? allSentences(capture).flat() : [];
  for (const one of said) {
    if (forbidden.some((words) => words.test(one))) throw new Error(`said, though unknown: ${one}`);
  }
  if (unknownPermissions.some((row) => row < 0 || row >= capture.mappings.length))
    throw new Error('a row that is not there');
  if (silent('pid') && capture.process.identity.pid !== 0) throw new Error('a PID that nobody told');
}

function checkTables({ mappings, regions }: Capture): void {
  let region = 0;
  for (let row = 0; row < mappings.length; row++) {
    const [start, end] = [mappings.start[row]!, mappings.end[row]!];
    if (!(start < end) || (row > 0 && start < mappings.end[row - 1]!)) throw new Error(`row ${row} is out of order`);
    let reached = start;
    for (; region < regions.length && regions.mapping[region] === row; region++) {
      if (regions.start[region] !== reached) throw new Error(`a gap between the regions of row ${row}`);
      reached = regions.end[region]!;
    }
    if (reached !== end) throw new Error(`the regions of row ${row} do not cover it`);
  }
  if (region !== regions.length) throw new Error('regions without a row');
}
