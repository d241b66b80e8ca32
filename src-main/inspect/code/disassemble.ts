/**
 * Machine code as instructions, by Capstone (@alexaltea/capstone-js: 3.3 MB of WebAssembly, BSD). It is loaded when somebody
 * first asks for instructions, and decodes bytes that have been read already: it sees no process.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { CapstoneModule } from '@alexaltea/capstone-js';
import { addressOf } from '../../contract/address.ts';
import type { Outcome } from '../../contract/calls.ts';
import type { Capture } from '../../contract/capture.ts';
import type { Disassembly } from '../../contract/inside.ts';
import { asPageNumber, pageBytes, type PageNumber } from '../../contract/units.ts';

/** The last page of a 32-bit program. */
const narrowPages = 2 ** 20;

let loading: Promise<CapstoneModule> | undefined;

async function load(): Promise<CapstoneModule> {
  const { default: start } = await import('@alexaltea/capstone-js');
  const shipped = join(import.meta.dirname, '../capstone.wasm');
  const file = existsSync(shipped)
    ? shipped
    : createRequire(import.meta.url).resolve('@alexaltea/capstone-js/dist/capstone.wasm');
  return start({ wasmBinary: readFileSync(file) });
}

/** The architecture and mode of a process's code; undefined for one that is not decoded here. */
function modeOf(capstone: CapstoneModule, { machine, mappings }: Capture): readonly [number, number] | undefined {
  const { architecture } = machine;
  if (architecture === 'aarch64') return [capstone.ARCH_ARM64, capstone.MODE_ARM];
  if (architecture !== 'x86_64' && !/^i\d86$/.test(architecture)) return undefined;
  // A 32-bit program under a 64-bit kernel has nothing above 4 GiB, not even the kernel's [vsyscall].
  const narrow = (mappings.end[mappings.length - 1] ?? 0) <= narrowPages;
  return [capstone.ARCH_X86, narrow ? capstone.MODE_32 : capstone.MODE_64];
}

/**
 * Instructions of `code`, whose first byte lies at `start` and must be the first of an instruction. Bytes that are none are
 * one line each. Fails with a sentence for an architecture other than x86-64, i386 and arm64.
 */
export async function disassemble(
  capture: Capture,
  { start, code }: { readonly start: PageNumber; readonly code: Uint8Array },
): Promise<Outcome<Disassembly>> {
  loading ??= load();
  // What failed once, such as a file that was being replaced, is tried again when somebody asks again.
  const capstone = await loading.catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  const mode = modeOf(capstone, capture);
  if (!mode) {
    const { architecture } = capture.machine;
    const message = 'These instructions cannot be shown.';
    const why = `The process runs on ${architecture === '' ? 'an unknown architecture' : architecture}; those of x86-64 and arm64 are decoded.`;
    return { ok: false, code: 'invalid', message, why };
  }
  const decoder = new capstone.Capstone(...mode);
  try {
    decoder.option(capstone.OPT_SKIPDATA, capstone.OPT_ON);
    const found = decoder.disasm(code, addressOf(start));
    let at = 0;
    const instructions = found.map(({ size, mnemonic, op_str: operands }) => {
      const from = at;
      at += size;
      return {
        start: asPageNumber(start + from / pageBytes),
        length: size,
        text: `${mnemonic} ${operands}`.trim(),
      };
    });
    return { ok: true, value: { instructions, by: 'Capstone' } };
  } finally {
    decoder.close();
  }
}
