/** Choices that a lesson makes for a while, and those that a person makes meanwhile. */
import { Preferences } from '@renderer/state/preferences.svelte.ts';
import { expect, test } from 'vitest';

/** A storage that remembers what was written last. */
function memory() {
  let text: string | null = null;
  return {
    getItem: () => text,
    setItem: (_key: string, value: string) => {
      text = value;
    },
    stored: () => JSON.parse(text ?? '{}') as Record<string, unknown>,
  };
}

test('what a lesson lends is shown, never stored, and gone when it is given back', () => {
  const storage = memory();
  const preferences = new Preferences(storage);
  preferences.lend({ view: 'pages', highAddressesOnTop: false });
  preferences.set({ theme: 'dark' });
  expect(preferences.current).toMatchObject({ view: 'pages', highAddressesOnTop: false, theme: 'dark' });
  expect(storage.stored()).toMatchObject({ view: 'map', highAddressesOnTop: true, theme: 'dark' });
  preferences.giveBack();
  expect(preferences.current).toMatchObject({ view: 'map', highAddressesOnTop: true, theme: 'dark' });
});

test('a person who chooses otherwise is heard, and keeps that choice', () => {
  const storage = memory();
  const preferences = new Preferences(storage);
  preferences.lend({ view: 'pages', colourMode: 'resident' });
  preferences.set({ view: 'treemap' });
  expect(preferences.current).toMatchObject({ view: 'treemap', colourMode: 'resident' });
  preferences.giveBack();
  expect(preferences.current).toMatchObject({ view: 'treemap', colourMode: 'kind' });
  expect(storage.stored()).toMatchObject({ view: 'treemap', colourMode: 'kind' });
});
