import { expect, test } from 'vitest';
import { answerCalls } from '@main/desktop/answerCall.ts';
import type { PageSession } from '@main/desktop/pageSession.ts';

const page = {
  dispatch: (name, raw, id) => Promise.resolve({ ok: true, value: [name, raw, id] }),
  command: () => undefined,
  loadBegun: () => undefined,
  loadEnded: () => undefined,
  pageReady: () => undefined,
  pageGone: () => undefined,
} satisfies PageSession;
const answer = answerCalls('procatlas://app', (sender: string) => (sender === 'ours' ? page : undefined));
const frame = { url: 'procatlas://app/', parent: null };

test('a call of our page is answered', async () => {
  await expect(answer({ sender: 'ours', senderFrame: frame }, 'app.versions', 1, 5)).resolves.toEqual({
    ok: true,
    value: ['app.versions', 1, 5],
  });
});

test.each([
  ['a frame that is gone', { sender: 'ours', senderFrame: null }],
  ['a page from elsewhere', { sender: 'ours', senderFrame: { url: 'https://example.org/', parent: null } }],
  ['a frame inside the page', { sender: 'ours', senderFrame: { ...frame, parent: frame } }],
  ['a page that was never connected', { sender: 'other', senderFrame: frame }],
])('%s is refused', (_who, event) => {
  expect(() => answer(event, 'app.versions', undefined, 5)).toThrow('Refused');
});
