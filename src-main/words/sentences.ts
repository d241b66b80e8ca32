/** Facts into sentences, from the figures of the capture that is shown. */
import type { Capture, RegionIndex } from '../contract/capture.ts';
import { mappingName, permissionText, smapsFigure, stackUse, vmFlagText } from '../contract/rows.ts';
import { factArguments, type Fact } from '../contract/verdict.ts';
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

function speakerOf({ source }: Capture): Speaker {
  switch (source?.format) {
    case undefined:
    case 'maps':
    case 'smaps':
    case 'smemcap tar':
      return 'kernel';
    case 'gdb info proc mappings':
      return 'gdb';
    case 'ELF core':
      return 'core';
    case 'pmap':
    case 'pmap -x':
    case 'pmap -d':
    case 'pmap -X':
    case 'pmap -XX':
      return 'pmap';
    default:
      return 'text';
  }
}

function said(capture: Capture, fact: Fact, region: RegionIndex): Said | undefined {
  const mapping = capture.regions.mapping[region] ?? -1;
  switch (fact.id) {
    case 'resident': {
      const rss = capture.smaps && mapping >= 0 ? smapsFigure(capture.smaps, 'Rss', mapping) : undefined;
      if (rss === undefined) return undefined;
      return rss === 0 ? { form: 'resident-none' } : { form: 'resident-some', more: { rss: exactSize(rss * 1024) } };
    }
    case 'no-file-no-name': {
      const unknown =
        capture.source?.unknown.includes('permissions') === true ||
        capture.source?.unknownPermissions?.includes(mapping) === true;
      if (unknown) return { form: 'no-file-told' };
      return { form: fact.id, more: { perms: permissionText(capture.mappings.perms[mapping] ?? 0) } };
    }
    case 'vm-flags': {
      const flags = capture.smaps ? vmFlagText(capture.smaps, mapping) : '';
      return flags === '' ? undefined : { form: fact.id, more: { flags } };
    }
    case 'stack-limit': {
      const limit = capture.process.limits.find(({ name }) => name === 'Max stack size')?.soft;
      return limit === undefined ? undefined : { form: fact.id, more: { limit: exactSize(limit) } };
    }
    case 'stack-pointer':
    case 'stack-pointer-depth-of':
      return pointerSaid(capture, region, fact.args.thread, fact.id);
    case 'stack-pointer-inside':
    case 'stack-pointer-lies-here': {
      const pointer = capture.process.threads.find(({ tid }) => tid === fact.args.thread)?.stackPointer;
      return pointer === undefined
        ? { form: 'stack-pointer-place' }
        : { form: fact.id, more: { pointer: addressText(pointer) } };
    }
    case 'named': {
      const speaker = speakerOf(capture);
      if (speaker === 'kernel') return { form: fact.id };
      const own = mapping < 0 ? '' : mappingName(capture.mappings, mapping);
      if (speaker === 'pmap' && (own === '[stack]' || fact.args.name === '[stack]')) {
        return { form: 'stack-named-by-pmap' };
      }
      return { form: 'named-by', more: { speaker: speakerWord(speaker) } };
    }
    case 'path-and-inode': {
      const speaker = speakerOf(capture);
      return speaker === 'kernel'
        ? { form: fact.id }
        : { form: 'file-named-by', more: { speaker: speakerWord(speaker) } };
    }
    default:
      return { form: fact.id };
  }
}

const speakerWord = (speaker: Speaker): string => language().terms[`speaker:${speaker}`] ?? speaker;

function pointerSaid(capture: Capture, region: RegionIndex, tid: number, form: FactForm): Said | undefined {
  const use = stackUse(capture, region, tid);
  if (!use) return undefined;
  return { form, more: { pointer: addressText(use.pointer), depth: exactPages(use.depth) } };
}

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

/** What a capture says of itself as a whole. */
export const noteSentences = (capture: Capture): readonly string[] => [
  ...capture.consistency.notes,
  ...(capture.notes ?? []).flatMap((fact) => factSentence(capture, fact, -1) ?? []),
];
