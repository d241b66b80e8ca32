/** Flashes over the cells of pages that have just come into memory, left it, or were copied. */
import type { DrawList } from '../../layout/drawList.ts';
import type { Mark } from '../../paint/canvas.ts';

/** Milliseconds for which a change stays marked. */
export const fadingTime = 2000;

/** Pages whose state has just changed, and when (performance.now()). */
export interface ChangedPages {
  readonly pages: readonly number[];
  readonly at: number;
}

const colours = { light: '#ffd400', dark: '#fff3a0' } as const;

/** Marks of the cells whose page changed; `steady` under reduced motion. */
export function pageFlashes(
  { pages }: Pick<DrawList, 'pages'>,
  changed: ChangedPages,
  theme: 'light' | 'dark',
  now: number,
  steady: boolean,
): readonly Mark[] {
  const wanted = new Set(changed.pages);
  const strength = steady ? 0.5 : 0.8 * Math.max(0, 1 - (now - changed.at) / fadingTime);
  const marks: Mark[] = [];
  for (let cell = 0; cell < pages.count; cell++) {
    if (!wanted.has(pages.page[cell] ?? -1)) continue;
    const rectangle = {
      x: pages.x[cell] ?? 0,
      y: pages.y[cell] ?? 0,
      width: pages.width[cell] ?? 0,
      height: pages.height[cell] ?? 0,
    };
    marks.push({ rectangle, colour: colours[theme], style: 'flash', strength });
  }
  return marks;
}
