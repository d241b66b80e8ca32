/** What every picture on a canvas needs of its element: size, pixels, frames, and where the pointer is. */
import { FrameLoop } from './frameLoop.svelte.ts';

/** A place in a picture, in CSS pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The state that a chart and its host ({@link ./ChartHost.svelte}) share. */
export class Chart {
  readonly paint: (now: number) => void;
  readonly frames: FrameLoop;
  /** The element that holds the canvases, once it is there. */
  element = $state<HTMLElement>();
  /** From the lowest to the uppermost. */
  canvases = $state<HTMLCanvasElement[]>([]);
  /** In CSS pixels. */
  width = $state(0);
  height = $state(0);
  /** Device pixels in a CSS pixel. */
  pixelRatio = $state(1);

  /** `paint` draws everything; it is called once a frame, and at once when the canvases have been given a new size. */
  constructor(paint: (now: number) => void) {
    this.paint = paint;
    this.frames = new FrameLoop(paint);
  }

  /** True once there is something to draw on. */
  get ready(): boolean {
    return this.canvases.length > 0 && this.width >= 1 && this.height >= 1;
  }

  /** Where a mouse event is in the picture; undefined before the element is there. */
  place({ clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>): Point | undefined {
    const box = this.element?.getBoundingClientRect();
    return box && { x: clientX - box.left, y: clientY - box.top };
  }

  /** Gives the canvases the picture's size in device pixels, which clears those whose size changes. */
  fit(): void {
    this.pixelRatio = window.devicePixelRatio;
    for (const canvas of this.canvases) fitCanvas(canvas, this, this.pixelRatio);
  }
}

/** Gives a canvas the size of a picture in device pixels. */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  { width, height }: { readonly width: number; readonly height: number },
  ratio: number,
): void {
  const wide = Math.round(width * ratio);
  const high = Math.round(height * ratio);
  if (canvas.width === wide && canvas.height === high) return;
  canvas.width = wide;
  canvas.height = high;
}
