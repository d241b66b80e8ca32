/** The canvas of the treemap: the finished picture, the one before it while the way leads from one to the other. */
import { treemapFrame } from '../../layout/treemap/frame.ts';
import type { TreemapScene } from '../../layout/treemap/scene.ts';
import { nodeKey } from '../../layout/treemap/nodes.ts';
import { fitCanvas } from '../../picture/chart.svelte.ts';
import { treemapPainter } from '../../paint/treemapCanvas.ts';
import { motionBetween, paintZoom, shareOf, type Motion } from './motion.ts';

/** How a scene is shown. */
export interface Showing {
  /** Nothing moves. */
  readonly still: boolean;
  readonly now: number;
}

export class TreemapPicture {
  readonly #finished = document.createElement('canvas');
  /** Without text: the way from one part to another stretches them. */
  readonly #earlier = document.createElement('canvas');
  readonly #later = document.createElement('canvas');
  #painted: TreemapScene | undefined;
  #motion: Motion | undefined;

  get moving(): boolean {
    return this.#motion !== undefined;
  }

  /** Paints a moment of a scene; `moving` then tells whether another is due. */
  paint(canvas: HTMLCanvasElement, scene: TreemapScene, { still, now }: Showing): void {
    const ratio = window.devicePixelRatio;
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return;
    const { viewport } = scene.layout;
    fitCanvas(canvas, viewport, ratio);
    if (scene !== this.#painted) this.#begin(scene, still, now);
    const motion = this.#motion;
    const share = motion ? shareOf(motion, now) : 1;
    if (share >= 1) this.#motion = undefined;
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (!motion || share >= 1) context.drawImage(this.#finished, 0, 0);
    else if (motion.kind === 'shift') draw(canvas, { ...scene, layout: motion.layoutAt(share) }, true);
    else {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      paintZoom(context, this.#earlier, this.#later, motion, share, viewport);
    }
  }

  /** Draws the new picture aside, and finds how it comes out of the one before. */
  #begin(scene: TreemapScene, still: boolean, now: number): void {
    const before = this.#painted;
    this.#painted = scene;
    if (before && before.layout !== scene.layout) this.#motion = this.#motionTo(before, scene, still, now);
    if (before && this.#motion?.kind === 'zoom') {
      if (this.#motion.since === now) draw(this.#earlier, { ...before, palette: scene.palette }, false);
      draw(this.#later, scene, false);
    }
    draw(this.#finished, scene, true);
  }

  /** Live data that come while one is on the way into a part do not cut it short. */
  #motionTo(before: TreemapScene, after: TreemapScene, still: boolean, now: number): Motion | undefined {
    if (still) return undefined;
    const stays = nodeKey(before.layout.tree, before.layout.root) === nodeKey(after.layout.tree, after.layout.root);
    return stays && this.#motion?.kind === 'zoom' ? this.#motion : motionBetween(before.layout, after.layout, now);
  }
}

function draw(target: HTMLCanvasElement, scene: TreemapScene, named: boolean): void {
  const context = target.getContext('2d', { alpha: false });
  if (!context) return;
  const { viewport } = scene.layout;
  fitCanvas(target, viewport, window.devicePixelRatio);
  const painter = treemapPainter(context, window.devicePixelRatio);
  painter.paint(treemapFrame(scene), scene.palette, named ? viewport.textScale : undefined);
}
