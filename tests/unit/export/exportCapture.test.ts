import { describe, expect, it } from 'vitest';
import { exported, exportName } from '@renderer/export/exportCapture.ts';
import { pictureSvg } from '@renderer/paint/picture.ts';
import { sampleCapture } from '../../support/sampleCapture.ts';
import { sampleScene } from '../../support/sampleScene.ts';
import { parseXml } from '../../support/xml.ts';
import { emptyCapture } from '../ipc/fakeService.ts';

const capture = sampleCapture();
const named = (comm: string): string => exportName({ ...capture, process: { ...capture.process, comm } }, 'svg');

describe('saved files', () => {
  it('have names that every system takes', () => {
    expect(named('python3')).toBe('procatlas-python3-4711.svg');
    expect(named('../../etc/passwd')).not.toContain('/');
    expect(named('a\n<b> "c"')).toBe('procatlas-a-b-c-4711.svg');
    expect(named('')).toBe('procatlas-4711.svg');
    expect(exportName(capture, 'markdown')).toBe('procatlas-sample-4711.md');
  });

  it('are named after their source where there was no process', () => {
    const source = { format: 'maps', name: 'server.maps', unknown: ['pid', 'name'] } as const;
    expect(exportName({ ...capture, source }, 'csv')).toBe('procatlas-server.maps.csv');
  });

  it('hold the picture of the scene, or say that there is none', async () => {
    const shown = { capture, theme: undefined } as const;
    const svg = await exported('svg', { ...shown, picture: () => pictureSvg(sampleScene(capture), 'kind') });
    expect(svg.type).toBe('image/svg+xml');
    expect(await svg.text()).toContain('<title>sample (4711)</title>');
    const nothing = emptyCapture();
    await expect(exported('svg', { ...shown, capture: nothing })).rejects.toThrow('nothing is mapped');
  });

  it('hold the whole address map where no picture is shown', async () => {
    const svg = await exported('svg', { capture, theme: 'dark' });
    expect(parseXml(await svg.text()).attributes).toMatchObject({ width: '1280', height: '900' });
    expect(await svg.text()).toContain('<title>sample (4711)</title>');
  });

  it('hold the table even where there is no picture', async () => {
    const csv = await exported('csv', { capture, theme: undefined });
    expect(await csv.text()).toMatch(/^start,end,/);
  });
});
