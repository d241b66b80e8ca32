import { describe, expect, it } from 'vitest';
import { parseCommand } from '@main/cli/arguments.ts';
import { parseRender } from '@main/cli/renderArguments.ts';

describe('the words after render', () => {
  it('takes moments of a recording where a timeline or a difference is drawn', () => {
    const words = ['a.recording.gz', '-o', 'x.svg', '--view', 'difference', '--from', '+5s', '--to', 'after the click'];
    expect(parseRender(words)).toMatchObject({
      options: { view: 'difference', fromMoment: { sinceStart: 5000 }, toMoment: { bookmark: 'after the click' } },
    });
  });

  it('are handed on as they are', () => {
    expect(parseCommand(['render', '4711', '-o', 'x.svg'])).toEqual({
      command: 'render',
      words: ['4711', '-o', 'x.svg'],
    });
  });

  it('need a source and a file, whose ending is the format', () => {
    expect(parseRender(['4711', '-o', 'picture.svg'])).toEqual({
      ask: 'picture',
      options: { source: '4711', output: 'picture.svg', format: 'svg', redact: false, width: 1280, height: 900 },
    });
    expect(parseRender(['a.json.gz', '--output', 'b.HTML'])).toMatchObject({ options: { format: 'html' } });
    expect(parseRender(['a', '-o', 'b.png'])).toMatchObject({ options: { format: 'png' } });
  });

  it('may say how large, in which theme and which part', () => {
    const words = '--width 800 --height 600 --theme dark --view map --from 0x1000 --to 7ffd1c084800'.split(' ');
    expect(parseRender(['4711', '-o', 'x.svg', ...words])).toMatchObject({
      options: { width: 800, height: 600, theme: 'dark', from: 1, to: 0x7ffd1c084 + 0.5 },
    });
  });

  it('may ask for the treemap by a measure', () => {
    expect(parseRender(['4711', '-o', 'x.svg', '--view', 'treemap', '--measure', 'pss'])).toMatchObject({
      options: { view: 'treemap', measure: 'pss' },
    });
  });

  it('may ask for help', () => {
    expect(parseRender(['--help'])).toEqual({ ask: 'help' });
  });

  it.each([
    [[], 'needs a source and a file'],
    [['4711'], 'needs a source and a file'],
    [['4711', '-o', ''], 'needs a source and a file'],
    [['1', '2', '-o', 'x.svg'], '“2” is one too many'],
    [['1', '-o', 'x.jpeg'], 'must end in .svg, .png or .html'],
    [['1', '-o', 'x.svg', '--view', 'table'], 'There is no view “table”'],
    [['1', '-o', 'x.html', '--view', 'treemap'], 'a page has all its views'],
    [['1', '-o', 'x.svg', '--view', 'treemap', '--from', '0x1000'], 'not in the order of addresses'],
    [['1', '-o', 'x.svg', '--measure', 'rss'], '--measure is for the treemap'],
    [['1', '-o', 'x.svg', '--theme', 'pink'], '“pink” is not a theme'],
    [['1', '-o', 'x.svg', '--width', '0'], '--width is a whole number of pixels'],
    [['1', '-o', 'x.svg', '--height', '99999'], '--height is a whole number of pixels'],
    [['1', '-o', 'x.svg', '--width', '12e3'], '--width is a whole number of pixels'],
    [['1', '-o', 'x.html', '--width', '800'], 'a page takes the size of its window'],
    [['1', '-o', 'x.svg', '--from', 'stack'], '--from needs a hexadecimal address'],
    [['1', '-o', 'x.svg', '--from', '0x2000', '--to', '0x2000'], '--from must be lower than --to'],
    [['1', '-o', 'x.svg', '--colour', 'red'], '--colour'],
  ])('make no sense as %j', (words, sentence) => {
    expect(parseRender(words)).toEqual({ ask: 'usage', message: expect.stringContaining(sentence) as string });
  });
});
