/** The key of a picture's colours, for each colour mode. */
import { kindName } from '@words/kinds.ts';
import { permissionBits, type Capture } from '@contract/capture.ts';
import { kindEntry, kindIds } from '@contract/kinds.ts';
import { changeColours, changeKey } from '../layout/changeColours.ts';
import { mixed, rgbOf, type MapPalette } from '../layout/colours.ts';
import { permissionColours, shareColours } from '../layout/regionColours.ts';
import { securityColours, securityWords } from '../layout/securityColours.ts';
import { partColours, textbookParts } from '../layout/textbookParts.ts';
import type { ColourMode } from '../state/model.ts';
import type { Fill } from './looks.ts';

/** One swatch and what it stands for. */
export interface KeyEntry {
  readonly text: string;
  readonly fill: Fill;
  /** A dashed outline rather than a ground. */
  readonly outlined?: true;
}

const { read, write, execute, shared } = permissionBits;

/** The permissions that have a colour of their own: bits, letters, words. */
export const permissionKey: readonly (readonly [bits: number, letters: string, words: string])[] = [
  [read | write | execute, 'rwx', 'writable and executable'],
  [read | execute, 'r-x', 'executable'],
  [read | write, 'rw-p', 'writable, private'],
  [read | write | shared, 'rw-s', 'writable, shared'],
  [read, 'r--', 'read only'],
  [0, '---', 'no access'],
];

const shares = [0, 0.25, 0.5, 0.75, 1];

/** What a dashed outline stands for, in a picture that has some. */
export const goneKey = ({ surface }: MapPalette): KeyEntry => ({
  text: 'is gone: outlined where it was',
  fill: surface,
  outlined: true,
});

/** The key of a picture; by kind it lists those that occur, in the order of the table of kinds. */
export function colourKey(capture: Capture, mode: ColourMode, palette: MapPalette): readonly KeyEntry[] {
  const { theme, surface, muted } = palette;
  switch (mode) {
    case 'kind': {
      const present = new Set(capture.regions.kind);
      return kindIds.flatMap((id, index): KeyEntry[] => {
        // Where kinds are hidden there is one colour, and it stands for nothing.
        if (!present.has(index) || id === 'hidden') return [];
        const entry = kindEntry(id);
        const colour = rgbOf(entry[theme]);
        if (entry.hatch === 'none') return [{ text: kindName(id), fill: colour }];
        const guard = entry.hatch === 'guard';
        const ink = guard ? colour : mixed(muted, surface, 0.45);
        const ground = guard ? surface : mixed(colour, surface, 0.45);
        return [{ text: kindName(id), fill: { hatch: entry.hatch, ink, ground } }];
      });
    }
    case 'parts': {
      const colours = partColours(palette);
      return textbookParts.map(({ id, name }) => ({ text: name, fill: colours[id] }));
    }
    case 'permission': {
      const colours = permissionColours(theme);
      return permissionKey.map(([bits, letters, words]) => ({
        text: `${letters} ${words}`,
        fill: colours[bits] ?? muted,
      }));
    }
    case 'security': {
      const colours = securityColours(theme);
      return securityWords.map((text, level) => ({ text, fill: colours[level] ?? muted }));
    }
    case 'change': {
      const colours = changeColours(theme);
      return changeKey.map(({ type, words }) => ({ text: words, fill: colours[type] ?? muted }));
    }
    case 'resident':
    case 'dirty': {
      const colours = shareColours(mode, theme);
      const words = mode === 'resident' ? 'resident' : 'dirty';
      const ground = mixed(mixed(muted, surface, 0.25), surface, 0.35);
      return [
        ...shares.map((share) => ({
          text: `${share * 100} % ${words}`,
          fill: colours[Math.round(share * 255)] ?? muted,
        })),
        { text: 'not known', fill: { hatch: 'unknown', ink: mixed(muted, surface, 0.25), ground } },
      ];
    }
  }
}
