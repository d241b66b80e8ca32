import { memoryBackend } from '../../support/memoryBackend.ts';
import { expect, it } from 'vitest';

it('answers as it was told, remembers what was asked, and sends what the test says', async () => {
  const backend = memoryBackend({ 'processes.list': () => ({ ok: true, value: [] }) });
  expect(await backend.call('processes.list', undefined)).toEqual({ ok: true, value: [] });
  expect(await backend.call('capture.last', { watch: 1 })).toMatchObject({ ok: false, code: 'failed' });
  expect(backend.calls.map(({ name }) => name)).toEqual(['processes.list', 'capture.last']);
  const heard: unknown[] = [];
  backend.on('app.command', (value) => heard.push(value));
  backend.onConnection((state) => heard.push(state.state));
  backend.emit('app.command', { command: 'go-to' });
  backend.close();
  expect(heard).toEqual(['open', { command: 'go-to' }, 'lost']);
});
