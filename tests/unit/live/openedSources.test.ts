import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { applyUpdate } from '@contract/update.ts';
import { OpenedSources, savedCapture } from '@main/live/openedSources.ts';
import { sampleCapture } from '../capture/sampleCapture.ts';

const maps =
  '00400000-00401000 r-xp 00000000 08:01 42 /usr/bin/true\n7ffd1c084000-7ffd1c0a5000 rw-p 00000000 00:00 0 [stack]\n';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('opened sources', () => {
  it('are kept under their watch until they are forgotten', () => {
    const sources = new OpenedSources();
    const outcome = sources.import(7, { name: 'pasted text', content: bytes(maps) });
    expect(outcome).toMatchObject({ ok: true, value: { watch: 7, name: 'pasted text', format: 'maps', notes: [] } });
    const shown = outcome.ok ? applyUpdate(undefined, outcome.value.update) : undefined;
    expect(shown?.mappings.length).toBe(2);
    expect(sources.get(7)).toEqual(shown);
    sources.forget(7);
    expect(sources.get(7)).toBeUndefined();
  });

  it('that cannot be read are not kept', () => {
    const sources = new OpenedSources();
    expect(sources.import(1, { name: 'notes', content: bytes('nothing') })).toMatchObject({
      ok: false,
      code: 'invalid',
    });
    expect(sources.get(1)).toBeUndefined();
  });

  it('save, open and save as the same file, compressed or not', async () => {
    const sources = new OpenedSources();
    const first = await savedCapture(sampleCapture, { redact: false, compress: true });
    if (!first.ok) throw new Error(first.message);
    expect(first.value.name).toMatch(/^procatlas-.+-\d+\.json\.gz$/);
    expect(sources.import(2, { name: 'file', content: first.value.bytes })).toMatchObject({
      ok: true,
      value: { format: 'capture', notes: [] },
    });
    const again = await savedCapture(sources.get(2)!, { redact: false, compress: false });
    if (!again.ok) throw new Error(again.message);
    expect(again.value.name).toMatch(/\.json$/);
    expect(Buffer.from(again.value.bytes).equals(gunzipSync(first.value.bytes))).toBe(true);
  });

  it('are named after their source where the process is not known', async () => {
    const sources = new OpenedSources();
    sources.import(1, { name: 'web server.maps', content: bytes(maps) });
    const saved = await savedCapture(sources.get(1)!, { redact: false, compress: true });
    expect(saved).toMatchObject({ ok: true, value: { name: 'procatlas-web-server.maps.json.gz' } });
  });
});
