/** `procatlas render` on real processes and files: what it writes, and what it says when it cannot. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { everyElement, parseXml } from '../support/xml.ts';

let folder: string;
let threads: Program;
beforeAll(async () => {
  folder = temporaryFolder('render');
  mkdirSync(folder, { recursive: true });
  threads = await startProgram('threads');
});
afterAll(() => threads.stop());

function procatlas(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('dist/main/cli.js'), ...words], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { status, stdout, stderr };
}

/** Renders without a complaint and gives the file's text. */
function rendered(source: string, file: string, ...words: string[]): string {
  expect(procatlas('render', source, '-o', file, ...words)).toEqual({ status: 0, stdout: '', stderr: '' });
  return readFileSync(join(folder, file), 'utf8');
}

const texts = (svg: string): string[] =>
  [...everyElement(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text);

describe('procatlas render', () => {
  it('carries the notices of others’ code in a page, as beside every build', () => {
    const page = rendered(String(threads.pid), 'notices.html');
    const built = ['main', 'renderer'].map((part) =>
      readFileSync(resolve('dist', part, 'THIRD-PARTY-NOTICES.txt'), 'utf8'),
    );
    for (const [text, names] of [
      [page, ['svelte', 'd3-zoom', '@lucide/svelte']],
      [built[0]!, ['zod', 'ws', 'msgpackr', 'd3-scale']],
      [built[1]!, ['svelte', 'd3-zoom', '@lucide/svelte', 'msgpackr']],
    ] as const) {
      for (const name of names) expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|ISC)\\)$`, 'm'));
      expect(text).toMatch(/copyright/i);
    }
  });

  it('draws a process, for its owner’s eyes only', () => {
    const svg = rendered(String(threads.pid), 'pid.svg');
    expect(parseXml(svg).attributes).toMatchObject({ width: '1280', height: '900' });
    expect(texts(svg)).toEqual(
      expect.arrayContaining([`threads (${threads.pid})`, 'Stack of the main thread', 'Guard']),
    );
    expect(statSync(join(folder, 'pid.svg')).mode & 0o777).toBe(0o600);
  });

  it('draws a capture file, zipped or not, just as the process', () => {
    expect(procatlas('snap', String(threads.pid), '-o', 'capture.json').status).toBe(0);
    writeFileSync(join(folder, 'capture.json.gz'), gzipSync(readFileSync(join(folder, 'capture.json'))));
    const plain = rendered('capture.json', 'file.svg');
    expect(rendered('./capture.json.gz', 'zipped.svg')).toBe(plain);
    expect(texts(plain)).toContain(`threads (${threads.pid})`);
  });

  it('draws a copied maps file, and says what it does not know by leaving it out', () => {
    writeFileSync(join(folder, 'copied.maps'), readFileSync(`/proc/${threads.pid}/maps`));
    const { status } = procatlas('render', 'copied.maps', '-o', 'maps.svg');
    expect(status).toBe(0);
    const svg = readFileSync(join(folder, 'maps.svg'), 'utf8');
    expect(texts(svg)).toContain('copied.maps');
    expect(texts(svg).join()).not.toMatch(/UTC|resident,|\(0\)/);
  });

  it('draws a part, named by its addresses, in the theme asked for', () => {
    const stack = threads.made('plainStack');
    const bounds = ['--from', `0x${stack.start.toString(16)}`, '--to', `0x${stack.end.toString(16)}`];
    const svg = rendered(String(threads.pid), 'part.svg', ...bounds, '--theme', 'dark', '--width', '900');
    expect(svg).toContain('fill="#16161a"');
    expect(texts(svg).join()).toMatch(/0x[0-9a-f]+ to 0x[0-9a-f]+/);
  });

  it('makes one page that holds everything and asks for nothing', () => {
    const page = rendered(String(threads.pid), 'page.html', '--theme', 'light', '--from', '0x1000');
    expect(page.length).toBeLessThan(1_500_000);
    expect(page).toContain(`<title>threads (${threads.pid}) – Procatlas</title>`);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toContain('unsafe-inline');
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  });

  it.each([
    ['no-such-process-at-all', 'x.svg', 42],
    ['4194304', 'x.svg', 42],
    ['./no-such-file', 'x.svg', 1],
  ])('says why it cannot draw %s', (source, file, status) => {
    const result = procatlas('render', source, '-o', file);
    expect(result).toEqual({ status, stdout: '', stderr: expect.stringMatching(/^[^\n]+\.\n$/) as string });
    expect(existsSync(join(folder, file))).toBe(false);
  });

  it.each([
    [['-o', 'x.png'], 1, 'takes a browser'],
    [['-o', 'x.svg', '--from', '0x1000', '--to', '0x2000'], 1, 'Nothing is mapped from 0x1000 to 0x2000'],
    [['-o', 'x.svg', '--height', '320', '--width', '320'], 1, 'must be at least'],
    [['-o', 'no/such/folder/x.svg'], 1, 'could not be written'],
    [['-o', 'x.gif'], 2, 'must end in .svg'],
  ])('with %j gives one sentence and no file', (words, status, sentence) => {
    const result = procatlas('render', String(threads.pid), ...words);
    expect(result).toEqual({ status, stdout: '', stderr: expect.stringContaining(sentence) as string });
    expect(readdirSync(folder).filter((name) => name.startsWith('x.') || name.startsWith('.x.'))).toEqual([]);
  });

  it('refuses a damaged file in a sentence', () => {
    writeFileSync(join(folder, 'damaged.json'), '{"format":"procatlas-capture","version":1,');
    const { status, stderr } = procatlas('render', 'damaged.json', '-o', 'x.svg');
    expect(status).toBe(1);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('says that a process without an address space has nothing to draw', async () => {
    const zombie = await startProgram('zombie');
    const { status, stderr } = procatlas('render', String(zombie.made('zombie').facts.pid), '-o', 'x.svg');
    await zombie.stop();
    expect(status).toBe(1);
    expect(stderr).toMatch(/address space/);
  });
});
