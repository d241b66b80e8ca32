import { permissionBits } from '@contract/capture.ts';
import { rowAt } from '@contract/rows.ts';
import { asPageNumber } from '@contract/units.ts';
import { cellsDrawn } from '@renderer/layout/pageSteps.ts';
import type { Scene } from '@renderer/layout/scene.ts';
import { selectPage, selectRegion } from '@renderer/state/located.ts';
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

describe('the keys among page cells', () => {
  const capture = sampleCapture();
  const region = (scene: Scene, { start }: Selection) => {
    const { regions } = scene.structure.capture;
    const row = rowAt(regions, start);
    return { start: regions.start[row]!, end: regions.end[row]! };
  };
  /** A region of more pages than are shown at once, and no guard. */
  const large = (): Selection => {
    const { regions } = capture;
    const row = Array.from({ length: regions.length }, (_, index) => index).find(
      (index) =>
        regions.end[index]! - regions.start[index]! > 200 &&
        ((capture.mappings.perms[regions.mapping[index]!] ?? 0) & permissionBits.write) !== 0,
    )!;
    return selectRegion(capture, row);
  };

  it('go into a region and fly to where its cells are drawn', () => {
    const { scene, selection } = pressed(['ArrowRight'], large());
    expect(selection).toEqual(selectPage(asPageNumber(large().end - 1)));
    expect(cellsDrawn(scene, selection!.start)).toBe(true);
    const shown = spanOfView(scene.scale, scene.view);
    expect(shown.start).toBeLessThanOrEqual(selection!.start);
    expect(shown.end).toBeGreaterThanOrEqual(selection!.end);
  });

  it('go into it with Enter once it fills the screen', () => {
    expect(pressed(['Enter'], large()).selection?.level).toBe('region');
    expect(pressed(['Enter', 'Enter'], large()).selection?.level).toBe('page');
  });

  it('walk along rows and columns, and never out of the region', () => {
    const first = pressed(['ArrowRight'], large()).selection!;
    for (const keys of [['ArrowUp'], ['ArrowRight', 'ArrowRight', 'ArrowRight']]) {
      expect(pressed(['ArrowRight', ...keys], large()).selection).toEqual(first);
    }
    const { scene, selection: below } = pressed(['ArrowRight', 'ArrowDown'], large());
    const perRow = first.start - below!.start;
    expect(perRow).toBeGreaterThanOrEqual(1);
    expect(Math.log2(perRow) % 1).toBe(0);
    expect(pressed(['ArrowRight', 'ArrowDown', 'ArrowUp'], large()).selection).toEqual(first);
    const far = pressed(['ArrowRight', ...Array<string>(500).fill('ArrowDown')], large()).selection!;
    expect(far.level).toBe('page');
    expect(far.start).toBeGreaterThanOrEqual(region(scene, first).start);
    expect(far.start).toBeLessThan(region(scene, first).start + perRow);
  });

  it('keep the walked page on screen', () => {
    const { scene, selection } = pressed(['ArrowRight', ...Array<string>(70).fill('ArrowDown')], large());
    const shown = spanOfView(scene.scale, scene.view);
    expect(shown.start).toBeLessThanOrEqual(selection!.start);
    expect(shown.end).toBeGreaterThanOrEqual(selection!.end);
    expect(cellsDrawn(scene, selection!.start)).toBe(true);
  });

  it('lead back to the region from the left end of a row, and with Esc from anywhere', () => {
    expect(pressed(['ArrowRight', 'ArrowDown', 'Escape'], large()).selection).toEqual(large());
    const back = pressed(['ArrowRight', 'ArrowDown', ...Array<string>(16).fill('ArrowLeft')], large());
    expect(back.selection?.level).not.toBe('page');
    const out = pressed(['ArrowRight', 'Escape', ...Array<string>(6).fill('Escape')], large());
    expect(out.selection).toBeUndefined();
  });

  it('do not go into a guard, nor into what is not mapped', () => {
    const { guard } = sampleScene(capture).colours;
    const row = guard.indexOf(1);
    expect(row).toBeGreaterThanOrEqual(0);
    expect(pressed(['ArrowRight'], selectRegion(capture, row)).selection).toEqual(selectRegion(capture, row));
  });
});
