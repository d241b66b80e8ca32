import { expect, test } from 'vitest';
import { formatWindowState, parseWindowState, placeWindow, type WindowState } from '@main/desktop/windowState.ts';

const screen = { x: 0, y: 30, width: 1920, height: 1050 };
const right = { x: 1920, y: 0, width: 1280, height: 1024 };
const saved: WindowState = { x: 100, y: 100, width: 1200, height: 800, maximized: false };

test('the first window has the usual size, centred by the window system', () => {
  expect(placeWindow(undefined, [screen])).toEqual({ bounds: { width: 1440, height: 900 }, maximized: false });
});

test('the first window fits a small display', () => {
  const small = { x: 0, y: 0, width: 1024, height: 700 };
  expect(placeWindow(undefined, [small]).bounds).toEqual({ width: 1024, height: 700 });
});

test('a window comes back where it was', () => {
  expect(placeWindow(saved, [screen])).toEqual({
    bounds: { x: 100, y: 100, width: 1200, height: 800 },
    maximized: false,
  });
});

test('a window comes back to the second display, and not when that one is gone', () => {
  const there = { ...saved, x: 2000, maximized: true };
  expect(placeWindow(there, [screen, right]).bounds.x).toBe(2000);
  expect(placeWindow(there, [screen])).toEqual({ bounds: { width: 1440, height: 900 }, maximized: true });
});

test.each([
  ['above the display', { y: -20 }],
  ['below it', { y: 1060 }],
  ['with a mere edge on it', { x: 1850 }],
  ['left of it', { x: -1150 }],
])('a title bar %s cannot be grasped, so the place is given up', (_where, moved) => {
  expect(placeWindow({ ...saved, ...moved }, [screen]).bounds).not.toHaveProperty('x');
});

test('a window larger than its display is made to fit', () => {
  const large = { ...saved, x: 0, y: 30, width: 4000, height: 3000 };
  expect(placeWindow(large, [screen]).bounds).toEqual({ x: 0, y: 30, width: 1920, height: 1050 });
});

test('without any display there is still a size', () => {
  expect(placeWindow(saved, []).bounds).toEqual({ width: 1440, height: 900 });
});

test('a state survives its file', () => {
  expect(parseWindowState(formatWindowState(saved))).toEqual(saved);
});

test.each(['', '{', 'null', '[]', '{"x":1}', '{"x":0,"y":0,"width":1e99,"height":1,"maximized":false}', '{"x":null}'])(
  'the damaged file %j holds no state',
  (text) => {
    expect(parseWindowState(text)).toBeUndefined();
  },
);
