import { asPageNumber } from '@contract/units.ts';
import { move, pushStep, replaceStep, currentStep, type History } from '@renderer/state/history.ts';
import type { Selection } from '@renderer/state/model.ts';
import { SelectionState } from '@renderer/state/selection.svelte.ts';
import { describe, expect, it } from 'vitest';

/** One has been nowhere yet. */
const emptyHistory: History<number> = { steps: [], at: -1 };
const same = (a: number, b: number): boolean => a === b;
const filled = [1, 2, 3].reduce((history, step) => pushStep(history, step, same), emptyHistory);

describe('a history', () => {
  it('goes back and forward and stops at both ends', () => {
    expect(currentStep(move(filled, -1))).toBe(2);
    expect(move(filled, 1)).toBe(filled);
    expect(move(emptyHistory, -1).at).toBe(-1);
  });
  it('forgets the steps ahead when another way is taken', () => {
    expect(pushStep(move(filled, -1), 9, same).steps).toEqual([1, 2, 9]);
  });
  it('does not repeat a step, and can put another in its place', () => {
    expect(pushStep(filled, 3, same)).toBe(filled);
    expect(replaceStep(filled, 4).steps).toEqual([1, 2, 4]);
  });
});

describe('the selection', () => {
  const step: unknown = expect.any(Number);
  const span = (start: number, end: number): Selection => ({
    level: 'region',
    start: asPageNumber(start),
    end: asPageNumber(end),
  });
  const view = (start: number, end: number) => ({ start: asPageNumber(start), end: asPageNumber(end) });

  it('comes back without moving the picture when it was made without moving it', () => {
    const state = new SelectionState();
    state.select(span(1, 2));
    state.select(span(5, 6));
    expect(state.back()).toEqual({ step, selection: span(1, 2), view: 'home' });
    expect(state.current).toEqual(span(1, 2));
    expect(state.back()).toEqual({ step, view: 'home' });
    expect(state.canGoBack).toBe(false);
    expect(state.forward()?.selection).toEqual(span(1, 2));
  });
  it('comes back by flying to it when the picture flew to it', () => {
    const state = new SelectionState();
    state.select(span(1, 2), true);
    state.select(span(5, 6));
    expect(state.back()).toEqual({ step, selection: span(1, 2) });
    expect(state.forward()).toEqual({ step, selection: span(5, 6), view: span(1, 2) });
  });
  it('makes a step of a long way gone by hand, not of a small move', () => {
    const state = new SelectionState();
    state.settle(view(0, 1000));
    expect(state.canGoBack).toBe(true);
    state.settle(view(10, 1010));
    expect(state.back()).toEqual({ step, view: 'home' });
    state.forward();
    state.settle(view(20, 30));
    expect(state.back()?.view).toEqual(view(10, 1010));
  });
  it('goes to a step by its number, until another process is looked at', () => {
    const state = new SelectionState();
    state.select(span(1, 2));
    const first = state.step;
    state.select(span(5, 6));
    expect(state.step).toBeGreaterThan(first);
    expect(state.goTo(first)?.selection).toEqual(span(1, 2));
    expect(state.canGoForward).toBe(true);
    state.clear();
    expect(state.goTo(first)).toBeUndefined();
    expect(state.step).toBeGreaterThan(first);
  });
  it('returns to the view of the app that was shown before', () => {
    const state = new SelectionState();
    state.select(span(1, 2));
    state.showIn('map', 'table');
    state.select(span(5, 6));
    expect(state.place).toMatchObject({ selection: span(5, 6), shownIn: 'table' });
    expect(state.back()).toMatchObject({ selection: span(1, 2), shownIn: 'table' });
    expect(state.back()).toMatchObject({ selection: span(1, 2), shownIn: 'map' });
    expect(state.forward()).toMatchObject({ shownIn: 'table' });
  });
});
