import { kindIndex } from '@contract/kinds.ts';
import { commandTable, pageCommand, type KeyPress } from '@renderer/commands/shortcuts.ts';
import { defaultChoices, isViewChanged, readChoices, resetChoices } from '@renderer/state/choices.ts';
import { FilterState, maskOf } from '@renderer/state/filter.svelte.ts';
import { Preferences } from '@renderer/state/preferences.svelte.ts';
import { describe, expect, it } from 'vitest';
import { sample } from './syntheticCapture.ts';

describe('preferences', () => {
  it('are reset to the first view, but for what is the person’s own', () => {
    const own = { theme: 'dark', textScale: 1.5, interval: 5000 } as const;
    const changed = { ...defaultChoices, ...own, colourMode: 'dirty', scalePower: 1, tableOpen: false } as const;
    expect(isViewChanged(changed)).toBe(true);
    expect(resetChoices(changed)).toEqual({ ...defaultChoices, ...own });
    expect(isViewChanged({ ...resetChoices(changed), dockTab: 'memory' })).toBe(false);
  });

  it.each([null, '', 'not json', '[]', 'null', '42'])('fall back to the defaults for %j', (text) => {
    expect(readChoices(text)).toEqual(defaultChoices);
  });
  it('keep what is right and replace what is not', () => {
    const read = readChoices(JSON.stringify({ theme: 'dark', textScale: 99, interval: 7, scalePower: 0.5, extra: 1 }));
    expect(read).toEqual({ ...defaultChoices, theme: 'dark', scalePower: 0.5 });
  });
  it('are remembered, and survive storage that refuses', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
    };
    new Preferences(storage).set({ theme: 'light' });
    expect(new Preferences(storage).current.theme).toBe('light');
    const refusing = {
      getItem: () => null,
      setItem: (): never => {
        throw new Error('quota');
      },
    };
    const preferences = new Preferences(refusing);
    preferences.set({ theme: 'dark' });
    expect(preferences.current.theme).toBe('dark');
  });
  it('grow and shrink the page in steps, and stop at the ends', () => {
    const preferences = new Preferences(undefined);
    preferences.scale(1);
    expect(preferences.current.textScale).toBe(1.125);
    for (let step = 0; step < 20; step++) preferences.scale(-1);
    expect(preferences.current.textScale).toBe(0.75);
    preferences.scale(0);
    expect(preferences.current.textScale).toBe(1);
  });
});

describe('the filter', () => {
  it('marks the regions of the chosen kinds; without a choice there is no mask', () => {
    const capture = sample();
    expect(maskOf(capture, [])).toBeUndefined();
    expect([...maskOf(capture, ['heap', 'tls'])!]).toEqual(
      [...capture.regions.kind].map((kind) => Number(kind === kindIndex.heap || kind === kindIndex.tls)),
    );
  });
  it('toggles, isolates, and shows all again when isolated twice', () => {
    const filter = new FilterState();
    filter.toggle('heap');
    filter.toggle('stack');
    filter.toggle('heap');
    expect(filter.kinds).toEqual(['stack']);
    filter.isolate('tls');
    expect(filter.kinds).toEqual(['tls']);
    filter.isolate('tls');
    expect(filter.active).toBe(false);
  });
});

describe('keys', () => {
  const table = commandTable([], () => undefined);
  const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    target: null,
    defaultPrevented: false,
    ...held,
  });
  it.each([
    [press('p', { ctrlKey: true }), 'choose-process'],
    [press('F', { ctrlKey: true }), 'go-to'],
    [press('/'), 'go-to'],
    [press('F3', { shiftKey: true }), 'previous-hit'],
    [press('ArrowLeft', { altKey: true }), 'back'],
    [press('0', { ctrlKey: true }), 'ordinary-size'],
    [press(' '), 'toggle-pause'],
    [press('?', { shiftKey: true }), 'help'],
    [press('F6'), 'next-panel'],
    [press('F6', { shiftKey: true }), 'previous-panel'],
    [press('S', { ctrlKey: true, shiftKey: true }), 'save-recording'],
    [press('s', { ctrlKey: true }), 'save-capture'],
    [press('P', { ctrlKey: true, shiftKey: true }), 'choose-process'],
    [press('+'), undefined],
    [press('t', { defaultPrevented: true }), undefined],
  ])('%o means %s', (event, command) => {
    expect(pageCommand(event, false, table)?.id).toBe(command);
  });
  it('in a dialogue only change the size', () => {
    expect(pageCommand(press('+', { ctrlKey: true }), true, table)?.id).toBe('larger');
    expect(pageCommand(press('p', { ctrlKey: true }), true, table)).toBeUndefined();
    expect(pageCommand(press('t'), true, table)).toBeUndefined();
  });
});
