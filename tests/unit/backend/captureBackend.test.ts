import { describe, expect, it } from 'vitest';
import type { Events } from '@contract/calls.ts';
import { asMilliseconds, asPageNumber, asPid } from '@contract/units.ts';
import { wholeUpdate } from '@contract/update.ts';
import { captureBackend } from '@renderer/backend/captureBackend.ts';
import { sampleCapture } from '../../support/sampleCapture.ts';

const first: Events['watch.update'] = {
  watch: 1,
  update: wholeUpdate(sampleCapture()),
  cost: { maps: asMilliseconds(0), share: 0, smapsInterval: asMilliseconds(0) },
};

describe('a backend of one capture', () => {
  it('sends the capture to whoever watches, and is never lost', async () => {
    const backend = captureBackend(first);
    const seen: unknown[] = [];
    backend.on('watch.update', (value) => seen.push(value));
    const watching = await backend.call('process.watch', { pid: asPid(4711), interval: asMilliseconds(1000) });
    expect(watching).toEqual({ ok: true, value: { watch: 1 } });
    expect(seen).toEqual([first]);
    backend.close();
    expect(backend.connection()).toEqual({ state: 'open' });
  });

  it('says that it is not live', () => {
    expect(captureBackend(first).source).toBe('capture');
  });

  it('knows the capture and nothing of the machine it came from', async () => {
    const backend = captureBackend(first);
    expect(await backend.call('capture.last', { watch: 1 })).toEqual({ ok: true, value: first.update });
    expect(await backend.call('processes.list', undefined)).toEqual({ ok: true, value: [] });
    expect(await backend.call('mapping.facts', { watch: 1, start: asPageNumber(1) })).toMatchObject({
      ok: false,
      message: 'This page holds the capture, not the mapped files.',
    });
    expect(await backend.call('threads.inside', { watch: 1 })).toMatchObject({ ok: false, code: 'invalid' });
    for (const name of ['process.pace', 'process.refresh', 'process.stop'] as const) {
      expect(await backend.call(name, { watch: 1, interval: null })).toEqual({ ok: true, value: null });
    }
  });
});
