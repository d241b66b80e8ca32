/**
 * Colours of pages by their state alone, for the curve. They differ in lightness as well as in hue, and come from the
 * set of Okabe and Ito, which is safe for the common colour-vision deficiencies.
 */
import { mixed, rgbOf, type Rgb } from '../layout/colours.ts';
import { pageStates, type PageState } from '../layout/pageState.ts';

const light: Readonly<Record<PageState, string>> = {
  unknown: '#f4f5f7',
  untouched: '#dfe2e7',
  private: '#00507f',
  shared: '#4f9fd1',
  file: '#e6a532',
  swapped: '#b0457b',
  guard: '#17181c',
};
const dark: Readonly<Record<PageState, string>> = {
  unknown: '#1b1c21',
  untouched: '#33363d',
  private: '#7fc4f5',
  shared: '#3a83b8',
  file: '#c98a1b',
  swapped: '#d97fae',
  guard: '#f4f4f6',
};

/** One colour per state, in the order of `pageStates`. */
export const curveColours = (theme: 'light' | 'dark'): readonly Rgb[] =>
  pageStates.map((state) => rgbOf((theme === 'light' ? light : dark)[state]));

/** A page's colour where its kind counts: the kind's own when the page is the process's, paler the less it is there. */
export function kindColour(kind: Rgb, state: PageState, surface: Rgb): Rgb {
  const share: Readonly<Record<PageState, number>> = {
    unknown: 0.08,
    untouched: 0.18,
    private: 1,
    shared: 0.75,
    file: 0.55,
    swapped: 0.35,
    guard: 1,
  };
  return mixed(kind, surface, share[state]);
}
