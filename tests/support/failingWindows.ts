/** Programs in the place of Electron's that show no window, each in a way of its own, as scripts of a shell. */

/** What is wrong, the script, and what the one line must say. */
export const failingWindows = [
  [
    'its sandbox is forbidden',
    'echo "[1:FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox!" >&2; kill -TRAP $$',
    /sandbox could not start \(“(?:sudo |su -c ')chown/,
  ],
  ['its display is dead', 'echo "Missing X server or \\$DISPLAY" >&2; exit 1', /^The display :99 does not answer,/m],
  [
    'a library is missing',
    'echo "electron: error while loading shared libraries: libnss3.so: cannot open" >&2; exit 127',
    /needs libnss3\.so, which is not installed/,
  ],
  ['it crashes', 'kill -SEGV $$', /was ended by SIGSEGV before it was shown/],
  ['its file is damaged', '\u007fELF', /cannot be run|ended with|was ended/],
] as const;

/** The text of the program's file; one that begins as an ELF file is taken as it is. */
export const programOf = (script: string): string =>
  script.startsWith('\u007fELF') ? script : `#!/bin/sh\n${script}\n`;
