import { expect, test } from 'vitest';
import { windowOptions } from '@main/desktop/windowOptions.ts';

test('the window has exactly these options', () => {
  expect(windowOptions({ x: 5, y: 6, width: 1000, height: 700 }, '/app/preload.cjs', '/app/icon.png', true)).toEqual({
    x: 5,
    y: 6,
    width: 1000,
    height: 700,
    minWidth: 720,
    minHeight: 480,
    title: 'Procatlas',
    icon: '/app/icon.png',
    show: false,
    backgroundColor: '#14161a',
    webPreferences: {
      preload: '/app/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      backgroundThrottling: false,
    },
  });
});

test('a light desktop gets a light ground', () => {
  expect(windowOptions({ width: 1, height: 1 }, '', '', false).backgroundColor).toBe('#ffffff');
});
