/** The lint rules of the layers: what they refuse when somebody plants it, and that the tree has none of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

interface LayerRules {
  refusal(file: string, imported: string): string | undefined;
  layerOf(file: string): { readonly rank: number } | undefined;
  importsOf(file: string, text?: string): string[];
  wayBetween(from: string, to: string, imports?: (file: string) => readonly string[]): string[] | undefined;
}

const root = resolve(import.meta.dirname, '../../..');
const rules = (await import(pathToFileURL(join(root, 'build/layerRules.js')).href)) as LayerRules;

const sources = ['src-main', 'src-renderer'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name))
    .map((name) => `${folder}/${name}`),
);

describe('a planted import', () => {
  it.each([
    ['an equal rank', 'src-renderer/format/bytes.ts', '../backend/listeners.ts', 'only lower ranks'],
    ['a higher rank', 'src-main/capture/take.ts', '../inspect/looks.ts', 'only lower ranks'],
    ['a higher rank by its alias', 'src-main/contract/capture.ts', '@words/labels.ts', 'only lower ranks'],
    ['a file that its neighbours may import', 'src-main/inspect/elf/image.ts', './files.ts', 'only lower ranks'],
    ['the other house', 'src-renderer/views/Pages.svelte', '@main/procfs/maps.ts', 'which is node code'],
    ['the page', 'src-main/live/worker.ts', '../../src-renderer/layout/scene.ts', 'which is page code'],
    ['schemas from the page', 'src-renderer/backend/requests.ts', 'zod', 'may not import zod'],
    ['Node from what both sides share', 'src-main/classify/classify.ts', 'node:fs', 'may not import node:fs'],
    ['Electron', 'src-main/desktop/menu.ts', 'electron', 'may not import electron'],
    ['the kinds from the kernel files', 'src-main/procfs/maps.ts', '../contract/kinds.ts', 'may not know'],
    ['components from a picture', 'src-main/cli/render.ts', '@renderer/views/address-map/props.ts', 'only lower ranks'],
  ])('of %s is refused', (_what, file, imported, why) => {
    expect(rules.refusal(file, imported)).toContain(why);
  });

  it.each([
    ['src-main/capture/take.ts', '../procfs/maps.ts'],
    ['src-main/capture/images.ts', '../inspect/elf/image.ts'],
    ['src-main/cli/render.ts', '../../src-renderer/layout/scene.ts'],
    ['src-renderer/state/workspace.svelte.ts', '@contract/calls.ts'],
    ['src-main/web/server.ts', 'node:http'],
  ])('from %s of %s is not', (file, imported) => {
    expect(rules.refusal(file, imported)).toBeUndefined();
  });
});

describe('circles of files', () => {
  it('are found with their way, however long', () => {
    const imports: Record<string, readonly string[]> = { a: ['b', 'd'], b: ['c'], c: ['a'], d: [] };
    const of = (file: string): readonly string[] => imports[file] ?? [];
    expect(rules.wayBetween('b', 'a', of)).toEqual(['b', 'c', 'a']);
    expect(rules.wayBetween('d', 'a', of)).toBeUndefined();
  });

  it('counts imports of types, later imports and what is passed on', () => {
    const text = `import type { A } from './address.ts';\nexport * from './units.ts';\nvoid import('./kinds.ts');
import { readFileSync } from 'node:fs';\nimport { gone } from './gone.ts';`;
    expect(rules.importsOf('src-main/contract/rows.ts', text)).toEqual(
      ['address', 'units', 'kinds'].map((name) => `src-main/contract/${name}.ts`),
    );
  });
});

describe('the tree', () => {
  it('has a layer for every file', () => {
    expect(sources.filter((file) => !rules.layerOf(file))).toEqual([]);
  });

  it('has no import of an equal or higher rank and no circle', () => {
    const wrong = sources.flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const names = [...text.matchAll(/^\s*(?:import|export|\})[^;'"]*?from '([^']+)'/gm)].map(([, name]) => name!);
      return [
        ...names.map((name) => rules.refusal(file, name)),
        ...rules.importsOf(file).map((target) => rules.wayBetween(target, file)?.join(' → ')),
      ].filter((found) => found !== undefined);
    });
    expect(sources.length).toBeGreaterThan(500);
    expect(wrong).toEqual([]);
  });
});
