import type { CaptureUpdate } from '@contract/update.ts';
import { updateFrom, wholeUpdate } from '@contract/update.ts';
import { asBytes, asMilliseconds, asPageNumber, asPid } from '@contract/units.ts';
import { memoryBackend, type MemoryAnswers, type MemoryBackend } from '../../support/memoryBackend.ts';
import { ProcessStore } from '@renderer/state/processStore.svelte.ts';
import { describe, expect, it, vi } from 'vitest';
import { sample } from './syntheticCapture.ts';

const cost = { maps: asMilliseconds(1), share: 0.01, smapsInterval: asMilliseconds(1000) };
const nothing = { ok: true, value: null } as const;
const second = asMilliseconds(1000);

function started(answers: MemoryAnswers = {}): {
  backend: MemoryBackend;
  store: ProcessStore;
  update: (part: CaptureUpdate, watch?: number) => void;
} {
  let next = 0;
  const backend = memoryBackend({
    'process.watch': () => ({ ok: true, value: { watch: ++next } }),
    'process.stop': () => nothing,
    'process.pace': () => nothing,
    'process.part': () => nothing,
    ...answers,
  });
  return {
    backend,
    store: new ProcessStore(backend, second),
    update: (part, watch = 1) => {
      backend.emit('watch.update', { watch, update: part, cost });
    },
  };
}

const names = (backend: MemoryBackend): readonly string[] => backend.calls.map((call) => call.name);

describe('watching a process', () => {
  it('shows the first picture and comes to rest with the complete one', async () => {
    const { store, update } = started();
    const opening = store.open(asPid(4711));
    expect(store.atRest).toBe(false);
    await opening;
    update(wholeUpdate({ ...sample(), stage: 'maps' }));
    expect(store.capture?.mappings.length).toBe(4);
    expect(store.atRest).toBe(false);
    update(wholeUpdate(sample()));
    expect(store.atRest).toBe(true);
    expect(store.live).toBe(true);
  });

  it('keeps events that come before the reply that names their watch', async () => {
    const { store, update } = started();
    const opening = store.open(asPid(4711));
    await Promise.resolve();
    update(wholeUpdate(sample()));
    await opening;
    expect(store.capture?.sequence).toBe(1);
  });

  it('tells the share of time spent reading only after ten seconds, and measures anew at another pace', async () => {
    vi.useFakeTimers();
    try {
      const { store, update } = started();
      await store.open(asPid(4711));
      update(wholeUpdate(sample()));
      expect(store.shareKnown).toBe(false);
      vi.advanceTimersByTime(10_000);
      update(wholeUpdate(sample()));
      expect(store.shareKnown).toBe(true);
      await store.setInterval(asMilliseconds(500));
      expect(store.shareKnown).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it('asks for numa_maps once, and anew of the next process', async () => {
    const { store, backend } = started();
    await store.wantPart('numa', true);
    await store.open(asPid(4711));
    await store.wantPart('numa', true);
    await store.open(asPid(4712));
    await store.wantPart('numa', false);
    expect(backend.calls.filter(({ name }) => name === 'process.part').map(({ argument }) => argument)).toEqual([
      { watch: 1, part: 'numa', wanted: true },
      { watch: 2, part: 'numa', wanted: true },
      { watch: 2, part: 'numa', wanted: false },
    ]);
  });

  it('drops what belongs to another watch', async () => {
    const { store, update } = started();
    await store.open(asPid(4711));
    update(wholeUpdate(sample()), 99);
    expect(store.capture).toBeUndefined();
  });

  it('stops the watch before and clears the picture when another process is opened', async () => {
    const { store, backend, update } = started();
    await store.open(asPid(4711));
    update(wholeUpdate(sample()));
    await store.open(asPid(4712));
    expect(names(backend)).toEqual(['process.watch', 'process.stop', 'process.watch']);
    expect(store.capture).toBeUndefined();
  });

  it('asks for the last capture whole when an update does not fit, once, and keeps the picture meanwhile', async () => {
    const fifth = { ...sample(), sequence: 5 };
    const { store, backend, update } = started({ 'capture.last': () => ({ ok: true, value: wholeUpdate(fifth) }) });
    await store.open(asPid(4711));
    update(wholeUpdate(sample()));
    update(updateFrom({ ...sample(), sequence: 3 }, { ...sample(), sequence: 4 }));
    update(updateFrom({ ...sample(), sequence: 4 }, fifth));
    expect(store.capture?.sequence).toBe(1);
    await vi.waitFor(() => {
      expect(store.capture?.sequence).toBe(5);
    });
    expect(names(backend)).toEqual(['process.watch', 'capture.last']);
    update(updateFrom(fifth, { ...sample(), sequence: 6 }));
    expect(store.capture?.sequence).toBe(6);
  });

  it('shows no capture of a watch that has been left meanwhile', async () => {
    const fifth = { ...sample(), sequence: 5 };
    const { store, update } = started({ 'capture.last': () => ({ ok: true, value: wholeUpdate(fifth) }) });
    await store.open(asPid(4711));
    update(updateFrom({ ...sample(), sequence: 4 }, fifth));
    await store.open(asPid(4712));
    expect(store.capture).toBeUndefined();
  });

  it('keeps the last picture when the process exits', async () => {
    const { store, backend, update } = started();
    await store.open(asPid(4711));
    update(wholeUpdate(sample()));
    backend.emit('watch.condition', { watch: 1, condition: 'exited', message: 'The process has ended.' });
    expect(store.condition?.message).toBe('The process has ended.');
    expect(store.capture).toBeDefined();
    expect(store.live).toBe(false);
    expect(store.atRest).toBe(true);
  });

  it('goes on after an exec', async () => {
    const { store, backend, update } = started();
    await store.open(asPid(4711));
    update(wholeUpdate(sample()));
    backend.emit('watch.condition', { watch: 1, condition: 'exec', message: 'Another program now runs.' });
    expect(store.live).toBe(true);
  });

  it('keeps the reason when it is refused', async () => {
    const { store } = started({
      'process.watch': () => ({ ok: false, code: 'refused', message: 'Not yours.', remedy: 'Use sudo.' }),
    });
    await store.open(asPid(1));
    expect(store.failure).toMatchObject({ code: 'refused', remedy: 'Use sudo.' });
    expect(store.atRest).toBe(true);
  });

  it('pauses and goes on at the pace chosen meanwhile', async () => {
    const { store, backend } = started();
    await store.open(asPid(4711));
    await store.togglePause();
    await store.setInterval(asMilliseconds(5000));
    await store.togglePause();
    expect(backend.calls.filter((call) => call.name === 'process.pace').map((call) => call.argument)).toEqual([
      { watch: 1, interval: null },
      { watch: 1, interval: 5000 },
    ]);
  });

  it('forgets progress once it is through', async () => {
    const { store, backend } = started();
    await store.open(asPid(4711));
    const progress = { watch: 1, phase: 'smaps', expected: asBytes(10) } as const;
    backend.emit('watch.progress', { ...progress, done: asBytes(5) });
    expect(store.progress?.done).toBe(5);
    backend.emit('watch.progress', { ...progress, done: asBytes(10) });
    expect(store.progress).toBeUndefined();
  });
});

describe('looking inside', () => {
  it('names the watch, and hands on how far the call is and whether it is still wanted', async () => {
    const shares: number[] = [];
    const { signal } = new AbortController();
    const { backend, store } = started({
      'heap.walk': (_argument, options) => {
        expect(options.signal).toBe(signal);
        options.progress?.(0.5);
        return { ok: false, code: 'refused', message: 'No.' };
      },
    });
    await store.open(asPid(4711));
    const progress = (share: number): void => void shares.push(share);
    const argument = { start: asPageNumber(5), consent: true };
    expect(await store.inspect('heap.walk', argument, { signal, progress })).toMatchObject({ message: 'No.' });
    expect(backend.calls.at(-1)).toEqual({ name: 'heap.walk', argument: { ...argument, watch: 1 } });
    expect(shares).toEqual([0.5]);
  });

  it('says that nothing is watched', async () => {
    expect(await started().store.inspect('threads.inside', {})).toMatchObject({ ok: false, code: 'invalid' });
  });
});
