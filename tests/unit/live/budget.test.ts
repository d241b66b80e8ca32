import { describe, expect, test } from 'vitest';
import { asMilliseconds } from '@contract/units.ts';
import { budgetShare, ObserverBudget } from '@main/live/budget.ts';

const ms = asMilliseconds;

describe('the observer budget', () => {
  test('keeps the chosen interval while reading is cheap', () => {
    const budget = new ObserverBudget(ms(0));
    budget.spentOnMaps(ms(1));
    budget.spentOnSmaps(ms(5));
    expect(budget.mapsInterval(ms(1000))).toBe(1000);
    expect(budget.smapsInterval(ms(1000))).toBe(1000);
  });

  test('makes expensive figures wait until they fit into 2 % of wall time', () => {
    const budget = new ObserverBudget(ms(0));
    budget.spentOnMaps(ms(5));
    budget.spentOnSmaps(ms(300));
    const tick = budget.mapsInterval(ms(1000));
    const figures = budget.smapsInterval(ms(1000));
    expect(5 / tick + 300 / figures).toBeLessThanOrEqual(budgetShare + 1e-9);
    expect(figures).toBe(20_000);
  });

  test.each([0, 10, 100, 1000, 10_000])('never plans more than 2 % at a chosen interval of %i ms', (chosen) => {
    for (const [maps, smaps] of [
      [0.2, 3],
      [25, 300],
      [50, 8000],
    ] as const) {
      const budget = new ObserverBudget(ms(0));
      budget.spentOnMaps(ms(maps));
      budget.spentOnSmaps(ms(smaps));
      const planned = maps / budget.mapsInterval(ms(chosen)) + smaps / budget.smapsInterval(ms(chosen));
      expect(planned).toBeLessThanOrEqual(budgetShare + 1e-9);
    }
  });

  test('looks again after five seconds however dear looking is, so that an exit is noticed', () => {
    const budget = new ObserverBudget(ms(0));
    budget.spentOnMaps(ms(400));
    expect(budget.mapsInterval(ms(1000))).toBe(5000);
    expect(budget.mapsInterval(ms(60_000))).toBe(60_000);
  });

  test('one slow read does not count for ever', () => {
    const budget = new ObserverBudget(ms(0));
    budget.spentOnSmaps(ms(2000));
    for (let read = 0; read < 20; read++) budget.spentOnSmaps(ms(2));
    expect(budget.smapsInterval(ms(1000))).toBe(1000);
  });

  test('tells the share since the pace changed, and the last costs', () => {
    const budget = new ObserverBudget(ms(0));
    budget.spentOnMaps(ms(10));
    expect(budget.cost(ms(1000), ms(100))).toMatchObject({ maps: 10, share: 0.01 });
    expect(budget.cost(ms(1000), ms(100))).not.toHaveProperty('smaps');
    budget.restart(ms(1000));
    budget.spentOnSmaps(ms(40));
    expect(budget.cost(ms(3000), ms(100))).toMatchObject({ maps: 10, smaps: 40, share: 0.02 });
  });

  test('a share is at most one, also before any time has passed', () => {
    const budget = new ObserverBudget(ms(0));
    budget.spentOnSmaps(ms(500));
    expect(budget.cost(ms(0), ms(100)).share).toBe(1);
  });
});
