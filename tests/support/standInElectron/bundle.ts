/** The stand-in as JavaScript: its modules for Node, and its two scripts for the page. */
import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { temporaryFolder } from '../programs.ts';

/** Where the pieces lie. */
export interface StandIn {
  /** The file that Node is started with. */
  readonly runner: string;
  /** Source of the script for the page's own world. */
  readonly mainWorld: string;
  /** Source of the script for the isolated world; what it exports is in the variable `preloadScope`. */
  readonly isolatedWorld: string;
}

const common = { configFile: false, logLevel: 'warn' } as const satisfies InlineConfig;

/** Builds it; some 0.1 s. */
export async function bundleStandIn(): Promise<StandIn> {
  const folder = temporaryFolder('stand-in-electron');
  const [mainWorld, isolatedWorld] = await Promise.all([script('mainWorld'), script('isolatedWorld'), forNode(folder)]);
  return { runner: join(folder, 'runner.js'), mainWorld, isolatedWorld };
}

async function forNode(outDir: string): Promise<void> {
  const input = ['runner', 'electron'].map((name) => join(import.meta.dirname, `program/${name}.ts`));
  await build({
    ...common,
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: { input, output: { entryFileNames: '[name].js' } },
    },
  });
}

async function script(name: string): Promise<string> {
  const entry = join(import.meta.dirname, `page/${name}.ts`);
  const made = await build({
    ...common,
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'preloadScope' } },
  });
  const [output] = (Array.isArray(made) ? made : [made]).flatMap((one) => ('output' in one ? one.output : []));
  if (output?.type !== 'chunk') throw new Error(`${name} was not built`);
  return output.code;
}
