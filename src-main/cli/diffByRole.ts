/** What `procatlas diff --by role` prints: which region is which, what is on one side only, what stayed in place. */
import { formatAddress } from '../contract/address.ts';
import type { Capture, RegionIndex } from '../contract/capture.ts';
import { kindIds } from '../contract/kinds.ts';
import { asBytes, asPageNumber, pageBytes, spanBytes } from '../contract/units.ts';
import type { Matched, RoleComparison } from '../compare/comparison.ts';
import { pairCertainty, type PairedBy } from '../compare/pairs.ts';
import { regionLabel } from '../words/labels.ts';
import { sizeText } from '../words/sizes.ts';
import { printable } from './printable.ts';
import { formatTable } from './table.ts';

/** Lines of one list that a terminal is shown; JSON has them all. */
const shownRows = 12;

/** How pairs were found, as a terminal is told. */
const byText: Readonly<Record<PairedBy, string>> = {
  identity: 'by name',
  version: 'by name, of another version or build',
  order: 'by their order among several that look alike',
  neighbours: 'between the same neighbours',
  size: 'by kind and size alone',
};

/** The comparison as text, to follow the figures. */
export function roleText(compared: RoleComparison): string {
  const { pairs, matched, onlyBefore, onlyAfter, frames, moved } = compared;
  const ways = (Object.keys(byText) as PairedBy[]).flatMap((by) => {
    const count = pairs.filter((pair) => pair.by === by).length;
    return count === 0 ? [] : [[String(count), pairCertainty[by], byText[by]]];
  });
  return [
    `\nRegions by role: A ${matchedText(matched.before)}; B ${matchedText(matched.after)}.\n`,
    formatTable(
      [
        { heading: 'PAIRS', align: 'right' },
        { heading: 'CERTAINTY', align: 'left' },
        { heading: 'FOUND', align: 'left' },
      ],
      ways,
    ),
    onlyText('A', compared.before, onlyBefore),
    onlyText('B', compared.after, onlyAfter),
    ...(frames.length > 0 ? ['\nKept their distances (each line moved as one):\n', frameTable(compared)] : []),
    moved.length === 0
      ? '\nAll of them lie in the same order.\n'
      : `\nLie in another order among the others: ${listed(moved.map((pair) => pairLabel(compared, pair)))}.\n`,
  ].join('');
}

function matchedText({ regions, matched, size, matchedSize, rss, matchedRss }: Matched): string {
  const [whole, part, what] =
    rss === undefined || matchedRss === undefined
      ? [size, matchedSize, 'its size']
      : [rss, matchedRss, 'its resident memory'];
  const share = whole === 0 ? '100' : ((part / whole) * 100).toFixed(1);
  return `${matched} of ${regions} matched, ${share} % of ${what}`;
}

/** What has no partner, what looks alike on one line. */
function onlyText(side: string, capture: Capture, regions: readonly RegionIndex[]): string {
  if (regions.length === 0) return '';
  const groups = new Map<string, { count: number; bytes: number }>();
  for (const region of regions) {
    const label = printable(regionLabel(capture, region));
    const group = groups.get(label) ?? { count: 0, bytes: 0 };
    group.count += 1;
    group.bytes += bytesOf(capture, region);
    groups.set(label, group);
  }
  const lines = [...groups].sort(([, a], [, b]) => b.bytes - a.bytes);
  const more = lines.length - shownRows;
  return [
    `\nOnly in ${side}:\n`,
    formatTable(
      [
        { heading: 'SIZE', align: 'right' },
        { heading: 'REGIONS', align: 'right' },
        { heading: 'WHAT', align: 'left' },
      ],
      lines.slice(0, shownRows).map(([label, { count, bytes }]) => [sizeText(asBytes(bytes)), String(count), label]),
    ),
    ...(more > 0 ? [`and ${more} more; --json has them all\n`] : []),
  ].join('');
}

function frameTable(compared: RoleComparison): string {
  const { frames } = compared;
  const more = frames.length - shownRows;
  return [
    formatTable(
      [
        { heading: 'MOVED BY', align: 'right' },
        { heading: 'REGIONS', align: 'right' },
        { heading: 'WHAT', align: 'left' },
      ],
      frames
        .slice(0, shownRows)
        .map(({ shift, pairs }) => [
          shiftText(shift),
          String(pairs.length),
          listed(pairs.map((pair) => pairLabel(compared, pair))),
        ]),
    ),
    ...(more > 0 ? [`and ${more} more; --json has them all\n`] : []),
  ].join('');
}

const shiftText = (pages: number): string =>
  pages === 0 ? '0' : `${pages < 0 ? '-' : '+'}${formatAddress(asPageNumber(Math.abs(pages)))}`;

const pairLabel = ({ before, pairs }: RoleComparison, pair: number): string =>
  printable(regionLabel(before, pairs[pair]?.before ?? -1));

/** The first few of a list. */
function listed(labels: readonly string[]): string {
  const named = [...new Set(labels)];
  return named.length > 3 ? `${named.slice(0, 3).join(', ')} and ${named.length - 3} more` : named.join(', ');
}

const bytesOf = ({ regions }: Capture, region: RegionIndex): number =>
  ((regions.end[region] ?? 0) - (regions.start[region] ?? 0)) * pageBytes;

/** The comparison as fields of the document (time/FORMAT.md). */
export function roleDocument({
  before,
  after,
  pairs,
  onlyBefore,
  onlyAfter,
  matched,
  ...rest
}: RoleComparison): object {
  return {
    pairs: pairs.map((pair) => ({
      by: pair.by,
      certainty: pairCertainty[pair.by],
      a: regionDocument(before, pair.before),
      b: regionDocument(after, pair.after),
    })),
    onlyA: onlyBefore.map((region) => regionDocument(before, region)),
    onlyB: onlyAfter.map((region) => regionDocument(after, region)),
    matched: { a: matched.before, b: matched.after },
    frames: rest.frames.map(({ shift, pairs: members }) => ({ movedBy: shiftText(shift), pairs: members })),
    otherOrder: rest.moved,
  };
}

function regionDocument(capture: Capture, region: RegionIndex): object {
  const { regions } = capture;
  const [start, end] = [asPageNumber(regions.start[region] ?? 0), asPageNumber(regions.end[region] ?? 0)];
  return {
    label: printable(regionLabel(capture, region)),
    kind: kindIds[regions.kind[region] ?? 0],
    start: formatAddress(start),
    end: formatAddress(end),
    bytes: spanBytes(start, end),
  };
}
