/** Where the window was, and where it can be now: a saved position counts only on a display that is still there. */
import { z } from 'zod';

/** A rectangle on the desktop, in device-independent pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The window's place when it was last closed. */
export interface WindowState extends Rectangle {
  readonly maximized: boolean;
}

/** A place for a new window; without x and y the window system centres it. */
export interface Placement {
  readonly bounds: { readonly x?: number; readonly y?: number; readonly width: number; readonly height: number };
  readonly maximized: boolean;
}

const usual = { width: 1440, height: 900 };
/** So much of a window must lie on a display for a person to get hold of it by its title. */
const grip = { width: 120, height: 48 };

const coordinate = z.int().min(-100_000).max(100_000);
const extent = z.int().min(1).max(100_000);
const schema = z.object({ x: coordinate, y: coordinate, width: extent, height: extent, maximized: z.boolean() });

/** The state that a file's text holds; undefined when it is not one (damaged, foreign, of another version). */
export function parseWindowState(text: string): WindowState | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Text of a state, as {@link parseWindowState} reads it. */
export function formatWindowState(state: WindowState): string {
  const { x, y, width, height, maximized } = state;
  return `${JSON.stringify({ x, y, width, height, maximized })}\n`;
}

/**
 * Place of a new window. `workAreas` are the displays without their panels, the primary one first. A saved place
 * whose title bar is on none of them is given up for the usual size, centred.
 */
export function placeWindow(saved: WindowState | undefined, workAreas: readonly Rectangle[]): Placement {
  const home = saved && workAreas.find((area) => reachable(saved, area));
  if (saved && home) {
    const width = Math.min(saved.width, home.width);
    const height = Math.min(saved.height, home.height);
    return { bounds: { x: saved.x, y: saved.y, width, height }, maximized: saved.maximized };
  }
  const { width, height } = workAreas[0] ?? usual;
  return {
    bounds: { width: Math.min(usual.width, width), height: Math.min(usual.height, height) },
    maximized: saved?.maximized ?? false,
  };
}

/** Whether the window's title bar can be grasped on this display. */
function reachable(window: Rectangle, area: Rectangle): boolean {
  const shared = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return shared >= grip.width && window.y >= area.y && window.y + grip.height <= area.y + area.height;
}
