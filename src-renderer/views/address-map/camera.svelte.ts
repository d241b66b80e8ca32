/** Where the address map looks: the view, carried from scale to scale, and flights. */
import { planFlight, type Flight } from '../../layout/flight.ts';
import type { VerticalScale } from '../../layout/verticalScale.ts';
import { carriedView, homeView, type View } from '../../layout/view.ts';

/** What the camera needs to know, and whom it tells. */
export interface CameraHooks {
  readonly scale: () => VerticalScale;
  /** True: flights arrive at once. */
  readonly instant: () => boolean;
  readonly requestFrame: () => void;
  /** The view has come to rest, by the user or by a program. */
  readonly settled: (byUser: boolean) => void;
}

/** The camera of one address map. */
export class MapCamera {
  readonly #hooks: CameraHooks;
  #placed = $state.raw<{ readonly scale: VerticalScale; readonly view: View }>();
  /** Measured in its scale: where that changes meanwhile, the flight arrives at once. */
  #flight:
    | { readonly plan: Flight; readonly scale: VerticalScale; readonly since: number; readonly byUser: boolean }
    | undefined;
  /** True during gestures and flights. */
  moving = $state(false);
  /** The view in the present scale. */
  readonly view = $derived.by((): View => {
    const scale = this.#hooks.scale();
    const placed = this.#placed;
    if (!placed) return homeView(scale);
    return placed.scale === scale ? placed.view : carriedView(placed.scale, placed.view, scale);
  });

  constructor(hooks: CameraHooks) {
    this.#hooks = hooks;
  }

  /** Looks at a view at once. */
  set(view: View): void {
    this.#placed = { scale: this.#hooks.scale(), view };
  }

  /** Looks at the whole again: another process has come. */
  reset(): void {
    this.#placed = undefined;
    this.#flight = undefined;
    this.moving = false;
  }

  /** Hangs a carried view on the present scale, so that the old one can be forgotten. */
  adopt(): void {
    if (this.#placed && this.#placed.scale !== this.#hooks.scale()) this.set(this.view);
  }

  /** A gesture begins: it wins over a flight. */
  grasp(): void {
    this.#flight = undefined;
    this.moving = true;
  }

  /** A gesture of the user has ended. */
  release(): void {
    this.moving = false;
    this.#hooks.settled(true);
  }

  /** Flies to a view. */
  fly(target: View, byUser: boolean): void {
    if (this.#hooks.instant()) {
      this.#flight = undefined;
      this.moving = false;
      this.set(target);
      this.#hooks.settled(byUser);
      return;
    }
    const scale = this.#hooks.scale();
    this.#flight = { plan: planFlight(scale, this.view, target), scale, since: performance.now(), byUser };
    this.moving = true;
    this.#hooks.requestFrame();
  }

  /** Moves a flight on; true while it lasts. */
  advance(now: number): boolean {
    const flight = this.#flight;
    if (!flight) return false;
    const stays = flight.scale === this.#hooks.scale();
    const moment = stays ? Math.max(0, Math.min(1, (now - flight.since) / flight.plan.milliseconds)) : 1;
    this.#placed = { scale: flight.scale, view: flight.plan.at(moment) };
    this.adopt();
    if (moment < 1) return true;
    this.#flight = undefined;
    this.moving = false;
    this.#hooks.settled(flight.byUser);
    return false;
  }
}
