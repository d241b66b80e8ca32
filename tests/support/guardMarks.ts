/** The invariant of guards: each one on screen lies under a mark of at least 3 px. */
import type { DrawList } from '@renderer/layout/drawList.ts';
import { geometryOf, type Scene } from '@renderer/layout/scene.ts';

/** Segments of the guards on screen that no mark covers; empty when all is well. */
export function guardMarksCover(scene: Scene, frame: DrawList): number[] {
  const geometry = geometryOf(scene);
  const { segments } = scene.structure;
  const missing: number[] = [];
  for (let segment = 0; segment < segments.count; segment++) {
    const region = segments.region[segment] ?? -1;
    if (region < 0 || scene.colours.guard[region] !== 1) continue;
    const [top, bottom] = geometry.edges(segment, segment);
    if (bottom <= 0.5 || top >= scene.viewport.height - 0.5) continue;
    const middle = (Math.max(0, top) + Math.min(scene.viewport.height, bottom)) / 2;
    const mark = frame.guards.find((each) => middle >= each.y - 1 && middle <= each.y + each.height + 1);
    if (!mark || mark.height < 3 || mark.bar.height < 3) missing.push(segment);
  }
  return missing;
}
