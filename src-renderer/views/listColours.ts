/** The colours of the regions in lists: those of the picture, in full for rows that the filter lets through or dims. */
import type { Capture } from '@contract/capture.ts';
import { regionColours, type RegionColours } from '../layout/regionColours.ts';
import { palettes } from '../paint/palettes.ts';
import type { Explorer } from '../state/explorer.svelte.ts';

export const listColours = (explorer: Explorer, capture: Capture, theme: 'light' | 'dark'): RegionColours =>
  regionColours(
    capture,
    {
      colourMode: explorer.preferences.current.colourMode,
      findings: explorer.security.findings,
      ...(explorer.comparison.changes ? { changes: explorer.comparison.changes } : {}),
    },
    undefined,
    palettes[theme],
  );
