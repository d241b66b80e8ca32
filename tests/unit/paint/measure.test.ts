import { describe, expect, it } from 'vitest';
import { fontOf } from '@renderer/paint/fonts.ts';
import { canvasMeasure } from '@renderer/paint/measure.ts';

describe('measuring texts', () => {
  it('asks the canvas once for each text and font', () => {
    const asked: string[] = [];
    const fake = {
      font: '',
      measureText: (text: string) => {
        asked.push(`${fake.font}|${text}`);
        return { width: text.length * 6.2 };
      },
    };
    const context = fake as unknown as CanvasRenderingContext2D;
    const measure = canvasMeasure(context, 1);
    expect(measure('heap', 'name')).toBe(25);
    expect(measure('heap', 'name')).toBe(25);
    measure('heap', 'figure');
    expect(asked).toEqual([`${fontOf('name', 1)}|heap`, `${fontOf('figure', 1)}|heap`]);
  });

  it('grows every font with the presentation size', () => {
    expect(fontOf('name', 2)).toContain('25px');
    for (const font of ['name', 'strong', 'figure', 'small'] as const) {
      expect(parseFloat(fontOf(font, 2).split(' ')[1]!)).toBe(2 * parseFloat(fontOf(font, 1).split(' ')[1]!));
    }
  });
});
