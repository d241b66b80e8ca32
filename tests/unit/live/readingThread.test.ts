import { expect, test } from 'vitest';
import { openContext } from '@main/capture/context.ts';
import { newInterrupt, nothingShipped, type FromWorker } from '@main/live/protocol.ts';
import { ReadingThread } from '@main/live/readingThread.ts';
import { openProc } from '@main/procfs/reader.ts';
import { asMilliseconds } from '@contract/units.ts';

test('a program without a file descriptor left says so instead of listing nothing', async () => {
  const replies: FromWorker[] = [];
  const reader = openProc();
  const context = openContext(reader);
  const none = { status: 'refused', why: 'No descriptor is left.', remedy: '', cost: asMilliseconds(0) } as const;
  const thread = new ReadingThread((message) => replies.push(message), nothingShipped, {
    ...context,
    reader: { ...reader, read: () => none, list: () => none },
  });
  thread.handle({ type: 'call', id: 1, name: 'processes.list', argument: undefined, interrupt: newInterrupt() });
  await new Promise(setImmediate);
  expect(replies).toMatchObject([
    { type: 'reply', id: 1, outcome: { ok: false, code: 'failed', why: 'No descriptor is left.' } },
  ]);
});
