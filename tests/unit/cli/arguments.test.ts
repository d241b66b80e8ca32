import { parseCommand } from '@main/cli/arguments.ts';
import { describe, expect, it } from 'vitest';

const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

describe('the command line', () => {
  it.each([
    ['', { command: 'open', targets: [] }],
    ['4711', { command: 'open', targets: ['4711'] }],
    ['a.json.gz b.maps', { command: 'open', targets: ['a.json.gz', 'b.maps'] }],
    ['firefox', { command: 'open', targets: ['firefox'] }],
    ['-h', { command: 'help' }],
    ['--help', { command: 'help' }],
    ['serve --help', { command: 'help', of: 'serve' }],
    ['-V', { command: 'version' }],
    ['--version', { command: 'version' }],
    ['serve', { command: 'serve', open: false }],
    ['serve 0x1f --port 8080 --open', { command: 'serve', target: '0x1f', port: 8080, open: true }],
    ['serve --port=0', { command: 'serve', port: 0, open: false }],
    ['snap 1', { command: 'snap', target: '1', json: false, redact: false, memory: true }],
    [
      'snap --json cat -o out.json',
      { command: 'snap', target: 'cat', json: true, redact: false, memory: true, output: 'out.json' },
    ],
    [
      'snap 1 --redact -o a.gz',
      { command: 'snap', target: '1', json: false, redact: true, memory: true, output: 'a.gz' },
    ],
    ['snap -- -odd', { command: 'snap', target: '-odd', json: false, redact: false, memory: true }],
    ['snap 1 --no-memory', { command: 'snap', target: '1', json: false, redact: false, memory: false }],
    ['list', { command: 'list', json: false }],
    ['list --json', { command: 'list', json: true }],
    ['-- serve', { command: 'open', targets: ['serve'] }],
  ])('understands “%s”', (line, command) => {
    expect(parseCommand(words(line))).toEqual(command);
  });

  it.each([
    ['--nonsense', /nonsense/],
    ['1 2', /one too many/],
    ['serve --port', /port/],
    ['serve --port 65536', /not a port/],
    ['serve --port -1', /port/],
    ['serve --port 0x50', /not a port/],
    ['serve --host 0.0.0.0', /host/],
    ['snap', /needs a process/],
    ['snap 1 -o', /-o needs a value/],
    ['snap 1 --output=', /name of a file/],
    ['list all', /all/],
    ['list --json=yes', /json/],
  ])('answers “%s” with one sentence about what is wrong', (line, about) => {
    const command = parseCommand(words(line));
    expect(command).toMatchObject({ command: 'usage', message: expect.stringMatching(about) as string });
  });

  it('refuses an empty name', () => {
    expect(parseCommand([''])).toMatchObject({ command: 'usage' });
  });
});
