/** Shares of resident memory by how sure its labels are. */
import type { Capture } from '@contract/capture.ts';
import { pageStateBits } from '@contract/pages.ts';
import { asPageNumber, asPid, pageBytes } from '@contract/units.ts';
import { kindIds } from '@contract/kinds.ts';
import { mappingName } from '@contract/rows.ts';
import type { TakeContext } from '@main/capture/context.ts';
import { captureNow } from '@main/capture/once.ts';
import { openPagemap } from '@main/procfs/pagemap.ts';
import { regionLabel } from '@words/labels.ts';

export const shares = ['exact', 'strong', 'guess', 'unexplained'] as const;
export type Share = (typeof shares)[number];

/** One region as the comparison needs it; addresses in bytes, `end` is exclusive. */
export interface Region {
  readonly start: bigint;
  readonly end: bigint;
  readonly kind: string;
  /** Which part of a runtime; empty for other memory. */
  readonly part: string;
  readonly certainty: Share;
  readonly label: string;
  readonly resident: number;
  readonly perms: number;
}

/** One look at a process. */
export interface Measured {
  readonly mappings: number;
  /** Resident bytes in all. */
  readonly resident: number;
  readonly bytes: Readonly<Record<Share, number>>;
  readonly regions: readonly Region[];
  /** Bytes of the process's memory that the rules have read, and milliseconds that the whole capture took. */
  readonly read: number;
  readonly cost: number;
}

/** What no rule has explained: the honest defaults. */
const unexplained = new Set(['anonymous', 'anonymous-growing', 'reserved']);

/** Resident bytes of each region: of the mapping where it is one region, of its present pages where it is split. */
function residents(context: TakeContext, capture: Capture): number[] {
  const { regions, mappings, smaps } = capture;
  const pagemap = openPagemap(context.reader, capture.process.identity.pid, context.machine.pageSize);
  const rss = smaps?.columns[smaps.keys.indexOf('Rss')];
  const counts = new Uint32Array(mappings.length);
  for (const mapping of regions.mapping) counts[mapping] = (counts[mapping] ?? 0) + 1;
  try {
    return Array.from({ length: regions.length }, (_, region) => {
      const mapping = regions.mapping[region] ?? 0;
      const whole = (rss?.[mapping] ?? 0) * 1024;
      if (whole === 0 || counts[mapping] === 1 || pagemap.status !== 'read') return whole;
      const [start, end] = [regions.start[region] ?? 0, regions.end[region] ?? 0];
      const first = Math.floor(start);
      const states = pagemap.value.readStates(asPageNumber(first), Math.ceil(end) - first);
      return states.reduce((sum, state, index) => {
        if ((state & pageStateBits.present) === 0) return sum;
        const [from, to] = [Math.max(start, first + index), Math.min(end, first + index + 1)];
        return sum + (to - from) * pageBytes;
      }, 0);
    });
  } finally {
    if (pagemap.status === 'read') pagemap.value.close();
  }
}

/** Takes a capture and adds up. Throws the sentence of a failure. */
export function measure(context: TakeContext, pid: number): Measured {
  const began = performance.now();
  const outcome = captureNow(context, asPid(pid));
  const cost = performance.now() - began;
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  const capture = outcome.value;
  const { regions, mappings } = capture;
  const resident = residents(context, capture);
  const bytes = { exact: 0, strong: 0, guess: 0, unexplained: 0 };
  const found: Region[] = [];
  for (let region = 0; region < regions.length; region++) {
    const mapping = regions.mapping[region] ?? 0;
    if (mappingName(mappings, mapping) === '[vsyscall]') continue;
    const own = regions.labels[regions.label[region] ?? 0];
    const certainty: Share = unexplained.has(own?.form ?? '')
      ? 'unexplained'
      : (shares[regions.certainty[region] ?? 2] ?? 'guess');
    const here = resident[region] ?? 0;
    bytes[certainty] += here;
    found.push({
      start: BigInt(Math.round((regions.start[region] ?? 0) * pageBytes)),
      end: BigInt(Math.round((regions.end[region] ?? 0) * pageBytes)),
      kind: kindIds[regions.kind[region] ?? 0] ?? 'anon',
      part: own?.form === 'runtime-part' ? own.args.part : '',
      certainty,
      label: regionLabel(capture, region),
      resident: here,
      perms: mappings.perms[mapping] ?? 0,
    });
  }
  const memory = capture.access.find(({ file }) => file.endsWith('/mem'));
  return {
    mappings: mappings.length,
    resident: bytes.exact + bytes.strong + bytes.guess + bytes.unexplained,
    bytes,
    regions: found,
    read: memory?.status === 'read' ? Number(memory.bytes) : 0,
    cost,
  };
}
