/** A Vite plugin that puts a page's script and styles into the page, with a policy that allows them and nothing else. */
import { createHash } from 'node:crypto';
import { noticesOf } from './notices.js';

/**
 * Works on builds with one page, one script and at most one style sheet, and fails when there is more.
 * @returns {import('vite').Plugin}
 */
export function singleFile() {
  return {
    name: 'procatlas:single-file',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle);
      const [page, secondPage] = files.filter(({ fileName }) => fileName.endsWith('.html'));
      const [script, secondScript] = files.filter(({ type }) => type === 'chunk');
      const [style, secondStyle] = files.filter(({ fileName }) => fileName.endsWith('.css'));
      if (!page || !script || !style || secondPage || secondScript || secondStyle) {
        this.error(
          `one page, script and style sheet expected, not ${files.map(({ fileName }) => fileName).join(', ')}`,
        );
      }
      const notices = comment(noticesOf(this.getModuleIds()));
      page.source = inlined(textOf(page.source), withoutEnds(script.code), textOf(style.source), notices);
      delete bundle[script.fileName];
      delete bundle[style.fileName];
    },
  };
}

const textOf = (source) => (typeof source === 'string' ? source : Buffer.from(source).toString('utf8'));

/** Inside a script element these would end it or begin a comment; in strings the escaped forms mean the same. */
const withoutEnds = (code) => code.replace(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');

const hash = (text) => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

/** A comment of HTML: two hyphens in a row, which could end it, are parted. */
const comment = (text) => `<!--\n${text.replaceAll(/-(?=-)/g, '- ').replaceAll('>', '&gt;')}\n-->`;

function inlined(page, code, css, notices) {
  const policy = [
    "default-src 'none'",
    `script-src ${hash(code)}`,
    `style-src ${hash(css)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html',
  ].join('; ');
  const charset = '<meta charset="utf-8" />';
  const head = `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />\n    <style>${css}</style>`;
  return page
    .replace(/\s*<script type="module"[^>]*><\/script>/, '')
    .replace(/\s*<link rel="stylesheet"[^>]*>/, '')
    .replace(charset, () => head)
    .replace('</body>', () => `  <script type="module">${code}</script>\n    ${notices}\n  </body>`);
}
