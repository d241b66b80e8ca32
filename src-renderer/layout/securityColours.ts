/** The security colour mode: how bad what was found in each region is. Pure. */
import type { Capture } from '@contract/capture.ts';
import type { SecurityFinding } from '@contract/elfInside.ts';
import { firstEndingAbove } from '@contract/rows.ts';
import { rgbOf, type Rgb } from './colours.ts';

/** Severities from nothing to the worst, in the order of {@link securityColours}. */
export const severities = ['none', 'expected', 'notice', 'alarm'] as const;

/** The worst finding of each region, as an index into {@link severities}. Findings may cover many regions or a part. */
export function regionSeverities(capture: Capture, findings: readonly SecurityFinding[]): Uint8Array {
  const { regions } = capture;
  const worst = new Uint8Array(regions.length);
  for (const { start, end, severity } of findings) {
    const level = severities.indexOf(severity);
    for (let row = firstEndingAbove(regions, start); row < regions.length; row++) {
      if ((regions.start[row] ?? 0) >= end) break;
      worst[row] = Math.max(worst[row] ?? 0, level);
    }
  }
  return worst;
}

/** One colour per severity: only what asks for attention has a strong one, and they differ in lightness too. */
export const securityColours = (theme: 'light' | 'dark'): readonly Rgb[] =>
  (theme === 'light' ? ['#d5dbe0', '#7fb3d5', '#e0a100', '#c2003d'] : ['#3a424b', '#3f7ea8', '#c79a2b', '#ff4d7d']).map(
    rgbOf,
  );

/** What each colour says, for the key. */
export const securityWords: readonly string[] = [
  'nothing found',
  'expected: a runtime needs it',
  'worth a look',
  'weakens the protection of memory',
];
