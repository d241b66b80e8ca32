/** Reads one watched process, and remembers the last capture, on which the next one builds. */
import { cancelled, type Outcome } from '../contract/calls.ts';
import type { Pid } from '../contract/units.ts';
import type { TakeContext } from '../capture/context.ts';
import type { TakeOptions } from '../capture/rows.ts';
import { takeCapture, type Taken, type TakeSteps } from '../capture/take.ts';
import { takeRows } from '../capture/takeRows.ts';
import { readBeat } from '../procfs/beat.ts';
import { drive } from './drive.ts';
import type { ProcessReading, ReadHooks, Reading } from './watcher.ts';

/** The reads of one process. `interrupted` is asked within long reads, when no message can arrive. */
export function openReading(context: TakeContext, pid: Pid, interrupted: () => boolean): ProcessReading {
  let previous: Taken | undefined;

  const run = async (
    hooks: ReadHooks,
    begin: (options: TakeOptions) => TakeSteps<Outcome<Taken>>,
  ): Promise<Outcome<Reading>> => {
    const steps = begin({
      parts: hooks.parts,
      interrupted: () => hooks.signal.aborted || interrupted(),
      progress: (...values) => {
        hooks.progress(...values);
      },
    });
    const outcome = await drive(
      steps,
      (picture) => {
        if (picture) hooks.maps(picture);
      },
      hooks.signal,
    );
    if (!outcome) return cancelled;
    if (!outcome.ok) return outcome;
    previous = outcome.value;
    return { ok: true, value: { capture: previous.capture, replaced: previous.replaced } };
  };

  const whole = (hooks: ReadHooks) => run(hooks, (options) => takeCapture(context, pid, options, previous));
  return {
    beat: () => readBeat(context.reader, pid, context.machine.pageSize),
    whole,
    rows: (hooks) => {
      const before = previous;
      return before ? run(hooks, (options) => takeRows(context, before, options)) : whole(hooks);
    },
  };
}
