/** The projected window's end of the podium: tells the console how the lesson stands, and does what it asks. */
import type { Stage } from '../stage.svelte.ts';
import { podiumChannel, type PodiumAction, type PodiumMessage, type PodiumState } from './podium.ts';
import type { TakenLesson } from './takenLesson.svelte.ts';

/** What the podium needs of the page. */
export interface PodiumPage {
  readonly stage: Stage;
  present(): void;
  freeze(): void;
}

export class PodiumHost {
  readonly room: string = Math.random().toString(36).slice(2, 12);
  readonly #page: PodiumPage;
  #channel: BroadcastChannel | undefined;

  constructor(page: PodiumPage) {
    this.#page = page;
  }

  /** Listens for consoles; what is returned ends it, as an effect wants it. */
  open(lesson: () => TakenLesson | undefined): () => void {
    const channel = new BroadcastChannel(podiumChannel(this.room));
    this.#channel = channel;
    channel.onmessage = ({ data }: MessageEvent<PodiumMessage>) => {
      const taken = lesson();
      if (data.from !== 'console') return;
      if (data.action.do === 'hello' || !taken) this.tell(taken);
      else this.do(taken, data.action);
    };
    return () => {
      channel.postMessage({ from: 'projector', state: undefined } satisfies PodiumMessage);
      channel.close();
      this.#channel = undefined;
    };
  }

  /** Tells every console how the lesson stands. */
  tell(taken: TakenLesson | undefined): void {
    this.#channel?.postMessage({
      from: 'projector',
      state: taken && this.state(taken),
    } satisfies PodiumMessage);
  }

  /** How the lesson stands, as plain data. */
  state(taken: TakenLesson): PodiumState {
    const { stage } = this.#page;
    return {
      lesson: taken.lesson,
      at: taken.at,
      station: taken.station,
      questionAt: taken.questionAt,
      looked: taken.looked,
      seen: taken.reached.map(({ seen }) => seen),
      answers: $state.snapshot(taken.answers),
      ballots: $state.snapshot(taken.ballots),
      ballotsShown: taken.ballotsShown,
      spoken: taken.spoken,
      recorded: !taken.live,
      presenting: stage.presenting,
      labelsHidden: stage.labelsHidden,
      spotlight: taken.spotlight,
      frozen: stage.frozen !== undefined,
      blank: stage.blank,
      pointer: stage.pointer,
      pen: stage.pen,
      onlyProgram: stage.onlyProgram,
      timerEnds: stage.timerEnds,
    };
  }

  /** Does what was asked, in this window or in a console. */
  do(taken: TakenLesson, action: PodiumAction): void {
    const { stage } = this.#page;
    switch (action.do) {
      case 'go':
        void taken.go();
        break;
      case 'pass':
        void taken.pass();
        break;
      case 'look':
        taken.look((taken.looked ?? 0) + action.by);
        break;
      case 'timer':
        stage.timer(action.minutes, Date.now());
        break;
      case 'count':
        void taken.count(action.question, action.ballot, action.choice, action.votes);
        break;
      case 'toggle':
        if (action.what === 'presenting') this.#page.present();
        else if (action.what === 'frozen') this.#page.freeze();
        else if (action.what === 'spotlight') taken.spotlight = !taken.spotlight;
        else if (action.what === 'ballotsShown') taken.ballotsShown = !taken.ballotsShown;
        else if (action.what === 'labelsHidden') stage.hideLabels(!stage.labelsHidden);
        else stage[action.what] = !stage[action.what];
    }
  }
}
