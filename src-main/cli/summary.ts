/** A capture in a few lines for a terminal: who it is, its kinds by size, and what could not be read. */
import type { Capture } from '../contract/capture.ts';
import { kindIds, type KindId } from '../contract/kinds.ts';
import { kindName } from '../words/kinds.ts';
import { noteSentences } from '../words/sentences.ts';
import { smapsTotal } from '../contract/rows.ts';
import { pageBytes } from '../contract/units.ts';
import { sizeText } from '../words/sizes.ts';
import { printable } from './printable.ts';
import { formatTable } from './table.ts';

/** The summary, each line ending with a newline. */
export function summarise(capture: Capture): string {
  const { process, mappings, access } = capture;
  const command = printable(process.cmdline.join(' '));
  const known = !capture.source?.unknown.includes('pid');
  const refused = access.filter(({ status }) => status === 'refused');
  return [
    `${known ? process.identity.pid : 'PID unknown'} ${printable(process.comm)}${command === '' ? '' : `: ${command}`}\n`,
    `${mappings.length} mappings${threads(capture)}${totals(capture)}\n\n`,
    kindTable(capture),
    ...(refused.length > 0 ? ['\n'] : []),
    ...refused.map(({ file, why, remedy }) => `${[`${file} was refused.`, why, remedy].filter(Boolean).join(' ')}\n`),
    ...noteSentences(capture).map((note) => `${printable(note)}\n`),
  ].join('');
}

function threads({ process: { threadCount }, source }: Capture): string {
  if (source?.unknown.includes('threads')) return '';
  return `, ${threadCount} ${threadCount === 1 ? 'thread' : 'threads'}`;
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
