/** YAML of a lesson against a schema: each misfit becomes a problem at its line. */
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { ZodType } from 'zod';
import { editDistance } from './expression.ts';
import type { Problems } from './problems.ts';

/** A value with the place of its parts. */
export interface Located<T> {
  readonly value: T;
  /** The line of the part at a path, counted in the whole file. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/**
 * Reads a block whose first line is line `first` of the file. Undefined when something is wrong; then problems tell
 * what. Aliases are refused by the library's own limit, so that a few bytes cannot become many.
 */
export function readYaml<T>(
  source: string,
  first: number,
  schema: ZodType<T>,
  keys: readonly string[],
  problems: Problems,
): Located<T> | undefined {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const lineAt = (offset: number): number => first + lines.linePos(offset).line - 1;
  for (const { message, pos } of document.errors) problems.add(lineAt(pos[0]), `this is not YAML: ${message}`);
  if (document.errors.length > 0) return undefined;
  const lineOf = (path: readonly PropertyKey[]): number => lineAt(offsetOf(document, path));
  const result = schema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (result.success) return { value: result.data, lineOf };
  for (const issue of result.error.issues) {
    const names = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        problems.add(lineOf([...issue.path, key]), `“${key}” is not known${near(key, keys)}`);
      }
    } else problems.add(lineOf(issue.path), `${names === '' ? 'the block' : names}: ${issue.message}`);
  }
  return undefined;
}

/** Where a part begins, or the nearest part that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length) as string[], true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function near(key: string, keys: readonly string[]): string {
  const nearest = keys
    .map((one) => ({ one, distance: editDistance(key, one) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (!nearest) return '';
  return nearest.distance <= 2 ? `; did you mean ${nearest.one}?` : `; known are ${keys.join(' ')}`;
}
