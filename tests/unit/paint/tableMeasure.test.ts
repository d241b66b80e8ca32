import { describe, expect, it } from 'vitest';
import { tableMeasure } from '@renderer/paint/tableMeasure.ts';

const measure = tableMeasure(1);

describe('measuring texts without a canvas', () => {
  it('gives the widths of the widest usual fonts', () => {
    // 12.5 px DejaVu Sans, 11.5 px DejaVu Sans Mono.
    expect(measure('heap', 'name')).toBe(Math.ceil((634 + 615 + 613 + 635) * 0.0125));
    expect(measure('0x7ffd', 'figure')).toBe(Math.ceil(6 * 0.602 * 11.5));
    expect(measure('heap', 'strong')).toBeGreaterThan(measure('heap', 'name'));
  });

  it('gives letters outside ASCII room enough', () => {
    expect(measure('漢', 'name')).toBeGreaterThanOrEqual(13);
    expect(measure('😀', 'figure')).toBeGreaterThanOrEqual(12);
    expect(measure('…', 'small')).toBe(measure('x', 'small'));
  });

  it('measures what is drawn, not what is hidden', () => {
    expect(measure('\n', 'name')).toBe(measure('\\n', 'name'));
  });

  it('grows with the presentation size', () => {
    expect(tableMeasure(2)('libc.so.6', 'name')).toBeGreaterThanOrEqual(2 * measure('libc.so.6', 'name') - 2);
  });
});
