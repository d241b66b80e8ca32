/** `procatlas diff`: what changed between two captures or processes, and where the growth went. */
import type { Capture } from '../contract/capture.ts';
import { formatAddress } from '../contract/address.ts';
import { spanBytes } from '../contract/units.ts';
import { compareByRole, type RoleComparison } from '../compare/comparison.ts';
import { differenceOf, type Difference } from '../time/difference.ts';
import { sameLife } from '../time/life.ts';
import { growthKeys, type Owner, type OwnerGrowth } from '../time/growth.ts';
import type { SpanDifference } from '../time/spans.ts';
import { changeText } from '../words/growth.ts';
import { ownerName } from '../words/owners.ts';
import { sizeText } from '../words/sizes.ts';
import { inChunks } from './chunks.ts';
import type { DiffOptions } from './diffArguments.ts';
import { roleDocument, roleText } from './diffByRole.ts';
import { printable, printableJson } from './printable.ts';
import { exitCodes, type ExitCode, type Program } from './program.ts';
import { captureOfSource } from './commandSource.ts';
import { formatTable } from './table.ts';

/** Owners and spans that a terminal is shown; JSON has them all. */
const shownRows = 20;

/**
 * Compares A with B. Exit status: 0 fine, 1 refused or failed (also when a figure to be bound is not told), 3 a bound
 * was exceeded, 42 no such process.
 */
export async function diff(program: Program, { before, after, by, json, bounds }: DiffOptions): Promise<ExitCode> {
  const first = await captureOfSource(program, before);
  if ('exit' in first) return first.exit;
  const second = await captureOfSource(program, after);
  if ('exit' in second) return second.exit;
  const byAddress = by === undefined ? sameLife(first.capture, second.capture) : by === 'address';
  const compared = differenceOf(first.capture, second.capture, byAddress);
  const roles = by === 'role' ? compareByRole(first.capture, second.capture) : undefined;
  const document = json ? jsonText(compared, roles) : plainText(compared, roles);
  for (const piece of inChunks([program.terminal && json ? printableJson(document) : document]))
    await program.print(piece);
  let status: ExitCode = exitCodes.fine;
  for (const { text, key, exceeded } of bounds) {
    const { change } = compared.totals[key];
    if (change === undefined) {
      program.complain(`“${text}” cannot be judged: ${key} is not told by both sources.`);
      return exitCodes.failed;
    }
    if (!exceeded(change)) continue;
    program.complain(`“${text}” was met: ${key} changed by ${changeText(change)}.`);
    status = exitCodes.exceeded;
  }
  return status;
}

function ownerText({ before, after }: Difference, { of, objects, kinds }: Owner): string {
  return printable(ownerName(of === 'before' ? before : after, objects, kinds));
}

const sideText = ({ process, takenAt }: Capture): string =>
  `${process.identity.pid} ${printable(process.comm)} at ${new Date(takenAt).toISOString()}`;

const thereText = { both: '', before: 'only in A', after: 'only in B' } as const;

function plainText(compared: Difference, roles: RoleComparison | undefined): string {
  const { before, after, byAddress, totals, owners, spans, sharing } = compared;
  const more = owners.length - shownRows;
  return [
    `A: ${sideText(before)}\nB: ${sideText(after)}\n`,
    byAddress
      ? `${sameLife(before, after) ? 'The same program image of the same process' : 'Not one life of one process, as asked'}: compared by address.\n\n`
      : 'Objects are matched by their role, what belongs to none by kind.\n\n',
    formatTable(
      ['FIGURE', 'A', 'B', 'CHANGE'].map((heading, column) => ({ heading, align: column === 0 ? 'left' : 'right' })),
      growthKeys.map((key) => {
        const { before: a, after: b, change } = totals[key];
        return [key, a === undefined ? '—' : sizeText(a), b === undefined ? '—' : sizeText(b), changeText(change)];
      }),
    ),
    owners.length === 0 ? '\nNo owner’s figures changed.\n' : '\nWhere the growth went:\n',
    ...(owners.length === 0 ? [] : [ownerTable(compared, owners.slice(0, shownRows))]),
    ...(more > 0 ? [`and ${more} more owners; --json has them all\n`] : []),
    ...(spans ? [`\n${spanText(spans)}`] : []),
    ...(sharing > 0 ? [`${sharing} × only shared differently with other processes\n`] : []),
    ...(roles ? [roleText(roles)] : []),
  ].join('');
}

const ownerTable = (compared: Difference, owners: readonly OwnerGrowth[]): string =>
  formatTable(
    [
      { heading: 'RSS', align: 'right' },
      { heading: 'SIZE', align: 'right' },
      { heading: 'OWNER', align: 'left' },
      { heading: '', align: 'left' },
    ],
    owners.map(({ owner, there, figures }) => [
      changeText(figures.rss.change),
      changeText(figures.size.change),
      ownerText(compared, owner),
      thereText[there],
    ]),
  );

function spanText({ changes, merged, split }: SpanDifference): string {
  if (changes.length === 0) return 'No span was born, died or changed between the two samples.\n';
  const more = changes.length - shownRows;
  return [
    `Net changes of spans between the two samples (${merged} rows joined, ${split} split):\n`,
    formatTable(
      [
        { heading: 'CHANGE', align: 'left' },
        { heading: 'FROM', align: 'right' },
        { heading: 'TO', align: 'right' },
        { heading: 'SIZE', align: 'right' },
      ],
      changes
        .slice(0, shownRows)
        .map(({ type, edge, start, end }) => [
          edge === undefined ? type : `${type} (${edge})`,
          formatAddress(start),
          formatAddress(end),
          sizeText(spanBytes(start, end)),
        ]),
    ),
    ...(more > 0 ? [`and ${more} more spans; --json has them all\n`] : []),
  ].join('');
}

function jsonText(compared: Difference, roles: RoleComparison | undefined): string {
  const { before, after, totals, owners, spans, sharing } = compared;
  const side = ({ process, takenAt }: Capture): object => ({
    pid: process.identity.pid,
    comm: process.comm,
    takenAt: new Date(takenAt).toISOString(),
  });
  return `${JSON.stringify({
    format: 'procatlas-difference',
    version: 1,
    before: side(before),
    after: side(after),
    oneLife: sameLife(before, after),
    totals,
    owners: owners.map(({ owner, there, figures }) => ({ owner: ownerText(compared, owner), there, ...figures })),
    ...(spans
      ? {
          spans: spans.changes.map(({ type, edge, start, end }) => ({
            type,
            ...(edge === undefined ? {} : { edge }),
            start: formatAddress(start),
            end: formatAddress(end),
            bytes: spanBytes(start, end),
          })),
          rowsMerged: spans.merged,
          rowsSplit: spans.split,
          sharedDifferently: sharing,
        }
      : {}),
    ...(roles ? { roles: roleDocument(roles) } : {}),
  })}\n`;
}
