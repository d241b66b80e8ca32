import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hexOf } from '@renderer/layout/colours.ts';
import { palettes } from '@renderer/paint/palettes.ts';

it.each(['light', 'dark'] as const)('a picture without a page has the colours of the %s theme', (theme) => {
  const [light = '', dark = ''] = readFileSync('src-renderer/theme/tokens.css', 'utf8').split(
    ":root[data-theme='dark']",
  );
  const css = theme === 'light' ? light : dark;
  const token = (name: string): string | undefined => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css)?.[1];
  const { surface, raised, line, text, muted, accent } = palettes[theme];
  expect({
    surface: hexOf(surface),
    raised: hexOf(raised),
    line: hexOf(line),
    text: hexOf(text),
    muted: hexOf(muted),
    accent: hexOf(accent),
  }).toEqual({
    surface: token('surface'),
    raised: token('surface-raised'),
    line: token('line'),
    text: token('text'),
    muted: token('text-muted'),
    accent: token('accent'),
  });
});
