/** A capture in a few lines for a terminal: who it is, its kinds by size, and what could not be read. */
import type { Capture, UnknownFact } from '../contract/capture.ts';
import { kindIds, type KindId } from '../contract/kinds.ts';
import { kindName } from '../words/kinds.ts';
import { noteSentences } from '../words/notes.ts';
import { smapsTotal } from '../contract/rows.ts';
import { pageBytes } from '../contract/units.ts';
import { sizeText } from '../words/sizes.ts';
import { printable } from './printable.ts';
import { formatTable } from './table.ts';

/** The summary, each line ending with a newline. */
export function summarise(capture: Capture): string {
  const { process, mappings, access, source } = capture;
  const told = (fact: UnknownFact): boolean => source?.unknown.includes(fact) !== true;
  const threads = told('threads') ? `, ${process.threadCount} ${process.threadCount === 1 ? 'thread' : 'threads'}` : '';
  // What a source could not tell has been said when it was opened.
  const notes = source ? [] : noteSentences(capture);
  const command = printable(process.cmdline.join(' '));
  const refused = access.filter(({ status }) => status === 'refused');
  return [
    `${told('pid') ? process.identity.pid : 'PID unknown'} ${printable(process.comm)}${command === '' ? '' : `: ${command}`}\n`,
    `${mappings.length} mappings${threads}${totals(capture)}\n\n`,
    kindTable(capture),
    ...(refused.length > 0 ? ['\n'] : []),
    ...refused.map(({ file, why, remedy }) => `${[`${file} was refused.`, why, remedy].filter(Boolean).join(' ')}\n`),
    ...notes.map((note) => `${printable(note)}\n`),
  ].join('');
}

function totals(capture: Capture): string {
  return ['Rss', 'Pss', 'Swap']
    .map((key) => {
      const total = smapsTotal(capture, key);
      return total === undefined ? '' : `, ${key} ${sizeText(total * 1024)}`;
    })
    .join('');
}

function kindTable({ regions }: Capture): string {
  const sums = new Map<KindId, { count: number; pages: number }>();
  for (let row = 0; row < regions.length; row++) {
    const kind = kindIds[regions.kind[row] ?? -1];
    if (!kind) continue;
    const sum = sums.get(kind) ?? { count: 0, pages: 0 };
    sum.count += 1;
    sum.pages += (regions.end[row] ?? 0) - (regions.start[row] ?? 0);
    sums.set(kind, sum);
  }
  const largestFirst = [...sums].sort(([, a], [, b]) => b.pages - a.pages);
  return formatTable(
    [
      { heading: 'KIND', align: 'left' },
      { heading: 'REGIONS', align: 'right' },
      { heading: 'SIZE', align: 'right' },
    ],
    largestFirst.map(([kind, { count, pages }]) => [kindName(kind), String(count), sizeText(pages * pageBytes)]),
  );
}
