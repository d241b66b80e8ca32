import { whenToShow } from '@main/desktop/firstShow.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A window whose signs are sent by hand. */
function made(destroyed = false) {
  const signs = new Map<string, () => void>();
  const once = (sign: string, listener: () => void) => signs.set(sign, listener);
  const show = vi.fn();
  whenToShow({ once, webContents: { once }, isDestroyed: () => destroyed }, show);
  return { show, send: (sign: string) => signs.get(sign)?.() };
}

it.each(['ready-to-show', 'did-finish-load'])('a window appears at %s, and once', (sign) => {
  const { show, send } = made();
  send(sign);
  expect(show).toHaveBeenCalledOnce();
  send('ready-to-show');
  send('did-finish-load');
  vi.advanceTimersByTime(10_000);
  expect(show).toHaveBeenCalledOnce();
});

it('appears after two seconds without any sign, unless it was closed', () => {
  const { show } = made();
  vi.advanceTimersByTime(1999);
  expect(show).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(show).toHaveBeenCalledOnce();
  const closed = made(true);
  vi.advanceTimersByTime(5000);
  expect(closed.show).not.toHaveBeenCalled();
});
