/** The colours of a picture that is made where no page is; the same as the theme's custom properties. */
import { rgbOf, type MapPalette } from '../layout/colours.ts';

/** `theme/tokens.css` has the same values; a test compares them. */
export const palettes: Readonly<Record<'light' | 'dark', MapPalette>> = {
  light: {
    theme: 'light',
    surface: rgbOf('#fbfbfa'),
    raised: rgbOf('#ffffff'),
    line: rgbOf('#dededa'),
    text: rgbOf('#1b1b1f'),
    muted: rgbOf('#60606a'),
    accent: rgbOf('#5145b8'),
  },
  dark: {
    theme: 'dark',
    surface: rgbOf('#16161a'),
    raised: rgbOf('#26262d'),
    line: rgbOf('#34343d'),
    text: rgbOf('#ececf1'),
    muted: rgbOf('#a0a0ad'),
    accent: rgbOf('#b3a9ff'),
  },
};
