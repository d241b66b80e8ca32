/** How the page stands before an audience: large, with its labels hidden, frozen, blank, with a ring at the pointer. */
import type { Capture } from '@contract/capture.ts';
import { withoutLabels } from '@lessons/hiddenLabels.ts';

/** Height in CSS pixels that text of 24 px is meant for, and the smallest text of the picture at scale 1. */
const fullHeight = 1080;
const leastText = 24;
const smallestText = 11;

/** Text scale at which nothing in the picture is smaller than 24 px on a projector of 1080 lines. */
export const presentationScale = (windowHeight: number): number =>
  Math.max(1, ((windowHeight / fullHeight) * leastText) / smallestText);

export class Stage {
  /** The picture has the room, and texts can be read from the back row. */
  presenting = $state(false);
  /** Names, kinds and evidence are hidden wherever they could be read. */
  labelsHidden = $state(false);
  blank = $state(false);
  pointer = $state(false);
  /** One draws over the picture instead of moving it. */
  pen = $state(false);
  /** Libraries and what belongs to the kernel are dimmed. */
  onlyProgram = $state(false);
  /** First pages of the regions whose labels are shown although labels are hidden. */
  #revealed = $state.raw<readonly number[]>([]);
  /** What stands still while the process goes on, and since when. */
  frozen = $state.raw<{ readonly capture: Capture; readonly since: number } | undefined>(undefined);
  /** When the time for a question is over, in epoch milliseconds. */
  timerEnds = $state<number | undefined>(undefined);

  #hidden: { readonly from: Capture; readonly revealed: readonly number[]; readonly capture: Capture } | undefined;

  /** What may be shown of a capture. The same answer again for the same capture, so that nothing is laid out anew. */
  shown(capture: Capture | undefined): Capture | undefined {
    const present = this.frozen?.capture ?? capture;
    if (!present || !this.labelsHidden) return present;
    const revealed = this.#revealed;
    if (this.#hidden?.from !== present || this.#hidden.revealed !== revealed)
      this.#hidden = { from: present, revealed, capture: withoutLabels(present, { revealed }) };
    return this.#hidden.capture;
  }

  /** Hides all labels, or shows them; what was revealed before is hidden again. */
  hideLabels(hidden: boolean): void {
    this.#revealed = [];
    this.labelsHidden = hidden;
  }

  /** Shows the label of the region that begins at a page, and of no other. */
  reveal(start: number): void {
    this.#revealed = [...this.#revealed, start];
  }

  /** Lets what is shown now stand still, or go on. */
  freeze(capture: Capture | undefined, now: number): void {
    this.frozen = this.frozen || !capture ? undefined : { capture, since: now };
  }

  /** Begins a time for thinking; 0 ends it. */
  timer(minutes: number, now: number): void {
    this.timerEnds = minutes > 0 ? now + minutes * 60_000 : undefined;
  }
}
