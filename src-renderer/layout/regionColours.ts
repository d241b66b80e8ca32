/** The colour and hatching of every region in each colour mode. */
import { interpolateRgb } from 'd3-interpolate';
import { scaleSequential } from 'd3-scale';
import { missingFigure, permissionBits, type Capture, type SmapsColumn } from '@contract/capture.ts';
import { kindEntry, kindIds } from '@contract/kinds.ts';
import { permissionsKnown } from '../format/knows.ts';
import { rowFindings } from '@read/rowFindings.ts';
import type { AddressMapOptions, RegionMask } from '../state/model.ts';
import { changeColours } from './changeColours.ts';
import { mixed, rgbOf, type MapPalette, type Rgb } from './colours.ts';
import { regionSeverities, securityColours } from './securityColours.ts';
import { entry } from './segments.ts';
import { partColours, partOfRegion } from './textbookParts.ts';

/** How a region is hatched; the numbers are those of {@link RegionColours.hatch}. */
export const hatches = ['none', 'guard', 'reserve', 'unknown'] as const;
export type HatchName = (typeof hatches)[number];
const unknownHatch = 3;
const highlightedMark = 1;
const dimmedMark = 2;

/** One colour, hatch and mark per region. */
export interface RegionColours {
  readonly fill: Uint32Array;
  readonly hatch: Uint8Array;
  readonly mark: Uint8Array;
  /** 1 for a guard. */
  readonly guard: Uint8Array;
}

export const isHighlighted = (colours: RegionColours, region: number): boolean =>
  entry(colours.mark, region) === highlightedMark;
export const isDimmed = (colours: RegionColours, region: number): boolean => entry(colours.mark, region) === dimmedMark;

/** How much of its colour a region keeps that does not take part. */
const dimmedShare = 0.16;
const guardKind = kindIds.indexOf('guard');

/** What of the options colours depend on. */
export type ColourOptions = Pick<AddressMapOptions, 'colourMode' | 'highlighted' | 'findings' | 'changes'>;

/** Colours every region. `mask` has a byte per region, 0 dims it; a highlighted kind dims the others a little less. */
export function regionColours(
  capture: Capture,
  options: ColourOptions,
  mask: RegionMask,
  palette: MapPalette,
): RegionColours {
  const { regions } = capture;
  const fill = new Uint32Array(regions.length);
  const hatch = new Uint8Array(regions.length);
  const mark = new Uint8Array(regions.length);
  const guard = new Uint8Array(regions.length);
  const wanted = options.highlighted === undefined ? -1 : kindIds.indexOf(options.highlighted);
  const byKind = kindIds.map((id) => rgbOf(kindEntry(id)[palette.theme]));
  const hatchOfKind = kindIds.map((id) => hatches.indexOf(kindEntry(id).hatch));
  const colourOf = colourer(capture, options, byKind, palette);
  for (let row = 0; row < regions.length; row++) {
    const kind = entry(regions.kind, row);
    const found = colourOf(row);
    const out = mask?.[row] === 0;
    const share = out ? dimmedShare : wanted >= 0 && wanted !== kind ? 0.35 : 1;
    const full = found ?? mixed(palette.muted, palette.surface, 0.25);
    fill[row] = share === 1 ? full : mixed(full, palette.surface, share);
    hatch[row] = found === undefined ? unknownHatch : (hatchOfKind[kind] ?? 0);
    mark[row] = out ? dimmedMark : wanted === kind ? highlightedMark : 0;
    guard[row] = kind === guardKind ? 1 : 0;
    if (kind === guardKind) hatch[row] = 1;
  }
  return { fill, hatch, mark, guard };
}

type Colourer = (region: number) => Rgb | undefined;

function colourer(
  capture: Capture,
  { colourMode: mode, findings, changes }: ColourOptions,
  byKind: readonly Rgb[],
  palette: MapPalette,
): Colourer {
  const { regions, mappings } = capture;
  switch (mode) {
    case 'kind':
      return (region) => byKind[entry(regions.kind, region)];
    case 'parts': {
      const colours = partColours(palette);
      return (region) => colours[partOfRegion(capture, region)];
    }
    case 'permission': {
      const table = permissionColours(palette.theme);
      const known = permissionsKnown(capture);
      return (region) => {
        const mapping = entry(regions.mapping, region);
        return known(mapping) ? table[entry(mappings.perms, mapping) & 15] : undefined;
      };
    }
    case 'resident':
      return shareColourer(capture, ['Rss'], shareColours(mode, palette.theme));
    case 'dirty':
      return shareColourer(capture, ['Private_Dirty', 'Shared_Dirty'], shareColours(mode, palette.theme));
    case 'security': {
      const severities = regionSeverities(capture, findings ?? rowFindings(capture));
      const colours = securityColours(palette.theme);
      return (region) => colours[entry(severities, region)];
    }
    case 'change': {
      const colours = changeColours(palette.theme);
      return (region) => colours[changes?.[region] ?? 0];
    }
  }
}

/** Colours by permission bits; memory that is writable and executable must glare. */
export function permissionColours(theme: 'light' | 'dark'): readonly Rgb[] {
  const light = theme === 'light';
  return Array.from({ length: 16 }, (_, bits) => {
    const write = (bits & permissionBits.write) !== 0;
    const execute = (bits & permissionBits.execute) !== 0;
    const shared = (bits & permissionBits.shared) !== 0;
    if (write && execute) return rgbOf(light ? '#e3006e' : '#ff3d9a');
    if (execute) return rgbOf(light ? '#0072b2' : '#2b8cc9');
    if (write) return shared ? rgbOf(light ? '#7b4ea3' : '#9a70c0') : rgbOf(light ? '#009e73' : '#12b083');
    if ((bits & permissionBits.read) !== 0) return rgbOf(light ? '#a9c3d6' : '#52687a');
    return rgbOf(light ? '#dcdce2' : '#3a3a44');
  });
}

const shareEnds = {
  resident: { light: ['#e3edf7', '#084a91'], dark: ['#232c38', '#8fcbff'] },
  dirty: { light: ['#f7ecdf', '#9c3208'], dark: ['#352a22', '#ffb27a'] },
} as const;

/** Colours of a share from 0 to 1, in 255 steps. */
export function shareColours(mode: 'resident' | 'dirty', theme: 'light' | 'dark'): readonly Rgb[] {
  const [none, all] = shareEnds[mode][theme];
  const ramp = scaleSequential(interpolateRgb(none, all)).domain([0, 255]).clamp(true);
  return Array.from({ length: 256 }, (_, step) => rgbText(ramp(step)));
}

function shareColourer(capture: Capture, keys: readonly string[], table: readonly Rgb[]): Colourer {
  const shareOf = mappingShare(capture, keys);
  return (region) => {
    const share = shareOf(entry(capture.regions.mapping, region));
    return share === undefined ? undefined : table[Math.round(share * 255)];
  };
}

/** Parses d3's `rgb(r, g, b)`. */
function rgbText(text: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (text.match(/\d+/g) ?? []).map(Number);
  return (red << 16) | (green << 8) | blue;
}

/** The sum of some smaps keys over the mapping's size, 0 … 1; undefined where the kernel does not say. */
export function mappingShare(capture: Capture, keys: readonly string[]): (mapping: number) => number | undefined {
  const { smaps } = capture;
  const columns = keys.map((key): SmapsColumn | undefined => smaps?.columns[smaps.keys.indexOf(key)]);
  return (mapping) => {
    const size = (entry(capture.mappings.end, mapping) - entry(capture.mappings.start, mapping)) * 4;
    let sum = 0;
    for (const column of columns) {
      const value = column?.[mapping];
      if (value === undefined || Number.isNaN(value)) return undefined;
      if (column instanceof Uint32Array && value === missingFigure) return undefined;
      sum += value;
    }
    return size > 0 ? Math.min(1, sum / size) : undefined;
  };
}
