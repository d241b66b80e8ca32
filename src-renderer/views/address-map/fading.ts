/** Marks of what has just changed, fading for two seconds. */
import type { Capture } from '@contract/capture.ts';
import { asPageNumber } from '@contract/units.ts';
import { changesBetween } from '../../layout/changes.ts';
import { outlinesOf } from '../../layout/hitTest.ts';
import type { DrawList } from '../../layout/drawList.ts';
import type { Scene } from '../../layout/scene.ts';
import type { Mark } from '../../paint/canvas.ts';
import { fadingTime, pageFlashes, type ChangedPages } from './pageFlashes.ts';

type Tone = 'added' | 'resized' | 'gone';

interface Fading {
  readonly since: number;
  readonly tone: Tone;
  readonly start: number;
  readonly end: number;
}

const colours = {
  light: { added: '#ffd400', resized: '#7fd6ff', gone: '#e5484d' },
  dark: { added: '#fff3a0', resized: '#8fdcff', gone: '#ff6a6e' },
} as const;

/** Remembers changes while they fade. */
export class FadingChanges {
  #fading: readonly Fading[] = [];

  /** Notes what differs between two captures. False when they are of different processes or programs. */
  note(before: Capture, after: Capture, now: number): boolean {
    const sameProcess =
      before.process.identity.pid === after.process.identity.pid &&
      before.process.identity.startTime === after.process.identity.startTime &&
      before.process.exe === after.process.exe;
    if (!sameProcess) {
      this.#fading = [];
      return false;
    }
    // A fuller reading of the same moment divides regions anew; nothing has happened to the memory.
    if (before.stage !== after.stage || before.regions === after.regions) return true;
    const changes = changesBetween(before.regions, after.regions);
    const ofRegion = (tone: Tone) => (row: number) => ({
      since: now,
      tone,
      start: after.regions.start[row] ?? 0,
      end: after.regions.end[row] ?? 0,
    });
    this.#fading = [
      ...this.#fading,
      ...changes.added.map(ofRegion('added')),
      ...changes.resized.map(ofRegion('resized')),
      ...changes.gone.map(({ start, end }): Fading => ({ since: now, tone: 'gone', start, end })),
    ];
    return true;
  }

  /** The marks of this moment, of mappings and of pages, and whether there will be others in a moment. */
  frame(
    scene: Scene,
    drawn: DrawList,
    changed: ChangedPages | undefined,
    steady: boolean,
  ): { readonly marks: readonly Mark[]; readonly animated: boolean } {
    const now = performance.now();
    const flashing = changed !== undefined && changed.pages.length > 0 && now - changed.at < fadingTime;
    const fading = this.#alive(now);
    return {
      animated: fading || flashing,
      marks: [
        ...(fading ? this.#marks(scene, now, steady) : []),
        ...(flashing ? pageFlashes(drawn, changed, scene.palette.theme, now, steady) : []),
      ],
    };
  }

  /** True while something is still to be drawn; forgets what has faded. */
  #alive(now: number): boolean {
    if (this.#fading.length > 0) this.#fading = this.#fading.filter((change) => now - change.since < fadingTime);
    return this.#fading.length > 0;
  }

  #marks(scene: Scene, now: number, steady: boolean): Mark[] {
    const tones = colours[scene.palette.theme];
    return this.#fading.flatMap((change) => {
      const strength = steady ? 0.5 : 0.8 * Math.max(0, 1 - (now - change.since) / fadingTime);
      return outlinesOf(scene, {
        level: 'region',
        start: asPageNumber(change.start),
        end: asPageNumber(change.end),
      }).map((rectangle): Mark => ({ rectangle, colour: tones[change.tone], style: 'flash', strength }));
    });
  }
}
