/** What the keys do on the address map. */
import { breadcrumb } from '../../layout/breadcrumb.ts';
import { outlinesOf } from '../../layout/hitTest.ts';
import { inward, neighbour, outward, regionNear } from '../../layout/neighbours.ts';
import { cellsDrawn, pageBeside, pageInto, regionOfPage, viewOfCells, type Direction } from '../../layout/pageSteps.ts';
import type { Scene } from '../../layout/scene.ts';
import { homeView, isHome, moveView, placeAt, viewOfSpan, zoomAbout, type View } from '../../layout/view.ts';
import type { Selection } from '../../state/model.ts';

/** One keyboard command. */
export type MapCommand =
  | { readonly do: 'zoom'; readonly factor: number }
  | { readonly do: 'pan'; readonly screens: number }
  | { readonly do: 'select'; readonly direction: Direction }
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

/** Share by which two views may differ and still show the same: flights end within rounding of where they went. */
const sameExtent = 0.01;

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
      if (selection) enter(scene, selection, targets);
      break;
    case 'out':
      // From a page cell back to its region; the picture stays, so that the next step leads out of it.
      if (selection?.level === 'page') targets.select(regionOfPage(scene, selection));
      else stepOut(scene, targets);
      break;
    case 'select': {
      const next = selection
        ? movedSelection(scene, selection, command.direction)
        : regionNear(scene.structure, placeAt(scale, view, view.extent / 2).segment);
      if (!next) break;
      targets.select(next);
      const shown = viewShowing(scene, next);
      if (shown) targets.fly(shown);
    }
  }
}

/** Enter: flies to the selection; from a region that fills the screen already it goes into its pages. */
function enter(scene: Scene, selection: Selection, { fly, select }: CommandTargets): void {
  const { scale, view } = scene;
  const target = viewOfSpan(scale, selection.start, selection.end);
  const page =
    Math.abs(target.extent - view.extent) < view.extent * sameExtent ? pageInto(scene, selection) : undefined;
  if (!page || !isOnScreen(scene, selection)) {
    fly(target);
    return;
  }
  select(page);
  const shown = viewShowing(scene, page);
  if (shown) fly(shown);
}

/**
 * Esc: to the nearest step of the path that shows more than the screen does. An object of one region is as large as
 * that region, and no step. From the whole picture it lets the selection go.
 */
function stepOut(scene: Scene, targets: CommandTargets): void {
  const { scale, view } = scene;
  const wider = breadcrumb(scene)
    .slice(0, -1)
    .flatMap(({ span }) => (span ? [viewOfSpan(scale, span.start, span.end)] : []))
    .findLast(({ extent }) => extent > view.extent * (1 + sameExtent));
  if (wider) targets.fly(wider);
  else if (isHome(scale, view)) targets.select(undefined);
  else targets.fly(homeView(scale));
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
  const { scale, view } = scene;
  if (wanted.level === 'page' && !cellsDrawn(scene, wanted.start)) return viewOfCells(scene, wanted.start);
  if (isOnScreen(scene, wanted)) return undefined;
  const target = viewOfSpan(scale, wanted.start, wanted.end);
  if (target.extent > view.extent) return target;
  const lead = target.lead + (view.extent - target.extent) / 2;
  return moveView(scale, { anchor: target.anchor, lead, extent: view.extent }, 0);
}

function isOnScreen(scene: Scene, wanted: Selection): boolean {
  const { height } = scene.viewport;
  const [box] = outlinesOf(scene, wanted);
  return box !== undefined && box.y >= 0 && box.y + Math.min(box.height, height) <= height + 4;
}

/** The selection after an arrow key. Undefined where there is nothing in that direction. */
function movedSelection(scene: Scene, selection: Selection, direction: Direction): Selection | undefined {
  const { structure, highAddressesOnTop } = scene;
  if (selection.level === 'page') return pageBeside(scene, selection, direction);
  switch (direction) {
    case 'up':
      return neighbour(structure, selection, highAddressesOnTop ? 1 : -1);
    case 'down':
      return neighbour(structure, selection, highAddressesOnTop ? -1 : 1);
    case 'left':
      return outward(structure, selection);
    case 'right':
      return inward(structure, selection) ?? pageInto(scene, selection);
  }
}
