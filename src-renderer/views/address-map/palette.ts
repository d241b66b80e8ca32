/** The theme's colours, read from the CSS custom properties of the page. */
import { hexOf, rgbOf, type MapPalette, type Rgb } from '../../layout/colours.ts';
import { palettes } from '../../paint/palettes.ts';

const properties = {
  surface: '--surface',
  raised: '--surface-raised',
  line: '--line',
  text: '--text',
  muted: '--text-muted',
  accent: '--accent',
} as const;

/** Remembers which theme the palette was read in: reading makes the browser compute styles, so it is done once. */
export class PagePalette {
  #theme: 'light' | 'dark' | undefined;

  /** The palette of a theme at an element: the known one while it still holds. */
  read(element: Element, theme: 'light' | 'dark', context: CanvasRenderingContext2D, known: MapPalette): MapPalette {
    if (this.#theme === theme) return known;
    // Until the page wears the theme its colours are still those of the other one.
    if (document.documentElement.dataset.theme === theme) this.#theme = theme;
    const read = readPalette(element, theme, context);
    return samePalette(read, known) ? known : read;
  }
}

/** Reads the palette at an element; a canvas context turns any CSS colour into numbers. */
function readPalette(element: Element, theme: 'light' | 'dark', context: CanvasRenderingContext2D): MapPalette {
  const style = getComputedStyle(element);
  const colour = (name: keyof typeof properties): Rgb => {
    context.fillStyle = hexOf(palettes[theme][name]);
    const wanted = style.getPropertyValue(properties[name]).trim();
    if (wanted !== '') context.fillStyle = wanted;
    return rgbOf(context.fillStyle);
  };
  return {
    theme,
    surface: colour('surface'),
    raised: colour('raised'),
    line: colour('line'),
    text: colour('text'),
    muted: colour('muted'),
    accent: colour('accent'),
  };
}

/** The palette before the page is there to ask. */
export const plainPalette = (theme: 'light' | 'dark'): MapPalette => palettes[theme];

/** True when two palettes paint the same. */
const samePalette = (a: MapPalette, b: MapPalette): boolean =>
  a.theme === b.theme && (Object.keys(properties) as (keyof typeof properties)[]).every((name) => a[name] === b[name]);
