/** The tables of the command line's options, for what is made beside the program. */
import { join, resolve } from 'node:path';
import { runnerImport } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/**
 * Every command there is.
 * @returns {Promise<typeof import('../../src-main/cli/usage/commands.ts')>}
 */
export async function loadTables() {
  const file = join(root, 'src-main/cli/usage/commands.ts');
  const { module } = await runnerImport(file, { configFile: false, logLevel: 'warn', root });
  return module;
}
