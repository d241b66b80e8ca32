import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyUpdate } from '@contract/update.ts';
import { OpenedSources, savedCapture } from '@main/live/openedSources.ts';
import { sampleCapture } from '../capture/sampleCapture.ts';

const maps =
  '00400000-00401000 r-xp 00000000 08:01 42 /usr/bin/true\n7ffd1c084000-7ffd1c0a5000 rw-p 00000000 00:00 0 [stack]\n';
/** Nobody cancels, nobody listens. */
const hooks = { signal: new AbortController().signal, progress: () => undefined };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('opened sources', () => {
  it('are kept under their watch until they are forgotten', async () => {
    const sources = new OpenedSources();
    const outcome = await sources.import(7, { name: 'pasted text', content: bytes(maps) }, hooks);
    expect(outcome).toMatchObject({ ok: true, value: { watch: 7, name: 'pasted text', format: 'maps', notes: [] } });
    const shown = outcome.ok ? applyUpdate(undefined, outcome.value.update) : undefined;
    expect(shown?.mappings.length).toBe(2);
    expect(sources.get(7)).toEqual(shown);
    sources.forget(7);
    expect(sources.get(7)).toBeUndefined();
  });

  it('that cannot be read are not kept', async () => {
    const sources = new OpenedSources();
    expect(await sources.import(1, { name: 'notes', content: bytes('nothing') }, hooks)).toMatchObject({
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
    expect(await sources.import(2, { name: 'file', content: first.value.bytes }, hooks)).toMatchObject({
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
    await sources.import(1, { name: 'web server.maps', content: bytes(maps) }, hooks);
    const saved = await savedCapture(sources.get(1)!, { redact: false, compress: true });
    expect(saved).toMatchObject({ ok: true, value: { name: 'procatlas-web-server.maps.json.gz' } });
  });
});

describe('opening', () => {
  const row = (at: number): string => `${(16 + at).toString(16)}000-${(17 + at).toString(16)}000 rw-p 0 00:00 0 \n`;
  const large = bytes(Array.from({ length: 100_000 }, (_, at) => row(at)).join(''));

  it('tells how far it is, and leaves others their turn', async () => {
    const shares: number[] = [];
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await new OpenedSources().import(
      1,
      { name: 'large', content: large },
      { ...hooks, progress: (share) => shares.push(share) },
    );
    clearInterval(timer);
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(turns).toBeGreaterThan(1);
  });

  it('that is cancelled keeps nothing', async () => {
    const sources = new OpenedSources();
    const cancel = new AbortController();
    const opened = sources.import(
      1,
      { name: 'large', content: large },
      {
        signal: cancel.signal,
        progress: () => {
          cancel.abort();
        },
      },
    );
    expect(await opened).toMatchObject({ ok: false, code: 'cancelled' });
    expect(sources.get(1)).toBeUndefined();
  });
});

describe('opening a file again', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'procatlas-opened-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const heapAt = (page: string): string => `${page}000-${page}fff000 rw-p 00000000 00:00 0 [heap]\n`;
  const captureOf = async (sources: OpenedSources, watch: number, file: string) => {
    expect(await sources.open(watch, file, undefined, hooks)).toMatchObject({ ok: true });
    return sources.get(watch);
  };

  it('parses it once while it stays as it is, and anew when it has changed', async () => {
    const file = join(folder, 'a.maps');
    writeFileSync(file, heapAt('1'));
    const sources = new OpenedSources();
    const first = await captureOf(sources, 1, file);
    expect(await captureOf(sources, 2, file)).toBe(first);
    writeFileSync(file, heapAt('2'));
    utimesSync(file, 1, 1);
    const changed = await captureOf(sources, 3, file);
    expect(changed).not.toBe(first);
    expect(changed?.mappings.start[0]).toBe(2);
  });

  it('has what a pipe gave, which cannot be read twice', async () => {
    const pipe = join(folder, 'pipe.maps');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', `printf '%s' "$0" > "$1"`, heapAt('3'), pipe], { stdio: 'ignore' });
    const sources = new OpenedSources();
    const first = await captureOf(sources, 1, pipe);
    expect(first?.mappings.start[0]).toBe(3);
    expect(await captureOf(sources, 2, pipe)).toBe(first);
    writer.kill();
  });
});
