/** What the pointer is over, followed while the picture moves under it. */
import { sameHit, type Hit } from '../../layout/hitTest.ts';
import type { Point } from '../../picture/chart.svelte.ts';
import type { Selection } from '../../state/model.ts';

/** What the pointer needs of the map. */
export interface PointingHooks {
  /** What is drawn at a point of the picture. */
  readonly hitAt: (x: number, y: number) => Hit | undefined;
  /** Where a mouse event is in the picture. */
  readonly place: (event: MouseEvent) => Point | undefined;
  /** Told when the pointer comes to something else. */
  readonly onhover: (selection: Selection | undefined) => void;
}

export class Pointing {
  readonly #hooks: PointingHooks;
  /** Where the pointer is in the picture, in CSS pixels. */
  pointer = $state.raw<Point | undefined>(undefined);
  hit = $state.raw<Hit | undefined>(undefined);

  constructor(hooks: PointingHooks) {
    this.#hooks = hooks;
  }

  /** What a mouse event is at; the pointer is there now. */
  at(event: MouseEvent): Hit | undefined {
    const place = this.#hooks.place(event);
    if (!place) return undefined;
    this.pointer = place;
    return this.#hooks.hitAt(this.pointer.x, this.pointer.y);
  }

  /** Follows the pointer; a pressed button drags the picture and points at nothing. */
  follow = (event: PointerEvent): void => {
    this.#hover(event.buttons === 0 ? this.at(event) : undefined);
  };

  /** Looks again: the picture has changed. */
  refresh(): void {
    if (this.pointer) this.#hover(this.#hooks.hitAt(this.pointer.x, this.pointer.y));
  }

  leave = (): void => {
    this.pointer = undefined;
    this.#hover(undefined);
  };

  #hover(next: Hit | undefined): void {
    const { hit } = this;
    // A new but equal hit must not ask for another frame.
    if (sameHit(hit, next)) return;
    const changed =
      hit?.selection?.start !== next?.selection?.start || hit?.selection?.level !== next?.selection?.level;
    this.hit = next;
    if (changed) this.#hooks.onhover(next?.selection);
  }
}
