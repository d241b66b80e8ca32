/** What `procatlas diff --by role` prints: which region is which, what is on one side only, what stayed in place. */
import { formatAddress } from '../contract/address.ts';
import type { Capture, RegionIndex } from '../contract/capture.ts';
import { kindIds } from '../contract/kinds.ts';
import { aloneCertainty, pairCertainty, pairedBy, type AloneBy } from '../contract/rolePairs.ts';
import { asBytes, asPageNumber, pageBytes, spanBytes } from '../contract/units.ts';
import type { RoleComparison } from '../compare/comparison.ts';
import type { Alone } from '../compare/pairs.ts';
import { regionLabel } from '../words/labels.ts';
import { foundText, matchedText, shiftText } from '../words/roles.ts';
import { sizeText } from '../words/sizes.ts';
import { printable } from './printable.ts';
import { formatTable } from './table.ts';

/** Lines of one list that a terminal is shown; JSON has them all. */
const shownRows = 12;

/** The comparison as text, to follow the figures. */
export function roleText(compared: RoleComparison): string {
  const { pairs, matched, onlyBefore, onlyAfter, frames, moved } = compared;
  const ways = pairedBy.flatMap((by) => {
    const count = pairs.filter((pair) => pair.by === by).length;
    return count === 0 ? [] : [[String(count), pairCertainty[by], foundText(by)]];
  });
  return [
    `\nRegions by role: A ${matchedText(matched.before, 'A')}. B ${matchedText(matched.after, 'B')}.\n`,
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

/** What has no partner, what looks alike on one line. */
function onlyText(side: string, capture: Capture, regions: readonly Alone[]): string {
  if (regions.length === 0) return '';
  const groups = new Map<string, { label: string; by: AloneBy; count: number; bytes: number }>();
  for (const { region, by } of regions) {
    const label = printable(regionLabel(capture, region));
    const group = groups.get(`${by} ${label}`) ?? { label, by, count: 0, bytes: 0 };
    group.count += 1;
    group.bytes += bytesOf(capture, region);
    groups.set(`${by} ${label}`, group);
  }
  const lines = [...groups.values()].sort((a, b) => b.bytes - a.bytes);
  const more = lines.length - shownRows;
  return [
    `\nOnly in ${side}:\n`,
    formatTable(
      [
        { heading: 'SIZE', align: 'right' },
        { heading: 'REGIONS', align: 'right' },
        { heading: 'CERTAINTY', align: 'left' },
        { heading: 'WHAT', align: 'left' },
      ],
      lines
        .slice(0, shownRows)
        .map(({ label, by, count, bytes }) => [sizeText(asBytes(bytes)), String(count), aloneCertainty[by], label]),
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
    onlyA: onlyBefore.map((alone) => aloneDocument(before, alone)),
    onlyB: onlyAfter.map((alone) => aloneDocument(after, alone)),
    matched: { a: matched.before, b: matched.after },
    frames: rest.frames.map(({ shift, pairs: members }) => ({ movedBy: shiftText(shift), pairs: members })),
    otherOrder: rest.moved,
  };
}

const aloneDocument = (capture: Capture, { region, by }: Alone): object => ({
  ...regionDocument(capture, region),
  by,
  certainty: aloneCertainty[by],
});

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
