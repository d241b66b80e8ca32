/** How regions and objects are called, in every length. */
import type { Capture, ObjectIndex, RegionIndex } from '../contract/capture.ts';
import { certainties } from '../contract/kinds.ts';
import { labelArguments, type Label } from '../contract/verdict.ts';
import { fillForm, type Scene } from './arguments.ts';
import { language, languageGeneration } from './current.ts';
import { fill } from './fill.ts';

/** A label in words, with what may stand for it in a picture, longest first. */
export interface SaidLabel {
  readonly full: string;
  readonly forms: readonly string[];
}

/** Says a label; a guess always says that it is one, in words or, where there is no room, with a question mark. */
export function sayLabel(scene: Scene, label: Label, guess = false): SaidLabel {
  const { labels, guess: probably, guessMark } = language();
  // What a file tells stands as it was written there, guess and all.
  if (label.form === 'told' || label.form === 'newer') return { full: label.args.text, forms: [label.args.text] };
  const words = labels[label.form];
  const say = (form: string): string => tidy(fillForm(scene, form, labelArguments[label.form], label.args));
  const full = say(words.full);
  const forms = words.forms.map(say).filter((form) => form !== '');
  if (!guess) return { full, forms: longestFirst(forms.length > 0 ? forms : [full]) };
  const as = (form: string, what: string): string => fill(form, () => ({ text: () => what }));
  const guessed = words.guess === undefined ? as(probably, full) : say(words.guess);
  const shorter = forms.filter((form) => form !== full);
  const marked = (shorter.length > 0 ? shorter : [full]).map((form) => as(guessMark, form));
  return { full: guessed, forms: longestFirst([guessed, ...shorter.map((form) => as(probably, form)), ...marked]) };
}

/** Without the blanks that an empty argument leaves: a thread may have no name. */
const tidy = (text: string): string => text.replace(/ {2,}/g, ' ').trim();

/** Without repetitions; a form that is no shorter than the one before says nothing new. */
function longestFirst(forms: readonly string[]): string[] {
  const kept: string[] = [];
  for (const form of forms) {
    const last = kept.at(-1);
    if (last === undefined || Array.from(form).length < Array.from(last).length) kept.push(form);
  }
  return kept;
}

/** What has been said of a capture's labels: a picture asks for thousands in every frame. */
interface Memory {
  readonly generation: number;
  readonly regions: Map<number, SaidLabel>;
  readonly objects: Map<number, SaidLabel>;
}
const memories = new WeakMap<Capture, Memory>();

function memoryOf(capture: Capture): Memory {
  const known = memories.get(capture);
  if (known?.generation === languageGeneration()) return known;
  const memory = { generation: languageGeneration(), regions: new Map(), objects: new Map() };
  memories.set(capture, memory);
  return memory;
}

const nothing: SaidLabel = { full: '', forms: [] };
const guessed = certainties.indexOf('guess');

function saidRegion(capture: Capture, region: RegionIndex): SaidLabel {
  const { regions } = capture;
  const label = regions.label[region] ?? 0;
  const guess = regions.certainty[region] === guessed;
  const key = label * 2 + (guess ? 1 : 0);
  const { regions: memory } = memoryOf(capture);
  const known = memory.get(key);
  if (known) return known;
  const form = regions.labels[label];
  const said = form ? sayLabel(capture, form, guess) : nothing;
  memory.set(key, said);
  return said;
}

/** A region's label. */
export const regionLabel = (capture: Capture, region: RegionIndex): string => saidRegion(capture, region).full;

/** A region's label from long to short. */
export const regionLabelForms = (capture: Capture, region: RegionIndex): readonly string[] =>
  saidRegion(capture, region).forms;

function saidObject(capture: Capture, object: ObjectIndex): SaidLabel {
  const { objects: memory } = memoryOf(capture);
  const known = memory.get(object);
  if (known) return known;
  const entry = capture.objects[object];
  const said = entry ? sayLabel(capture, entry.label, entry.guess === true) : nothing;
  memory.set(object, said);
  return said;
}

/** An object's label; empty for an object that is not there. */
export const objectLabel = (capture: Capture, object: ObjectIndex): string => saidObject(capture, object).full;

/** An object's label from long to short. */
export const objectLabelForms = (capture: Capture, object: ObjectIndex): readonly string[] =>
  saidObject(capture, object).forms;
