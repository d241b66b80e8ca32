/**
 * ESLint over the files whose verdict may have changed. With rules that know types a file's verdict rests on every file
 * that it imports, directly or not, which ESLint's own cache does not see: here a file is looked at again when it, any
 * of those, or anything that rules the whole has changed since it was found clean. `--fresh` looks at all of them.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ESLint } from 'eslint';
import { importsOf } from './layerRules.js';
import { parser } from './lintPrograms.js';

const root = resolve(import.meta.dirname, '..');
const cacheFile = join(root, 'node_modules/.cache/procatlas/lint.json');

const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    { files: ['**/*.ts'], ignores: ['**/*.svelte.ts'], languageOptions: { parser } },
    { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser } } },
  ],
});
const exists = (file) => {
  try {
    return readFileSync(join(root, file));
  } catch {
    return undefined;
  }
};
/** Every file of the tree that is ours, from the root of the repository. */
const files = readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
  entry.isFile()
    ? [entry.name]
    : /^(src-main|src-renderer|tests|build)$/.test(entry.name)
      ? readdirSync(join(root, entry.name), { recursive: true, encoding: 'utf8' }).map(
          (name) => `${entry.name}/${name.split(sep).join('/')}`,
        )
      : [],
);
const contents = new Map();
for (const file of files) {
  const bytes = /\.(ts|svelte|js|json)$/.test(file) ? exists(file) : undefined;
  if (bytes) contents.set(file, bytes);
}

/** What rules the whole: configuration, versions, and declarations that nobody has to import. */
const common = createHash('sha256').update(process.version);
for (const [file, bytes] of contents) {
  if (/^(build\/.*\.js|.*tsconfig.*\.json|package(-lock)?\.json|eslint\.config\.js|.*\.d\.ts)$/.test(file)) {
    common.update(file).update(bytes);
  }
}
const ground = common.digest('hex');

const imports = new Map([...contents].map(([file, bytes]) => [file, importsOf(file, bytes.toString())]));

/** A hash of a file and of all that it rests on. */
function hashOf(file) {
  const rests = new Set([file]);
  for (const one of rests) for (const next of imports.get(one) ?? []) rests.add(next);
  const hash = createHash('sha256').update(ground);
  for (const one of [...rests].sort()) hash.update(one).update(contents.get(one) ?? '');
  return hash.digest('hex');
}

const isLinted = async (file) => /\.(ts|svelte|js)$/.test(file) && !(await eslint.isPathIgnored(join(root, file)));
const linted = [];
for (const file of contents.keys()) if (await isLinted(file)) linted.push(file);
const hashes = new Map(linted.map((file) => [file, hashOf(file)]));
const clean = process.argv.includes('--fresh') ? {} : JSON.parse(exists(relative(root, cacheFile)) ?? '{}');
const stale = linted.filter((file) => clean[file] !== hashes.get(file));

const results = stale.length > 0 ? await eslint.lintFiles(stale) : [];
const text = await (await eslint.loadFormatter('stylish')).format(results);
if (text) console.log(text);
const faulty = new Set(
  results
    .filter(({ messages }) => messages.length > 0)
    .map(({ filePath }) => relative(root, filePath).split(sep).join('/')),
);
const found = Object.fromEntries([...hashes].map(([file, hash]) => [file, faulty.has(file) ? undefined : hash]));
mkdirSync(dirname(cacheFile), { recursive: true });
writeFileSync(cacheFile, JSON.stringify(found));
console.log(`lint: ${stale.length} of ${linted.length} files looked at, ${faulty.size} with faults`);
// A warning is a fault too.
process.exitCode = faulty.size === 0 ? 0 : 1;
