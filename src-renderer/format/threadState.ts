/** The state letter of /proc/PID/task/TID/stat in words (proc(5), field 3). */
const words: Readonly<Record<string, string>> = {
  R: 'running or ready to run',
  S: 'sleeping, waiting for something',
  D: 'waiting for a device; it cannot be interrupted',
  T: 'stopped by a signal',
  t: 'stopped by a debugger',
  I: 'idle',
  Z: 'ended; its parent has not asked for its result yet',
  X: 'ended',
  P: 'parked',
};

/** What a state letter means; the letter itself when it is not known. */
export const threadStateText = (letter: string): string => words[letter] ?? letter;
