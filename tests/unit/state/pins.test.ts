import { mostPins, type Capture } from '@contract/capture.ts';
import { asPageNumber } from '@contract/units.ts';
import { Pins } from '@renderer/state/pins.svelte.ts';
import { expect, it } from 'vitest';

const page = asPageNumber;

it('a trail is kept in order, walked round, named and shortened', () => {
  const pins = new Pins(() => undefined);
  expect(pins.next(undefined, 1)).toBeUndefined();
  for (const at of [3, 1, 2]) pins.keep(page(at), `pin ${at}`);
  pins.keep(page(1), 'again');
  expect(pins.trail.map(({ name }) => name)).toEqual(['pin 3', 'pin 1', 'pin 2']);
  expect([pins.next(undefined, 1), pins.next(undefined, -1)].map((pin) => pin?.at)).toEqual([3, 2]);
  expect([pins.next(page(2), 1), pins.next(page(3), -1), pins.next(page(1), 1)].map((pin) => pin?.at)).toEqual([
    3, 2, 2,
  ]);
  pins.rename(page(1), 'here');
  pins.remove(page(3));
  expect(pins.trail).toEqual([
    { at: 1, name: 'here' },
    { at: 2, name: 'pin 2' },
  ]);
  for (let at = 10; at < 10 + 2 * mostPins; at++) pins.keep(page(at), '');
  expect(pins.trail).toHaveLength(mostPins);
});

it('pins that came with a capture are there, and come back when what was added is forgotten', () => {
  const saved = [{ at: page(7), name: 'saved' }];
  const pins = new Pins(() => ({ pins: saved }) as unknown as Capture);
  expect(pins.trail).toEqual(saved);
  pins.keep(page(8), 'added');
  expect(pins.trail.map(({ name }) => name)).toEqual(['saved', 'added']);
  pins.clear();
  expect(pins.trail).toEqual(saved);
});
