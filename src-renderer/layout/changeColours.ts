/** The change colour mode: what became of each region since an earlier moment. Pure. */
import { regionChangeTypes, type RegionChangeType } from '@time/regionChanges.ts';
import { rgbOf, type Rgb } from './colours.ts';

/**
 * Light, dark, and what the key says. What did not change is grey, and so is what only others caused; the colours are
 * Okabe and Ito's, which differ for colour-blind eyes and in lightness: more is blue, less is orange.
 */
const looks: Readonly<Record<RegionChangeType, readonly [light: string, dark: string, words: string]>> = {
  same: ['#dcdfe3', '#34393f', 'as it was'],
  sharing: ['#dcdfe3', '#34393f', 'only shared differently by others'],
  less: ['#f0c987', '#8a5a14', 'less of it in memory'],
  more: ['#9ecbea', '#2f6f9c', 'more of it in memory'],
  shrank: ['#d55e00', '#e07b2f', 'became smaller'],
  grew: ['#0072b2', '#4aa8e0', 'became larger'],
  permission: ['#e0a100', '#e6bd45', 'other permissions'],
  replaced: ['#a3488a', '#d68fc0', 'other memory at the same place'],
  born: ['#009e73', '#2fc79b', 'was not there'],
};

/** One colour for each of {@link regionChangeTypes}. */
export const changeColours = (theme: 'light' | 'dark'): readonly Rgb[] =>
  regionChangeTypes.map((type) => rgbOf(looks[type][theme === 'light' ? 0 : 1]));

/** What became of a region, in words. */
export const changeWords = (type: RegionChangeType): string => looks[type][2];

/** What the colours say, gravest first; what only others caused looks as if nothing had changed. */
export const changeKey: readonly { readonly type: number; readonly words: string }[] = regionChangeTypes
  .map((name, type) => ({ type, name, words: changeWords(name) }))
  .filter(({ name }) => name !== 'sharing')
  .reverse();
