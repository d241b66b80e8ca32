/**
 * Memory of QEMU's guests (system/physmem.c, qemu_ram_setup): each block of guest memory is mapped on its own, left out of
 * children (MADV_DONTFORK, VmFlags dc) and offered for merging of equal pages (MADV_MERGEABLE, mg), which nothing else in
 * the program is. The largest has the size that was asked for with -m. Translated code lies in one executable buffer.
 */
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import { gib, mib, RuntimeClaims } from './runtimeClaims.ts';
import { vmFlag, type Space } from './space.ts';

const units: Readonly<Record<string, number>> = { k: mib / 1024, m: mib, g: gib, t: 1024 * gib };

/** Pages asked for with `-m 4G`, `-m 512` (MiB) or `-m size=4G,slots=2`; undefined without the option. */
function memoryOption(cmdline: readonly string[]): number | undefined {
  const value = cmdline[cmdline.lastIndexOf('-m') + 1];
  const match = cmdline.includes('-m') ? /^(?:size=)?(\d+)([kmgt]?)/i.exec(value ?? '') : null;
  return match ? Number(match[1]) * (units[(match[2] ?? '').toLowerCase()] ?? mib) : undefined;
}

/** Claims guest memory and translated code. */
export function claimQemu(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined) return;
  const rules = new RuntimeClaims(space, claims, 'QEMU', fingerprint);
  const asked = memoryOption(space.cmdline());
  const guestFlags = vmFlag.dc | vmFlag.mg;
  for (let row = 0; row < space.count; row++) {
    if (!rules.isOpen(row) || !space.isWritable(row) || space.isShared(row)) continue;
    const size = space.pages(row);
    if (space.isExecutable(row)) {
      rules.claim(row, 'jit-code', 'strong', 'qemu-code', [fact('about', { about: 'qemu-code' })]);
    } else if ((space.flags(row) & guestFlags) === guestFlags) {
      const whole = size === asked;
      rules.claim(row, 'runtime-heap', 'strong', whole ? 'guest-ram' : 'guest-memory', [
        fact('about', { about: 'guest-ram' }),
        fact('guest-flags'),
        ...(whole ? [fact('guest-size', { size })] : []),
      ]);
    }
  }
}
