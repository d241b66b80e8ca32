/** Reading the documented JSON of a capture as a script would: what is at an address, and is everything covered? */
import { parseAddress } from '@contract/address.ts';
import type { ObjectKind } from '@contract/capture.ts';
import type { KindId } from '@contract/kinds.ts';

/** One region of the documented format. */
export interface RegionJson {
  readonly start: string;
  readonly end: string;
  readonly kind: KindId;
  readonly certainty: 'exact' | 'strong' | 'guess';
  readonly evidence: readonly string[];
  readonly label: string;
  readonly object?: number;
  readonly guards?: string;
  readonly thread?: { readonly tid?: number; readonly name?: string };
  readonly stackSize?: number;
  readonly stackDepth?: number;
  readonly runtime?: string;
}

/** One mapping of the documented format. */
export interface MappingJson {
  readonly start: string;
  readonly end: string;
  readonly perms: string;
  readonly offset: string;
  readonly dev: string;
  readonly inode: number | string;
  readonly name: string;
  readonly nameBase64?: string;
  readonly smaps?: Readonly<Record<string, number>>;
  readonly vmFlags?: readonly string[];
  readonly regions: readonly RegionJson[];
}

/** The documented format, as far as the tests look. */
export interface CaptureJson {
  readonly format: string;
  readonly version: number;
  readonly process: {
    readonly pid: number;
    readonly comm: string;
    readonly threads: readonly { readonly tid: number; readonly name: string }[];
    readonly status: Readonly<Record<string, number>>;
  };
  readonly consistency: { readonly state: string };
  readonly access: readonly { readonly file: string; readonly status: string; readonly why?: string }[];
  readonly mappings: readonly MappingJson[];
  readonly objects: readonly {
    readonly id: number;
    readonly kind: ObjectKind;
    readonly label: string;
    readonly role?: string;
    readonly path?: string;
    readonly tid?: number;
  }[];
}

/** A span with exact bounds, as programs.ts gives it. */
export interface Span {
  readonly start: bigint;
  readonly end: bigint;
}

/** Exact value of an address of the format. Throws on anything else. */
export function exactly(text: string): bigint {
  const address = parseAddress(text);
  if (address === undefined || !text.startsWith('0x')) throw new Error(`not an address: ${text}`);
  return address;
}

/** Exact bounds of a mapping or region. */
export const boundsOf = ({ start, end }: { start: string; end: string }): Span => ({
  start: exactly(start),
  end: exactly(end),
});

const overlaps = (item: { start: string; end: string }, { start, end }: Span): boolean =>
  exactly(item.start) < end && exactly(item.end) > start;

/** Mappings that hold any byte of a span. */
export const mappingsOf = (capture: CaptureJson, span: Span): MappingJson[] =>
  capture.mappings.filter((mapping) => overlaps(mapping, span));

/** Regions that hold any byte of a span. */
export const regionsOf = (capture: CaptureJson, span: Span): RegionJson[] =>
  mappingsOf(capture, span).flatMap(({ regions }) => regions.filter((region) => overlaps(region, span)));

/** The one region at the first byte of a span. Throws when nothing is there. */
export function regionAt(capture: CaptureJson, { start }: Span): RegionJson {
  const [region] = regionsOf(capture, { start, end: start + 1n });
  if (!region) throw new Error(`nothing is mapped at 0x${start.toString(16)}`);
  return region;
}

/** The one mapping at the first byte of a span. Throws when nothing is there. */
export function mappingAt(capture: CaptureJson, { start }: Span): MappingJson {
  const [mapping] = mappingsOf(capture, { start, end: start + 1n });
  if (!mapping) throw new Error(`nothing is mapped at 0x${start.toString(16)}`);
  return mapping;
}

/** Kinds and certainties within a span, each pair once, in the order of addresses: `['bss exact']`. */
export const kindsOf = (capture: CaptureJson, span: Span): string[] => [
  ...new Set(regionsOf(capture, span).map(({ kind, certainty }) => `${kind} ${certainty}`)),
];

/** The object a region belongs to. */
export const objectOf = (capture: CaptureJson, { object }: RegionJson): CaptureJson['objects'][number] | undefined =>
  capture.objects.find(({ id }) => id === object);

/** Everything that breaks the promise that the regions of a mapping cover it exactly; empty when it is kept. */
export function coverageFaults({ mappings }: CaptureJson): string[] {
  return mappings.flatMap((mapping) => {
    const faults: string[] = [];
    let reached = exactly(mapping.start);
    for (const region of mapping.regions) {
      const { start, end } = boundsOf(region);
      if (start !== reached) faults.push(`${mapping.start} ${mapping.name}: ${region.kind} begins at ${region.start}`);
      if (end <= start) faults.push(`${mapping.start} ${mapping.name}: ${region.kind} is empty at ${region.start}`);
      if (region.evidence.length === 0) faults.push(`${mapping.start}: ${region.kind} has no evidence`);
      reached = end;
    }
    if (reached !== exactly(mapping.end))
      faults.push(`${mapping.start} ${mapping.name}: covered only up to ${reached}`);
    return faults;
  });
}
