/** The colours of the regions in lists: those of the picture, in full for rows that the filter lets through or dims. */
import type { Capture } from '@contract/capture.ts';
import { regionColours, type RegionColours } from '../layout/regionColours.ts';
import { palettes } from '../paint/palettes.ts';
import type { Workspace } from '../state/workspace.svelte.ts';

export const listColours = (workspace: Workspace, capture: Capture, theme: 'light' | 'dark'): RegionColours =>
  regionColours(
    capture,
    {
      colourMode: workspace.preferences.current.colourMode,
      findings: workspace.security.findings,
      ...(workspace.comparison.changes ? { changes: workspace.comparison.changes } : {}),
    },
    undefined,
    palettes[theme],
  );
