/** A recording while it is made and afterwards, without a window: `record`, `mark`, and what `render` draws of it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startChanging, type ChangingProgram } from '../support/changingProgram.ts';
import { temporaryFolder } from '../support/programs.ts';
import { everyElement, parseXml } from '../support/xml.ts';

const cli = resolve('dist/main/cli.js');
const folder = temporaryFolder('recordingCommands');
const runtime = temporaryFolder('recordingCommands-runtime');
const file = join(folder, 'a.recording.gz');
const environment = { ...process.env, XDG_RUNTIME_DIR: runtime };
const procatlas = (...words: string[]) =>
  spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8', env: environment, cwd: folder });

let program: ChangingProgram;

beforeAll(async () => {
  program = await startChanging();
  const record = spawn(process.execPath, [cli, 'record', String(program.pid), '-i', '100ms', '-o', file], {
    // As a service or a job of a build server has it: nothing to read.
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
  });
  // Until it records, nobody is there to be told.
  await vi.waitFor(
    () => {
      expect(procatlas('mark', String(program.pid), 'before').status).toBe(0);
    },
    { timeout: 40_000 },
  );
  await program.tell('map 2048');
  expect(procatlas('mark', String(program.pid), 'after', 'the', 'map').stderr).toBe('');
  const said = once(createInterface({ input: record.stderr }), 'line');
  record.kill('SIGINT');
  expect(((await said) as [string])[0]).toMatch(/moments in .* in .*a\.recording\.gz$/);
  await once(record, 'exit');
}, 60_000);
afterAll(() => program.stop());

test('a mark is a bookmark of the recording, and names its moment', () => {
  expect(statSync(join(runtime, 'procatlas')).mode & 0o777).toBe(0o700);
  const difference = procatlas('diff', `${file}#before`, `${file}#after the map`, '--json');
  const { spans } = JSON.parse(difference.stdout) as { spans: { type: string; bytes: number }[] };
  expect(spans.some(({ type, bytes }) => (type === 'born' || type === 'grew') && bytes === 2048 * 4096)).toBe(true);
});

test('nobody can mark what is not recorded', () => {
  const { status, stderr } = procatlas('mark', String(program.pid), 'late');
  expect(status).toBe(1);
  expect(stderr).toContain(`Nobody records process ${program.pid} as this user.`);
});

const texts = (svg: string): string[] =>
  [...everyElement(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text);

test('its timeline is drawn, with its bookmarks', () => {
  expect(procatlas('render', file, '-o', 'timeline.svg', '--view', 'timeline')).toMatchObject({
    status: 0,
    stderr: '',
  });
  const shown = texts(readFileSync(join(folder, 'timeline.svg'), 'utf8'));
  expect(shown[0]).toBe('changes: RSS by kind');
  expect(shown).toEqual(expect.arrayContaining(['before', 'after the map']));
});

test('what changed between two of its moments is drawn in the colours of change', () => {
  const words = ['--view', 'difference', '--from', 'before', '--to', 'after the map'];
  expect(procatlas('render', file, '-o', 'difference.svg', ...words)).toMatchObject({ status: 0, stderr: '' });
  expect(texts(readFileSync(join(folder, 'difference.svg'), 'utf8'))).toContain('was not there');
  expect(procatlas('render', file, '-o', 'no.svg', '--view', 'difference', '--from', 'nowhere').stderr).toBe(
    `${file} has no bookmark “nowhere”. It has “before”, “after the map”.\n`,
  );
  expect(procatlas('render', String(program.pid), '-o', 'no.svg', '--view', 'timeline').status).toBe(1);
});
