/** A Vite plugin that puts the WebAssembly of Capstone beside the files that load it when instructions are asked for. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @returns {import('vite').Plugin} */
export function disassembler() {
  return {
    name: 'procatlas:disassembler',
    generateBundle() {
      const file = createRequire(import.meta.url).resolve('@alexaltea/capstone-js/dist/capstone.wasm');
      this.emitFile({ type: 'asset', fileName: 'capstone.wasm', source: readFileSync(file) });
    },
  };
}
