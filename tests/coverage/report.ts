/** The table of what is explained: as lines while it is made, and as a document with its date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { MachineFacts } from '@contract/capture.ts';
import type { Look } from './look.ts';
import { shares, type Measured, type Share } from './measure.ts';
import type { Fault } from './truths.ts';

/** One line of the table; bytes are those of the last look. */
export interface Result {
  readonly name: string;
  readonly skipped?: string;
  readonly mappings?: number;
  readonly resident?: number;
  readonly percent?: Readonly<Record<Share, number>>;
  /** Largest difference between two looks of what is explained, in percent of what is resident. */
  readonly spread?: number;
  readonly faults?: readonly Fault[];
  /** Bytes that were compared with a truth, and those of them that a guess labels, of all looks. */
  readonly compared?: number;
  readonly guessed?: number;
  /** How often it was started. */
  readonly runs?: number;
  readonly read?: number;
  readonly cost?: number;
}

const sum = (looks: readonly Measured[], value: (one: Measured) => number): number =>
  looks.reduce((total, one) => total + value(one), 0);

const percentOf = ({ measured }: Look, share: Share): number => {
  const resident = sum(measured, (one) => one.resident);
  return resident === 0 ? 0 : (100 * sum(measured, (one) => one.bytes[share])) / resident;
};

/** Adds up the looks at one program. */
export function resultOf(name: string, looks: readonly Look[]): Result {
  const last = looks.at(-1);
  if (!last) return { name, skipped: 'it was not looked at' };
  const open = looks.map((look) => percentOf(look, 'unexplained'));
  return {
    name: last.measured.length === 1 ? name : `${name} (${last.measured.length} processes)`,
    mappings: sum(last.measured, (one) => one.mappings),
    resident: sum(last.measured, (one) => one.resident),
    percent: Object.fromEntries(shares.map((share) => [share, percentOf(last, share)])) as Record<Share, number>,
    ...(looks.length > 1 ? { spread: Math.max(...open) - Math.min(...open) } : {}),
    faults: looks.flatMap(({ faults }) => faults),
    compared: looks.reduce((total, look) => total + look.compared, 0),
    guessed: looks.reduce((total, look) => total + look.guessed, 0),
    runs: looks.length,
    read: sum(last.measured, (one) => one.read),
    cost: sum(last.measured, (one) => one.cost),
  };
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
const sureFaults = ({ faults = [] }: Result): readonly Fault[] =>
  faults.filter(({ region }) => region.certainty !== 'guess');

/** How much of what is guessed and known otherwise is guessed right, in percent; undefined where nothing is known. */
function guessesRight({ guessed = 0, faults = [] }: Result): number | undefined {
  const wrong = faults.reduce((total, { region, bytes }) => total + (region.certainty === 'guess' ? bytes : 0), 0);
  return guessed === 0 ? undefined : 100 - (100 * wrong) / guessed;
}

/** Wrong labels, one line for each kind of contradiction. */
function faultLines({ faults = [] }: Result): string[] {
  const groups = new Map<string, { count: number; bytes: number; first: Fault }>();
  for (const fault of faults) {
    const { region, truth } = fault;
    const key = `${region.certainty} ${region.kind} ${region.label} ${truth.replaceAll(/\d+/g, 'N')}`;
    const group = groups.get(key) ?? { count: 0, bytes: 0, first: fault };
    groups.set(key, { ...group, count: group.count + 1, bytes: group.bytes + fault.bytes });
  }
  return [...groups.values()].map(
    ({ count, bytes, first: { region, truth } }) =>
      `“${region.label}” (${region.certainty}) at 0x${region.start.toString(16)} is ${truth}: ${count} times, ${mebibytes(bytes)} MiB`,
  );
}

/** One program as a line, with its wrong labels below. */
export function textOf(result: Result): string {
  const {
    name,
    skipped,
    percent,
    resident = 0,
    mappings,
    spread,
    compared = 0,
    guessed = 0,
    read = 0,
    cost = 0,
  } = result;
  if (skipped !== undefined || !percent) return `${name.padEnd(34)} skipped: ${skipped}`;
  const figures = shares.map((share) => `${share} ${percent[share].toFixed(1)}`).join(' · ');
  const spreadText = spread === undefined ? '' : ` · spread ${spread.toFixed(2)}`;
  const right = guessesRight(result);
  const guesses = right === undefined ? '' : ` · guesses right ${right.toFixed(1)} of ${mebibytes(guessed)} MiB`;
  const effort = `read ${mebibytes(read)} MiB in ${cost.toFixed(0)} ms · compared ${mebibytes(compared)} MiB`;
  const head = `${name.padEnd(34)} ${mappings} rows, ${mebibytes(resident)} MiB: ${figures}${spreadText}${guesses} · ${effort}`;
  return [head, ...faultLines(result).map((line) => `      wrong: ${line}`)].join('\n');
}

/** A program's name without how many processes it had this time. */
const plainName = (name: string): string => name.replace(/ \(\d+ processes\)$/, '');

/** Lines of an earlier table that fit a pattern, without those of programs that have been looked at again. */
function kept(file: string, mark: RegExp, results: readonly Result[]): string[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const again = new Set(results.map(({ name }) => plainName(name)));
  return text.split('\n').filter((line) => {
    const name = mark.exec(line)?.[1];
    return name !== undefined && !again.has(plainName(name)) && name !== 'program';
  });
}

/** Where a line of the table belongs. */
const placeOf = (line: string, order: readonly string[]): number =>
  order.indexOf(plainName(/^\| ([^|]*?) +\|/.exec(line)?.[1] ?? ''));

/** What stands above the table and in which order: the machine, the commit that was measured, and the programs' names. */
export interface Circumstances {
  readonly machine: MachineFacts;
  /** Missing where the sources are no repository. */
  readonly commit: string | undefined;
  readonly order: readonly string[];
}

/** Writes the table as a document; lines of programs that were not looked at this time stay. */
export function writeDocument(
  file: string,
  results: readonly Result[],
  { machine, commit, order }: Circumstances,
): void {
  const seen = results.filter(({ percent }) => percent);
  const rows = seen.map((result) => {
    const { name, mappings, resident = 0, percent, spread } = result;
    const all = result.faults?.length ?? 0;
    const sure = sureFaults(result).length;
    const figures = shares.map((share) => percent?.[share].toFixed(1) ?? '—');
    const right = guessesRight(result);
    const cells = [name, mappings, mebibytes(resident), ...figures, result.runs, spread?.toFixed(2) ?? '—', sure];
    return `| ${[...cells, all - sure, right?.toFixed(1) ?? '—'].join(' | ')} |`;
  });
  const wrong = seen.flatMap((result) => faultLines(result).map((line) => `- ${result.name}: ${line}`));
  const skipped = results.filter(({ percent }) => !percent).map(({ name, skipped: why }) => `- ${name}: ${why}`);
  const before = {
    rows: kept(file, /^\| ([^|]*?) +\| +\d/, results),
    wrong: kept(file, /^- (.*?): “/, results),
    skipped: kept(file, /^- ([^:“]*): [^“]/, results),
  };
  const [allRows, allWrong, allSkipped] = [
    [...before.rows, ...rows].sort((a, b) => placeOf(a, order) - placeOf(b, order)),
    [...before.wrong, ...wrong],
    [...before.skipped, ...skipped],
  ];
  writeFileSync(
    file,
    `${[
      '# What is explained of real programs',
      '',
      `Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run coverage:kinds -- --write\`${commit === undefined ? '' : ` at commit ${commit}`}, Linux ${/^\d+\.\d+/.exec(machine.kernel)?.[0] ?? ''}, ${machine.architecture}.`,
      'Shares of resident memory in percent by how sure the label is, of the last run; *spread* is how far the explained share',
      'differs between the runs, in percent of what is resident. *Wrong* counts, over all runs, spans whose label contradicts a',
      'truth of the program’s own (native memory tracking, addresses that it prints, totals of its allocator, QEMU’s monitor)',
      'or `readelf`; labels nobody can check count as neither. *Guesses right* is the share of bytes that are guessed right,',
      'of those that are guessed and that such a truth speaks of; — where there are none.',
      '',
      '| program | rows | RSS MiB | exact | strong | guess | unexplained | runs | spread | wrong, exact or strong | wrong guesses | guesses right |',
      '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
      ...allRows,
      '',
      ...(allWrong.length > 0 ? ['## Wrong labels', '', ...allWrong, ''] : []),
      ...(allSkipped.length > 0 ? ['## Skipped', '', ...allSkipped, ''] : []),
    ]
      .join('\n')
      .trimEnd()}\n`,
  );
}
