/** The outlines of what is selected and what the pointer is over. */
import { hexOf } from '../../layout/colours.ts';
import { outlinesOf } from '../../layout/hitTest.ts';
import type { Scene } from '../../layout/scene.ts';
import type { Mark } from '../../paint/canvas.ts';
import type { Selection } from '../../state/model.ts';

/** Outline marks of one frame; the selection is painted last, over the hover. */
export function outlineMarks(scene: Scene, hovered: Selection | undefined, selection: Selection | undefined): Mark[] {
  const marks = (wanted: Selection | undefined, mark: Omit<Mark, 'rectangle'>): Mark[] =>
    wanted ? outlinesOf(scene, wanted).map((rectangle) => ({ rectangle, ...mark })) : [];
  return [
    ...marks(hovered, { colour: hexOf(scene.palette.text), style: 'hover', strength: 0.7 }),
    ...marks(selection, { colour: hexOf(scene.palette.accent), style: 'selection', strength: 1 }),
  ];
}
