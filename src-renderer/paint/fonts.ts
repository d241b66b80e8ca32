/** The fonts of labels, shared by painters and by the measuring of texts. */
import type { LabelFont } from '../layout/drawList.ts';

const sans = 'system-ui, "Segoe UI", "Noto Sans", sans-serif';
const mono = 'ui-monospace, "JetBrains Mono", "DejaVu Sans Mono", monospace';

/** What a font is made of; sizes are in px at text scale 1. */
export interface FontParts {
  readonly family: string;
  readonly size: number;
  readonly weight: number;
}

const fonts: Readonly<Record<LabelFont, FontParts>> = {
  strong: { family: sans, size: 12.5, weight: 600 },
  name: { family: sans, size: 12.5, weight: 500 },
  figure: { family: mono, size: 11.5, weight: 400 },
  small: { family: mono, size: 11, weight: 400 },
};

/** The parts of a label's font. */
export const fontParts = (font: LabelFont): FontParts => fonts[font];

/** A CSS font for a label, at a text scale relative to 16 px root size. */
export function fontOf(font: LabelFont, scale: number): string {
  const { family, size, weight } = fonts[font];
  return `${weight} ${size * scale}px ${family}`;
}
