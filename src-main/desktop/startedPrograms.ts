/**
 * “Start a program…” of the menu: the program waits at its gate until the page watches it, so that the page sees it from
 * its first state. Which program, only the dialogue of the desktop says; the page is told a PID, as of any process.
 */
import type { Failure } from '../contract/messages.ts';
import type { Pid } from '../contract/units.ts';
import { findProgram } from '../launch/findProgram.ts';
import { launchGated, type Launched } from '../launch/gate.ts';

/** A page that is busy or hangs does not keep a program waiting for longer, in milliseconds. */
const longestWait = 5000;

export class StartedPrograms {
  private readonly show: (pid: Pid) => void;
  private readonly refuse: (failure: Failure) => void;
  private readonly waiting = new Map<number, Launched>();

  /** `show` has the page open a process, `refuse` says why a program was not started. */
  constructor(show: (pid: Pid) => void, refuse: (failure: Failure) => void) {
    this.show = show;
    this.refuse = refuse;
  }

  /** Starts a file without arguments. It ends with this program, however that ends. */
  async start(file: string): Promise<void> {
    const found = findProgram(file, '');
    if (!found.ok) {
      this.refuse(found);
      return;
    }
    const outcome = await launchGated(found.value, []);
    if (!outcome.ok) {
      this.refuse(outcome);
      return;
    }
    const launched = outcome.value;
    this.waiting.set(launched.pid, launched);
    this.show(launched.pid);
    setTimeout(() => {
      this.watched(launched.pid);
    }, longestWait).unref();
  }

  /** The page watches a process: if it is one of those, it begins. */
  watched(pid: number): void {
    const launched = this.waiting.get(pid);
    this.waiting.delete(pid);
    void launched?.begin();
  }
}
