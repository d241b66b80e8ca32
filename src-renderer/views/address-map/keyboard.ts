/** What the keys do on the address map. */
import { breadcrumb } from '../../layout/breadcrumb.ts';
import type { Structure } from '../../layout/hierarchy.ts';
import { outlinesOf } from '../../layout/hitTest.ts';
import { inward, neighbour, outward, regionNear } from '../../layout/neighbours.ts';
import type { Scene } from '../../layout/scene.ts';
import { homeView, isHome, moveView, placeAt, viewOfSpan, zoomAbout, type View } from '../../layout/view.ts';
import type { Selection } from '../../state/model.ts';

/** One keyboard command. */
export type MapCommand =
  | { readonly do: 'zoom'; readonly factor: number }
  | { readonly do: 'pan'; readonly screens: number }
  | { readonly do: 'select'; readonly direction: 'up' | 'down' | 'left' | 'right' }
  | { readonly do: 'home' }
  | { readonly do: 'enter' }
  | { readonly do: 'out' };

/** The command of a key, or undefined when the key is not the map's. */
export function commandOf(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): MapCommand | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  switch (event.key) {
    case '+':
    case '=':
      return { do: 'zoom', factor: 1.6 };
    case '-':
    case '_':
      return { do: 'zoom', factor: 1 / 1.6 };
    case 'ArrowUp':
      return event.shiftKey ? { do: 'pan', screens: -0.15 } : { do: 'select', direction: 'up' };
    case 'ArrowDown':
      return event.shiftKey ? { do: 'pan', screens: 0.15 } : { do: 'select', direction: 'down' };
    case 'ArrowLeft':
      return { do: 'select', direction: 'left' };
    case 'ArrowRight':
      return { do: 'select', direction: 'right' };
    case 'PageUp':
      return { do: 'pan', screens: -0.85 };
    case 'PageDown':
      return { do: 'pan', screens: 0.85 };
    case 'Home':
      return { do: 'home' };
    case 'Enter':
      return { do: 'enter' };
    case 'Escape':
      return { do: 'out' };
    default:
      return undefined;
  }
}

/** What a command may do to the map. */
export interface CommandTargets {
  readonly fly: (view: View) => void;
  readonly select: (selection: Selection | undefined) => void;
}

/** Does what a command says, seen from the present scene and selection. */
export function perform(
  command: MapCommand,
  scene: Scene,
  selection: Selection | undefined,
  targets: CommandTargets,
): void {
  const { scale, view } = scene;
  switch (command.do) {
    case 'zoom':
      targets.fly(zoomAbout(scale, view, heightOfInterest(scene, selection), command.factor));
      break;
    case 'pan':
      targets.fly(moveView(scale, view, (scene.highAddressesOnTop ? -1 : 1) * command.screens * view.extent));
      break;
    case 'home':
      targets.fly(homeView(scale));
      break;
    case 'enter':
      if (selection) targets.fly(viewOfSpan(scale, selection.start, selection.end));
      break;
    case 'out':
      stepOut(scene, targets);
      break;
    case 'select': {
      const next = selection
        ? movedSelection(scene.structure, selection, command.direction, scene.highAddressesOnTop)
        : regionNear(scene.structure, placeAt(scale, view, view.extent / 2).segment);
      if (!next) break;
      targets.select(next);
      const shown = viewShowing(scene, next);
      if (shown) targets.fly(shown);
    }
  }
}

/** Esc: one step out of the path; from the whole picture it lets the selection go. */
function stepOut(scene: Scene, targets: CommandTargets): void {
  const parent = breadcrumb(scene).at(-2);
  if (parent?.span) targets.fly(viewOfSpan(scene.scale, parent.span.start, parent.span.end));
  else if (isHome(scene.scale, scene.view)) targets.select(undefined);
  else targets.fly(homeView(scene.scale));
}

/** The keyboard zooms about the selection while that is on screen, otherwise about the middle. */
function heightOfInterest(scene: Scene, selection: Selection | undefined): number {
  const { height } = scene.viewport;
  const [box] = selection ? outlinesOf(scene, selection) : [];
  if (!box || height === 0) return scene.view.extent / 2;
  const middle = Math.min(height, Math.max(0, box.y + box.height / 2));
  return ((scene.highAddressesOnTop ? height - middle : middle) / height) * scene.view.extent;
}

/** The nearest view that shows a selection, or undefined when it is on screen already. */
function viewShowing(scene: Scene, wanted: Selection): View | undefined {
  const { scale, view, viewport } = scene;
  const [box] = outlinesOf(scene, wanted);
  if (box && box.y >= 0 && box.y + Math.min(box.height, viewport.height) <= viewport.height + 4) return undefined;
  const target = viewOfSpan(scale, wanted.start, wanted.end);
  if (target.extent > view.extent) return target;
  const lead = target.lead + (view.extent - target.extent) / 2;
  return moveView(scale, { anchor: target.anchor, lead, extent: view.extent }, 0);
}

/** The selection after an arrow key. Undefined where there is nothing in that direction. */
function movedSelection(
  structure: Structure,
  selection: Selection,
  direction: 'up' | 'down' | 'left' | 'right',
  highOnTop: boolean,
): Selection | undefined {
  switch (direction) {
    case 'up':
      return neighbour(structure, selection, highOnTop ? 1 : -1);
    case 'down':
      return neighbour(structure, selection, highOnTop ? -1 : 1);
    case 'left':
      return outward(structure, selection);
    case 'right':
      return inward(structure, selection);
  }
}
