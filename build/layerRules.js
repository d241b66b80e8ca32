/** Lint rules for {@link ./layers.js}: ranks, environments and packages; and no circle of files. */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix, relative, resolve, sep } from 'node:path';
import { aliases, exceptions, layers } from './layers.js';

const root = resolve(import.meta.dirname, '..');
const within = (path, folder) => path === folder || path.startsWith(`${folder}/`);

/** The file that an import means, from the root of the repository; undefined for packages. */
export function targetOf(file, imported) {
  for (const [alias, folder] of Object.entries(aliases)) {
    if (imported.startsWith(alias)) return folder + imported.slice(alias.length);
  }
  return imported.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), imported)) : undefined;
}

/** The layer of a file: the entry with the longest path that it begins with. */
export function layerOf(file) {
  let found;
  for (const layer of layers) {
    for (const path of layer.paths) {
      if (within(file, path) && path.length > (found?.path.length ?? -1)) found = { layer, path };
    }
  }
  return found?.layer;
}

/** Why a file may not import a name; undefined when it may. */
export function refusal(file, imported) {
  const own = layerOf(file);
  if (!own) return undefined;
  const target = targetOf(file, imported);
  if (target === undefined) {
    const allowed = own.packages ?? [];
    if (allowed.some((name) => imported.startsWith(name))) return undefined;
    return `${own.paths[0]} may not import ${imported}: layers.js lists the packages of each layer.`;
  }
  const other = layerOf(target);
  if (!other || other === own) return undefined;
  if (exceptions.some(({ from, to }) => file.startsWith(from) && to.some((path) => within(target, path)))) {
    return undefined;
  }
  if (other.rank >= own.rank) {
    return `${own.paths[0]} (rank ${own.rank}) may not import ${target} (rank ${other.rank}): only lower ranks.`;
  }
  if (other.environment !== 'common' && other.environment !== own.environment) {
    return `${own.paths[0]} is ${own.environment} code and may not import ${target}, which is ${other.environment} code.`;
  }
  if (own.never?.some((path) => within(target, path))) return `${own.paths[0]} may not know ${target}.`;
  return undefined;
}

const importPattern = /(?:\bfrom|^\s*import|\bimport\()\s*'([^']+)'/gm;

/** Files that a file imports, whether for values or for types only. */
export function importsOf(file, text = readFileSync(join(root, file), 'utf8')) {
  const names = [...text.matchAll(importPattern)].map(([, name]) => targetOf(file, name));
  return names.filter((name) => name !== undefined && existsSync(join(root, name)) && /\.(ts|svelte|js)$/.test(name));
}

const known = new Map();
const knownImports = (file) => {
  if (!known.has(file)) known.set(file, importsOf(file));
  return known.get(file);
};

/** The way from one file to another through imports, both ends included; undefined when there is none. */
export function wayBetween(from, to, imports = knownImports) {
  const cameFrom = new Map([[from, undefined]]);
  for (const file of cameFrom.keys()) {
    if (file === to) {
      const way = [];
      for (let step = file; step !== undefined; step = cameFrom.get(step)) way.unshift(step);
      return way;
    }
    for (const next of imports(file)) if (!cameFrom.has(next)) cameFrom.set(next, file);
  }
  return undefined;
}

/** Calls back for each import of a file: of values, of types, passed on or made later. */
const onImports = (check) => (context) => {
  const file = relative(root, context.filename).split(sep).join('/');
  const visit = (node) => {
    if (typeof node.source?.value !== 'string') return;
    const message = check(file, node.source.value);
    if (message) context.report({ node: node.source, message });
  };
  return {
    ImportDeclaration: visit,
    ExportNamedDeclaration: visit,
    ExportAllDeclaration: visit,
    ImportExpression: visit,
  };
};

const ruleOf = (description, check) => ({ meta: { type: 'problem', docs: { description } }, create: onImports(check) });

export default {
  rules: {
    rank: ruleOf('A folder imports only lower ranks.', refusal),
    'no-circle': ruleOf('Files do not import each other in a circle.', (file, imported) => {
      const target = targetOf(file, imported);
      if (target === undefined || !existsSync(join(root, target))) return undefined;
      const way = wayBetween(target, file);
      return way && `A circle of files: ${[file, ...way].join(' → ')}`;
    }),
  },
};
