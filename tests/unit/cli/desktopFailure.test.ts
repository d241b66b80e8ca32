import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { earlyEnd } from '@main/cli/desktopFailure.ts';
import { expect, test } from 'vitest';

const program = '/opt/Procatlas/procatlas';
const display = { DISPLAY: ':7' };

test.each([
  [
    'a closed sandbox',
    '[4:1127/1:FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! If you are running on Ubuntu 23.10+ …\n',
    'The desktop window’s sandbox could not start (“sudo chown root:root /opt/Procatlas/chrome-sandbox && sudo chmod 4755 /opt/Procatlas/chrome-sandbox” lets it)',
  ],
  [
    'a helper that has lost its rights',
    'The SUID sandbox helper binary was found, but is not configured correctly.',
    'The desktop window’s sandbox could not start (“sudo chown root:root /opt/Procatlas/chrome-sandbox && sudo chmod 4755 /opt/Procatlas/chrome-sandbox” lets it)',
  ],
  [
    'a dead display',
    '[1:ERROR:ozone_platform_x11.cc(244)] Missing X server or $DISPLAY\n[1:ERROR:env.cc(255)] The platform failed to initialize.  Exiting.',
    'The display :7 does not answer',
  ],
  [
    'a missing library',
    'procatlas: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file',
    'The desktop window needs libnss3.so, which is not installed here',
  ],
  [
    'a binary of another machine',
    'spawn /opt/Procatlas/procatlas ENOEXEC',
    'The desktop window’s program cannot be run (spawn /opt/Procatlas/procatlas ENOEXEC)',
  ],
])('%s is told with what helps', (_name, said, sentence) => {
  expect(earlyEnd({ said, status: null, signal: 'SIGTRAP' }, program, display)).toBe(sentence);
});

test('a missing library is looked for with what this machine has', () => {
  const folder = mkdtempSync(join(tmpdir(), 'procatlas-cli-'));
  try {
    writeFileSync(join(folder, 'dnf'), '');
    const said = 'procatlas: error while loading shared libraries: libnss3.so: cannot open shared object file';
    expect(earlyEnd({ said }, program, { PATH: `/nowhere:${folder}` })).toBe(
      "The desktop window needs libnss3.so, which is not installed here (“dnf provides '*/libnss3.so'” names its package)",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what is not known is told with how it ended and the last that it said', () => {
  expect(earlyEnd({ said: '', status: null, signal: 'SIGSEGV' }, program, display)).toBe(
    'The desktop window was ended by SIGSEGV before it was shown',
  );
  expect(earlyEnd({ said: 'first\n[1:2/3:FATAL:gpu.cc(9)] GPU process isn’t usable.\n', status: 1 }, program, {})).toBe(
    'The desktop window ended with status 1 before it was shown (GPU process isn’t usable)',
  );
  expect(earlyEnd({ said: 'waiting', waited: 60_000 }, program, {})).toBe(
    'The desktop window did not appear within 60 seconds',
  );
});
