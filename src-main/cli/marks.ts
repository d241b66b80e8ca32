/** Names that were asked for while recording: each is given to the first moment that is read after it was asked for. */
import type { Recording } from '../time/recording.ts';

interface Asked {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Undefined when the name was given; otherwise why it was not. */
  readonly answer: (refusal: string | undefined) => void;
}

export class Marks {
  private readonly look: () => void;
  private asked: readonly Asked[] = [];

  /** `look` has the process read at once. */
  constructor(look: () => void) {
    this.look = look;
  }

  /** Resolves once the name was given, or with why it was not. */
  ask(name: string): Promise<string | undefined> {
    return new Promise((answer) => {
      this.asked = [...this.asked, { name, time: Date.now(), answer }];
      this.look();
    });
  }

  /** The recording has grown. */
  give(recording: Recording): void {
    const time = recording.newest()?.time ?? -Infinity;
    const due = this.asked.filter((one) => one.time <= time);
    this.asked = this.asked.filter((one) => one.time > time);
    for (const { name, answer } of due) {
      const marked = recording.mark(name);
      answer(marked.ok ? undefined : marked.message);
    }
  }

  /** Nothing more is read. */
  end(): void {
    for (const { answer } of this.asked) answer('The recording ended before there was another moment.');
    this.asked = [];
  }
}
