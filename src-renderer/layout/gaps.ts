/** The size written on a folded gap. */
import type { GapMark, Label } from './drawList.ts';
import { lineHeight } from './labels.ts';
import type { Scene } from './scene.ts';
import { entry, type Segments } from './segments.ts';
import { pagesText } from '@words/sizes.ts';
import { gapWords } from './userSpace.ts';

/** The text of a gap in the region column, or undefined when it is too low for one. */
export function gapLabel(
  gap: GapMark,
  segments: Segments,
  column: { readonly x: number; readonly width: number },
  scene: Pick<Scene, 'measure' | 'viewport' | 'palette' | 'structure'>,
): Label | undefined {
  const height = lineHeight * scene.viewport.textScale;
  const top = Math.max(0, gap.y);
  const bottom = Math.min(scene.viewport.height, gap.y + gap.height);
  if (bottom - top < height - 2) return undefined;
  const start = entry(segments.start, gap.segment);
  const end = entry(segments.end, gap.segment);
  const words = gapWords(scene.structure.capture, start, end);
  // The size of what is not user space says little, so of the two it is the one to leave out.
  const forms = [`${pagesText(end - start)} ${words}`, ...(words === 'unmapped' ? [] : [words])];
  const text = forms.find((form) => scene.measure(form, 'small') <= column.width - 20);
  if (text === undefined) return undefined;
  const width = scene.measure(text, 'small');
  const x = column.x + (column.width - width) / 2;
  // Two pixels less than a line: a fold may be that low, and its neighbours' texts must stay clear of it.
  return { x, y: (top + bottom) / 2, width, height: height - 2, text, font: 'small', colour: scene.palette.muted };
}
