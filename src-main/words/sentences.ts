/** Facts into sentences, from the figures of the capture that is shown. */
import type { Capture, MappingIndex, RegionIndex, SourceFormat } from '../contract/capture.ts';
import { mappingName, permissionText, smapsFigure, stackUse, vmFlagText } from '../contract/rows.ts';
import type { Tid } from '../contract/units.ts';
import { factArguments, type Fact, type FactId } from '../contract/verdict.ts';
import { fillForm } from './arguments.ts';
import { language } from './current.ts';
import type { FactForm } from './language.ts';
import { addressText, exactPages, exactSize } from './sizes.ts';

/** The form of a fact now, and the figures that were looked up for it; undefined when there is nothing to say. */
interface Said {
  readonly form: FactForm;
  readonly more?: Readonly<Record<string, string>>;
}

/** Who tells what a source holds: the kernel, or the program whose output it is. */
type Speaker = 'kernel' | 'pmap' | 'gdb' | 'core' | 'text';

/** Of any other source nothing is known but its text. */
const speakers: Partial<Record<SourceFormat, Speaker>> = {
  maps: 'kernel',
  smaps: 'kernel',
  'smemcap tar': 'kernel',
  'gdb info proc mappings': 'gdb',
  'ELF core': 'core',
  pmap: 'pmap',
  'pmap -x': 'pmap',
  'pmap -d': 'pmap',
  'pmap -X': 'pmap',
  'pmap -XX': 'pmap',
};

const speakerOf = ({ source }: Capture): Speaker => (source ? (speakers[source.format] ?? 'text') : 'kernel');

/** Where a fact is looked up: in a capture, for a region and the mapping that holds it; -1 without one. */
interface Place {
  readonly capture: Capture;
  readonly region: RegionIndex;
  readonly mapping: MappingIndex;
}
type FactOf<Id extends FactId> = Extract<Fact, { readonly id: Id }>;
type LookUp<Id extends FactId> = (fact: FactOf<Id>, place: Place) => Said | undefined;

const depthOf =
  (form: 'stack-pointer' | 'stack-pointer-depth-of') =>
  ({ args }: { readonly args: { readonly thread: Tid } }, { capture, region }: Place): Said | undefined => {
    const use = stackUse(capture, region, args.thread);
    return use && { form, more: { pointer: addressText(use.pointer), depth: exactPages(use.depth) } };
  };

const pointerOf =
  (form: 'stack-pointer-inside' | 'stack-pointer-lies-here') =>
  ({ args }: { readonly args: { readonly thread: Tid } }, { capture }: Place): Said => {
    const pointer = capture.process.threads.find(({ tid }) => tid === args.thread)?.stackPointer;
    return pointer === undefined ? { form: 'stack-pointer-place' } : { form, more: { pointer: addressText(pointer) } };
  };

/** Facts that are told with what the capture shows today. All others are told by their arguments alone. */
const lookUps: { readonly [Id in FactId]?: LookUp<Id> } = {
  newer: ({ id, args }) => (args.text === '' ? undefined : { form: id }),
  resident: (_, { capture, mapping }) => {
    const rss = capture.smaps && mapping >= 0 ? smapsFigure(capture.smaps, 'Rss', mapping) : undefined;
    if (rss === undefined) return undefined;
    return rss === 0 ? { form: 'resident-none' } : { form: 'resident-some', more: { rss: exactSize(rss * 1024) } };
  },
  'no-file-no-name': ({ id }, { capture, mapping }) => {
    const unknown =
      capture.source?.unknown.includes('permissions') === true ||
      capture.source?.unknownPermissions?.includes(mapping) === true;
    if (unknown) return { form: 'no-file-told' };
    return { form: id, more: { perms: permissionText(capture.mappings.perms[mapping] ?? 0) } };
  },
  'vm-flags': ({ id }, { capture, mapping }) => {
    const flags = capture.smaps ? vmFlagText(capture.smaps, mapping) : '';
    return flags === '' ? undefined : { form: id, more: { flags } };
  },
  'stack-limit': ({ id }, { capture }) => {
    const limit = capture.process.limits.find(({ name }) => name === 'Max stack size')?.soft;
    return limit === undefined ? undefined : { form: id, more: { limit: exactSize(limit) } };
  },
  'stack-pointer': depthOf('stack-pointer'),
  'stack-pointer-depth-of': depthOf('stack-pointer-depth-of'),
  'stack-pointer-inside': pointerOf('stack-pointer-inside'),
  'stack-pointer-lies-here': pointerOf('stack-pointer-lies-here'),
  named: ({ id, args }, { capture, mapping }) => {
    const speaker = speakerOf(capture);
    if (speaker === 'kernel') return { form: id };
    const own = mapping < 0 ? '' : mappingName(capture.mappings, mapping);
    if (speaker === 'pmap' && (own === '[stack]' || args.name === '[stack]')) return { form: 'stack-named-by-pmap' };
    return { form: 'named-by', more: { speaker: speakerWord(speaker) } };
  },
  'path-and-inode': ({ id }, { capture }) => {
    const speaker = speakerOf(capture);
    return speaker === 'kernel' ? { form: id } : { form: 'file-named-by', more: { speaker: speakerWord(speaker) } };
  },
};

function said(capture: Capture, fact: Fact, region: RegionIndex): Said | undefined {
  // The table ties each look-up to its fact; the union of both cannot follow that.
  const lookUp = lookUps[fact.id] as LookUp<FactId> | undefined;
  const place = { capture, region, mapping: capture.regions.mapping[region] ?? -1 };
  return lookUp ? lookUp(fact, place) : { form: fact.id };
}

const speakerWord = (speaker: Speaker): string => language().terms[`speaker:${speaker}`] ?? speaker;

/** One fact as a sentence about a region; undefined when today's figures leave nothing to say. -1: about no region. */
export function factSentence(capture: Capture, fact: Fact, region: RegionIndex): string | undefined {
  const now = said(capture, fact, region);
  if (!now) return undefined;
  const types = factArguments[fact.id];
  return fillForm(capture, language().facts[now.form], types, fact.args, now.more);
}

/** Everything that speaks for a region's kind, in sentences that a person can check, from today's figures. */
export function regionSentences(capture: Capture, region: RegionIndex): readonly string[] {
  const { regions } = capture;
  const facts = regions.factSets[regions.facts[region] ?? 0] ?? [];
  return facts.flatMap((fact) => factSentence(capture, fact, region) ?? []);
}
