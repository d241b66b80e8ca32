import type { Outcome, OpenedSource } from '@contract/calls.ts';
import type { ProcessStore } from '@renderer/state/processStore.svelte.ts';
import { Sources } from '@renderer/state/sources.svelte.ts';
import { expect, it } from 'vitest';

it('files that are handed over at once are asked for one after the other, so that none is lost', async () => {
  const steps: string[] = [];
  const nothing: Outcome<null> = { ok: true, value: null };
  const backend = {
    call: () => {
      steps.push('asked');
      return Promise.resolve(nothing);
    },
    on: () => () => undefined,
  };
  const store = {
    openSource: async (load: () => Promise<Outcome<OpenedSource | null>>) => {
      await load();
      // Stopping what was shown takes a while.
      await new Promise((resolve) => setTimeout(resolve, 5));
      steps.push('shown');
      return 'shown' as const;
    },
  };
  // Only what is asked of them.
  const sources = new Sources(backend as never, store as unknown as ProcessStore, () => undefined);
  await Promise.all([sources.openInitial(), sources.openInitial()]);
  expect(steps).toEqual(['asked', 'shown', 'asked', 'shown']);
});
