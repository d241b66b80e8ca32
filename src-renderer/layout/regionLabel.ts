/** What the classifier calls a region. */
import type { Capture } from '@contract/capture.ts';
import { entry } from './segments.ts';

/** A region's label. */
export const regionLabel = (capture: Capture, region: number): string =>
  capture.regions.labels[entry(capture.regions.label, region)] ?? '';
