/** Arguments of forms in words, from the capture that is shown. */
import type { Capture } from '../contract/capture.ts';
import { kinds, type KindId } from '../contract/kinds.ts';
import { phraseArguments, type ArgumentType, type Phrase } from '../contract/verdict.ts';
import { language } from './current.ts';
import { fill, type ArgumentTypes, type Filled } from './fill.ts';
import { kindName } from './kinds.ts';
import { addressText, baseName, exactPages, exactSize, pagesText } from './sizes.ts';

/** What sentences need of a capture: threads have names, sources have voices. */
export type Scene = Pick<Capture, 'process'>;

/** What may stand for a file's name in little room: `libc` for `libc.so.6`, `ld-linux` for `ld-linux-x86-64.so.2`. */
function stemOf(path: string): string {
  const name = baseName(path);
  return /^ld-linux/.exec(name)?.[0] ?? /^(.+?)\.so(\.[\w.]+)?$/.exec(name)?.[1] ?? name;
}

const plain = (text: string, count?: number): Filled => ({
  text: () => text,
  ...(count === undefined ? {} : { count }),
});

/** Threads by id, made once for each list of threads: a picture asks for thousands of names. */
const threadNames = new WeakMap<object, ReadonlyMap<number, string>>();

function nameOfThread(scene: Scene | undefined, tid: number): string {
  if (!scene) return '';
  const { process } = scene;
  let names = threadNames.get(process.threads);
  if (!names) {
    names = new Map(process.threads.map((thread) => [thread.tid as number, thread.name]));
    threadNames.set(process.threads, names);
  }
  // An import without a process id has 0 there, and its name is that of the source.
  return names.get(tid) ?? (tid !== 0 && tid === (process.identity.pid as number) ? process.comm : '');
}

/** A thread as people name it: `thread 4711 (worker)`. */
export function threadText(scene: Scene | undefined, tid: number): string {
  const name = nameOfThread(scene, tid);
  const { thread, threadUnnamed } = language();
  return fill(name === '' ? threadUnnamed : thread, (place) => plain(place === 'id' ? String(tid) : name));
}

/** A term of a closed set in words; the term itself where the language has no word for it (names of products). */
const term = (set: string, word: string): string => language().terms[`${set}:${word}`] ?? word;

/** A phrase in words. */
export const phraseText = (scene: Scene | undefined, { form, args }: Phrase): string =>
  fillForm(scene, language().phrases[form], phraseArguments[form], args);

/** Only whose the thing is that a phrase names, for labels with little room; undefined when it is nobody's. */
function ownerText(scene: Scene | undefined, { args }: Phrase): string | undefined {
  if (!('thread' in args)) return undefined;
  const tid = Number(args.thread);
  return `${nameOfThread(scene, tid)} ${tid}`.trim();
}

const terms: Readonly<Record<string, string>> = {
  library: '',
  about: 'about',
  author: 'author',
  use: 'use',
  part: 'part',
  source: 'source',
};

function valueText(scene: Scene | undefined, name: string, type: ArgumentType, value: unknown): Filled {
  switch (type) {
    case 'address':
      return plain(addressText(Number(value)));
    case 'pages':
      return { text: (style) => (style === 'round' ? pagesText : exactPages)(Number(value)) };
    case 'bytes':
      return plain(exactSize(Number(value)));
    case 'count':
      return plain(String(value), Number(value));
    case 'name':
      return plain(String(value));
    case 'path':
      return {
        text: (style) =>
          style === 'base' ? baseName(String(value)) : style === 'stem' ? stemOf(String(value)) : String(value),
      };
    case 'thread': {
      const tid = Number(value);
      return {
        text: (style) =>
          style === 'id' ? String(tid) : style === 'name' ? nameOfThread(scene, tid) : threadText(scene, tid),
      };
    }
    case 'phrase':
      return {
        text: (style) => (style === 'owner' ? ownerText : phraseText)(scene, value as Phrase),
      };
    case 'word':
      return { text: (style) => wordText(name, String(value), style) };
  }
}

function wordText(name: string, word: string, style: string): string {
  if (style === 'secret') return term('secret', word);
  if (style === 'kind') return Object.hasOwn(kinds, word) ? kindName(word as KindId) : word;
  const set = terms[name] ?? '';
  const said = set === '' ? word : term(set, word);
  const [full = said, short = full, shortest = short] = said.split('|');
  return style === 'short' ? short : style === 'shortest' ? shortest : full;
}

/** A form with its arguments in words; `more` are values that the maker of the sentence has
 * looked up; without a scene threads have no names. */
export function fillForm(
  scene: Scene | undefined,
  form: string,
  types: ArgumentTypes,
  args: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, string>> = {},
): string {
  return fill(form, (name) => {
    if (Object.hasOwn(more, name)) return plain(more[name] ?? '');
    const type = types[name];
    return type === undefined || !Object.hasOwn(args, name) ? undefined : valueText(scene, name, type, args[name]);
  });
}
