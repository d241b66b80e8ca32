/** Scenes for layout tests, with a text measure that needs no canvas. */
import type { Capture } from '@contract/capture.ts';
import { rgbOf, type MapPalette } from '@renderer/layout/colours.ts';
import type { Measure } from '@renderer/layout/labels.ts';
import { wholeScene, type Scene } from '@renderer/layout/scene.ts';

export const samplePalette: MapPalette = {
  theme: 'light',
  surface: rgbOf('#fbfbfc'),
  raised: rgbOf('#f0f1f4'),
  line: rgbOf('#c9ccd4'),
  text: rgbOf('#17181c'),
  muted: rgbOf('#5a5e69'),
  accent: rgbOf('#1f5fd0'),
};

/** Seven pixels a letter: wider than the real fonts, so that what fits here fits there. */
export const sampleMeasure: Measure = (text) => Array.from(text).length * 7;

/** A whole capture at 1000 × 720, or with other choices. */
export const sampleScene = (
  capture: Capture,
  choices: { readonly scalePower?: number; readonly highAddressesOnTop?: boolean; readonly height?: number } = {},
): Scene =>
  wholeScene(capture, {
    palette: samplePalette,
    viewport: { width: 1000, height: choices.height ?? 720, textScale: 1 },
    measure: sampleMeasure,
    highAddressesOnTop: choices.highAddressesOnTop ?? true,
    scalePower: choices.scalePower ?? 0.25,
  });
