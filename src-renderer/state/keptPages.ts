/** What looks at pages answer from states that were kept with a moment. Pure. */
import type { InsideCallName, InsideCalls, Outcome } from '@contract/calls.ts';
import { keptCounts, keptState, keptStates, type PageRuns } from '@contract/pageRuns.ts';
import type { EpochMilliseconds } from '@contract/units.ts';

type Answers = {
  readonly [N in InsideCallName]?: (
    argument: Omit<InsideCalls[N]['argument'], 'watch'>,
  ) => Outcome<InsideCalls[N]['result']>;
};

/** The answer to each call that kept states can answer. */
export const keptPageAnswers = (runs: PageRuns, takenAt: EpochMilliseconds): Answers => ({
  'pages.states': ({ spans }) => ({ ok: true, value: keptStates(runs, spans, takenAt) }),
  'pages.counts': (cells) => ({ ok: true, value: keptCounts(runs, cells, takenAt) }),
  'pages.detail': ({ page }) => ({
    ok: true,
    value: {
      state: keptState(runs, page),
      notes: ['As it was at this moment. Only the state of each page was kept, not the kernel’s entry with its frame.'],
    },
  }),
});
