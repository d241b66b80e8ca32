/** Gestures move the camera. */
import type { Scene } from '../../layout/scene.ts';
import { moveView, zoomAbout, type View } from '../../layout/view.ts';
import { attachGestures } from '../../picture/gestures.ts';

/** The camera, as far as gestures move it. */
export interface Steered {
  readonly grasp: () => void;
  readonly set: (view: View) => void;
  readonly release: () => void;
}

/** Lets wheel, pinch and drag on an element move a camera; `scene` is undefined while there is nothing to look at. */
export function steerCamera(element: HTMLElement, camera: Steered, scene: () => Scene | undefined): () => void {
  return attachGestures(element, {
    begin: () => {
      camera.grasp();
    },
    zoom: ({ y }, factor) => {
      const now = scene();
      if (!now) return;
      const { height } = now.viewport;
      const above = ((now.highAddressesOnTop ? height - y : y) / height) * now.view.extent;
      camera.set(zoomAbout(now.scale, now.view, above, factor));
    },
    pan: (_right, pixels) => {
      const now = scene();
      if (!now) return;
      const units = (pixels / now.viewport.height) * now.view.extent;
      camera.set(moveView(now.scale, now.view, now.highAddressesOnTop ? units : -units));
    },
    end: () => {
      camera.release();
    },
  });
}
