/** Between a look at a path and the opening of it a hostile process may put anything in its place. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lookAt, withFile } from '@main/capture/mappedFile.ts';
import { expect, test } from 'vitest';
import { startProgram, temporaryFolder } from '../support/programs.ts';

test('a FIFO that is exchanged with a regular file all the time is never opened', async () => {
  const folder = temporaryFolder('exchange');
  const file = join(folder, 'regular');
  const fifo = join(folder, 'fifo');
  writeFileSync(file, 'content');
  const program = await startProgram('exchanges', { args: [file, fifo] });
  try {
    let read = 0;
    let seen = 0;
    for (let turn = 0; turn < 20_000; turn++) {
      const found = lookAt(file, { device: '', name: file });
      if (!found) continue;
      seen++;
      const text = withFile(found, (source) => Buffer.from(source.read(0, 7)).toString());
      if (text === undefined) continue;
      read++;
      expect(text).toBe('content');
    }
    program.signal('SIGUSR1');
    await program.nextLine();
    expect(program.made('opens').facts.count).toBe(0);
    // The loop has really met both: sometimes the file, sometimes what stood in its place.
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(seen);
  } finally {
    await program.stop();
  }
});
