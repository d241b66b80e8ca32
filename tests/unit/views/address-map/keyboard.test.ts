import { describe, expect, it } from 'vitest';
import { spanOfView, type View } from '@renderer/layout/view.ts';
import type { Selection } from '@renderer/state/model.ts';
import { commandOf, perform } from '@renderer/views/address-map/keyboard.ts';
import { sampleCapture } from '../../../support/sampleCapture.ts';
import { sampleScene } from '../../../support/sampleScene.ts';

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

/** Presses keys one after the other, arriving at once after each. */
function pressed(keys: readonly string[], selected?: Selection) {
  let scene = sampleScene(sampleCapture());
  let selection = selected;
  for (const key of keys) {
    const command = commandOf({ ...plain, key });
    if (!command) continue;
    perform(command, scene, selection, {
      fly: (view: View) => {
        scene = { ...scene, view };
      },
      select: (next) => {
        selection = next;
      },
    });
  }
  return { scene, selection };
}

describe('the keys of the address map', () => {
  it('leave combinations with Ctrl and Alt to others', () => {
    expect(commandOf({ ...plain, ctrlKey: true, key: '+' })).toBeUndefined();
    expect(commandOf({ ...plain, key: 'q' })).toBeUndefined();
  });

  it('zoom in and out again', () => {
    const home = sampleScene(sampleCapture()).view;
    expect(pressed(['+', '+']).scene.view.extent).toBeCloseTo(home.extent / 1.6 ** 2, 9);
    expect(pressed(['+', '+', '-', '-']).scene.view.extent).toBeCloseTo(home.extent, 6);
    expect(pressed(['+', '+', 'Home']).scene.view.extent).toBeCloseTo(home.extent, 9);
  });

  it('select a region first and walk upwards from it', () => {
    const first = pressed(['ArrowUp']).selection!;
    const second = pressed(['ArrowUp', 'ArrowUp']).selection!;
    expect(first.level).toBe('region');
    expect(second.start).toBeGreaterThanOrEqual(first.end);
  });

  it('fly to the selection with Enter and step out with Esc until nothing is selected', () => {
    const { scene, selection } = pressed(['ArrowDown', 'Enter']);
    const span = spanOfView(scene.scale, scene.view);
    expect(span.start).toBeLessThanOrEqual(selection!.start);
    expect(span.end).toBeGreaterThanOrEqual(selection!.end);
    expect(span.end - span.start).toBeLessThan((selection!.end - selection!.start) * 4);
    const out = pressed(['ArrowDown', 'Enter', 'Escape', 'Escape', 'Escape', 'Escape', 'Escape']);
    expect(out.scene.view.extent).toBeCloseTo(sampleScene(sampleCapture()).view.extent, 9);
    expect(out.selection).toBeUndefined();
  });

  it('bring a selection that leaves the screen back onto it', () => {
    const { scene, selection } = pressed(['ArrowUp', 'Enter', 'ArrowUp', 'ArrowUp', 'ArrowUp']);
    const span = spanOfView(scene.scale, scene.view);
    expect(selection!.start).toBeGreaterThanOrEqual(span.start - 1);
    expect(selection!.end).toBeLessThanOrEqual(span.end + 1);
  });
});
