import { expect, test } from 'vitest';
import { answerAppRequest } from '@main/desktop/appRequest.ts';

const page = { file: '/app/index.html', type: 'text/html; charset=utf-8' };
const script = { file: '/app/assets/index-a1.js', type: 'text/javascript; charset=utf-8' };
const assets = new Map([
  ['/', page],
  ['/index.html', page],
  ['/assets/index-a1.js', script],
]);
const get = (url: string) => answerAppRequest(assets, { method: 'GET', url });

test('the page and its files are served with their types', () => {
  expect(get('procatlas://app/')).toMatchObject({
    status: 200,
    file: page.file,
    headers: { 'content-type': page.type },
  });
  expect(get('procatlas://app/assets/index-a1.js?x')).toMatchObject({ status: 200, file: script.file });
});

test.each([
  'procatlas://app/../etc/passwd',
  'procatlas://app/assets/%2e%2e/%2e%2e/package.json',
  'procatlas://app/assets/..%2fmain/index.js',
  'procatlas://app/index.html%00.js',
  'procatlas://app//etc/passwd',
  'procatlas://app/assets/',
  'procatlas://app.evil/index.html',
  'procatlas://other/',
  'file:///etc/passwd',
  'nonsense',
])('%s is not there', (url) => {
  expect(get(url).status).toBe(404);
});

test('only GET is answered', () => {
  expect(answerAppRequest(assets, { method: 'POST', url: 'procatlas://app/' }).status).toBe(405);
});

test.each(['procatlas://app/', 'procatlas://app/none'])(
  '%s comes with the content security policy and nosniff',
  (url) => {
    expect(get(url).headers['content-security-policy']).toContain("default-src 'none'");
    expect(get(url).headers['x-content-type-options']).toBe('nosniff');
  },
);
