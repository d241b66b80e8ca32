/** What the window is called: the process, and how it fares. Pure. */
import type { Capture } from '@contract/capture.ts';
import type { WatchCondition } from '@contract/calls.ts';
import type { Pid } from '@contract/units.ts';
import { formatPlural } from '../format/bytes.ts';
import { captureName } from '../format/knows.ts';
import { visibleText } from '../format/visibleText.ts';

/** What a title is made of; a workspace has it all. */
export interface Titled {
  readonly stage: { readonly presenting: boolean; readonly labelsHidden: boolean };
  readonly connection: { readonly state: string };
  readonly store: {
    readonly pid: Pid | undefined;
    readonly capture: Capture | undefined;
    readonly condition: { readonly condition: WatchCondition } | undefined;
    readonly failure: object | undefined;
    readonly paused: boolean;
  };
}

const conditionWords: Readonly<Record<WatchCondition, string | undefined>> = {
  live: undefined,
  exec: undefined,
  exited: 'exited',
  refused: 'refused',
  'no-address-space': 'no address space',
  failed: 'reading failed',
};

/**
 * `bash (4711), 48 mappings, exited – Procatlas`. Before an audience the title stands on the shared screen, in the list of
 * windows and in recordings of the talk: it then names nobody's process.
 */
export function pageTitle({ connection, store, stage }: Titled): string {
  if (stage.presenting || stage.labelsHidden) return 'Procatlas';
  const { capture, pid } = store;
  if (!capture) {
    if (pid === undefined) return 'Procatlas';
    return `Process ${pid}, ${store.failure ? 'not shown' : 'being read'} – Procatlas`;
  }
  const state =
    connection.state === 'lost'
      ? 'connection lost'
      : store.condition && conditionWords[store.condition.condition]
        ? conditionWords[store.condition.condition]
        : store.paused
          ? 'paused'
          : undefined;
  const parts = [visibleText(captureName(capture)), formatPlural(capture.mappings.length, 'mapping'), state];
  return `${parts.filter((part) => part !== undefined).join(', ')} – Procatlas`;
}
