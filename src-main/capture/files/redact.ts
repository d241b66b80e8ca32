/**
 * Taking out of a capture what tells about people: what follows a home folder in a path, user names, the host's name,
 * and the arguments of the command line. Equal things stay equal, so that a module's parts still belong together; the
 * environment is in no capture anyway.
 */
import { homedir, hostname, userInfo } from 'node:os';
import type { Capture, MappedObject, MappingColumns, RegionColumns } from '../../contract/capture.ts';
import { partNames, textsOf, type AnyTable, type PartName } from '../../contract/parts/table.ts';
import { mapTexts } from '../verdictJson.ts';

/** What to take out. */
export interface Redaction {
  /** Folders whose content is private, without a slash at the end. */
  readonly homes: readonly string[];
  readonly users: readonly string[];
  readonly hosts: readonly string[];
  /** Further texts, wherever they stand; the longest first. */
  readonly hidden?: readonly string[];
}

/** Home folder, user and host name of this machine, and the user that the capture itself names. */
export function whatToRedact({ process }: Capture): Redaction {
  const name = ownName();
  return {
    homes: [homedir()],
    users: [...new Set([name, process.user ?? ''])].filter((user) => user !== '' && !commonUsers.has(user)),
    hosts: [hostname()].filter((host) => host !== '' && host !== 'localhost'),
  };
}

/** The name of this process's user; empty where the system does not know one. */
function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

/** Accounts of every system: their names tell about nobody, and are ordinary words. */
const commonUsers = new Set(['root', 'daemon', 'nobody', 'bin', 'sys', 'www-data']);

const deletedSuffix = ' (deleted)';

/** The capture without what `redaction` names. The redacted rows keep their addresses, sizes and labels' kinds. */
export function redacted(capture: Capture, redaction: Redaction): Capture {
  const words = new Redactor(redaction);
  // Paths first: whatever they are called elsewhere is then known.
  const names = capture.mappings.names.map((name) => words.path(name));
  const exe = capture.process.exe === undefined ? undefined : words.path(capture.process.exe);
  const [program = '', ...others] = capture.process.cmdline;
  // A single word may be a whole line: a title that the program gave itself, or the line that pmap prints.
  const first = words.program(others.length > 0 ? program : (program.split(' ')[0] ?? ''), capture.process.exe);
  const text = (value: string): string => words.text(value);
  return {
    process: {
      ...without(capture.process, 'user', 'exe'),
      comm: text(capture.process.comm),
      cmdline: capture.process.cmdline.map((_, index) => (index === 0 ? text(first) : '[argument]')),
      ...(exe === undefined ? {} : { exe }),
      ...redactedGroups(capture.process, standInGroup),
      threads: capture.process.threads.map((thread) => ({ ...thread, name: text(thread.name) })),
    },
    ...restReplaced(capture, text),
    mappings: redactedRows(capture.mappings, names.map(text)),
  };
}

/** Every text of a capture changed alike. */
export function replaced(capture: Capture, text: (value: string) => string): Capture {
  const { user, exe } = capture.process;
  return {
    process: {
      ...capture.process,
      comm: text(capture.process.comm),
      cmdline: capture.process.cmdline.map(text),
      ...(user === undefined ? {} : { user: text(user) }),
      ...(exe === undefined ? {} : { exe: text(exe) }),
      ...redactedGroups(capture.process, text),
      threads: capture.process.threads.map((thread) => ({ ...thread, name: text(thread.name) })),
    },
    ...restReplaced(capture, text),
    mappings: redactedRows(capture.mappings, capture.mappings.names.map(text)),
  };
}

/** Cgroups are named after users, services and containers; how deep one lies tells them apart in a process. */
const standInGroup = (path: string): string => path.replaceAll(/[^/]+/g, '[group]');

const redactedGroups = (
  { cgroup }: Capture['process'],
  text: (value: string) => string,
): Pick<Capture['process'], 'cgroup'> =>
  cgroup
    ? {
        cgroup: {
          ...cgroup,
          path: text(cgroup.path),
          limits: cgroup.limits.map((limit) => ({ ...limit, path: text(limit.path) })),
        },
      }
    : {};

/** What of a capture is neither the process nor its mappings. */
const restReplaced = (
  capture: Capture,
  text: (value: string) => string,
): Omit<Capture, 'process' | 'mappings' | 'carried'> & Partial<Pick<Capture, PartName>> => ({
  ...without(capture, 'process', 'mappings', 'carried'),
  access: capture.access.map((entry) => ({
    ...entry,
    file: text(entry.file),
    ...(entry.why === undefined ? {} : { why: text(entry.why) }),
    ...(entry.remedy === undefined ? {} : { remedy: text(entry.remedy) }),
  })),
  consistency: { ...capture.consistency, notes: capture.consistency.notes.map((note) => mapTexts(note, text)) },
  ...redactedParts(capture, text),
  ...(capture.notes ? { notes: capture.notes.map((note) => mapTexts(note, text)) } : {}),
  ...(capture.pins ? { pins: capture.pins.map(({ at, name }) => ({ at, name: text(name) })) } : {}),
  ...(capture.remark === undefined ? {} : { remark: text(capture.remark) }),
  regions: redactedRegions(capture.regions, text),
  objects: capture.objects.map((object) => redactedObject(object, text)),
  ...(capture.source ? { source: { ...capture.source, name: text(capture.source.name) } } : {}),
});

/** Words of a newer kernel that nobody here knows may name anything. */
const redactedParts = (capture: Capture, text: (value: string) => string): Pick<Capture, PartName> =>
  Object.fromEntries(
    partNames.flatMap((name) => {
      const table = capture[name] as AnyTable | undefined;
      const lists = textsOf(name).flatMap(({ list, free }) => (free ? [list] : []));
      const redone = lists.map((list) => [list, (table?.[list] as readonly string[] | undefined)?.map(text)]);
      return table ? [[name, { ...table, ...Object.fromEntries(redone) }]] : [];
    }),
  );

/** The same object but for some of its fields. */
export const without = <T extends object, K extends keyof T>(whole: T, ...names: readonly K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => !(names as readonly string[]).includes(name))) as Omit<
    T,
    K
  >;

/** Names replaced; the exact bytes of a name that has been changed must not stay behind. */
function redactedRows(mappings: MappingColumns, names: readonly string[]): MappingColumns {
  return {
    ...mappings,
    names,
    rawNames: mappings.rawNames.filter(({ name }) => names[name] === mappings.names[name]),
  };
}

function redactedRegions(regions: RegionColumns, text: (value: string) => string): RegionColumns {
  return {
    ...regions,
    labels: regions.labels.map((label) => mapTexts(label, text)),
    factSets: regions.factSets.map((facts) => facts.map((fact) => mapTexts(fact, text))),
    details: regions.details.map(({ guards, ...detail }) => ({
      ...detail,
      ...(guards === undefined ? {} : { guards: mapTexts(guards, text) }),
    })),
  };
}

const redactedObject = (object: MappedObject, text: (value: string) => string): MappedObject => ({
  ...object,
  label: mapTexts(object.label, text),
  key: text(object.key),
  ...(object.path === undefined ? {} : { path: text(object.path) }),
});

/** Longest name of a process or thread that the kernel keeps. */
const commLength = 15;
/** Shorter names are replaced only where they stand alone: inside sentences they would be any word. */
const shortest = 3;
/** Names with a space are looked for one by one; a program has few of them. */
const spacedLimit = 1000;
/** Home folders by their place, whoever they belong to; `/proc/PID/root` is none. */
const homePlaces = '/(?:home|Users)/[^/\\s:"”’]+|(?<![^\\s"“”’(,;:=@])/root';
/** A word of a sentence, as file, user and host names are spelled. */
const wordPattern = /[\p{L}\p{N}_+~-]+(?:[.@]+[\p{L}\p{N}_+~-]+)*/gu;
/** Where a path inside a sentence may end. */
const pathEnd = /[\s:"”’@),;]|\.$|$/g;

/** A text as a regular expression that finds it. */
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Remembers what stands for what. */
class Redactor {
  private readonly home: RegExp;
  /** Users and hosts, also where they are a part of a word: `/tmp/ada-cache`. Made anew when a home names another. */
  private people: RegExp | undefined;
  private readonly paths = new Map<string, string>();
  private readonly words = new Map<string, string>();
  private readonly spaced: string[] = [];

  constructor({ homes, users, hosts }: Redaction) {
    const own = homes
      .filter((home) => home.length > 1)
      .sort((a, b) => b.length - a.length)
      .map(escaped);
    this.home = new RegExp(`(?:${[...own, homePlaces].join('|')})(?![^/\\s:"”’@),;.])`, 'g');
    for (const user of users) this.words.set(user, '[user]');
    for (const host of hosts) this.words.set(host, '[host]');
    for (const home of homes) this.learnOwner(home);
  }

  /** A path; what lies in a home folder gets a stand-in of its own. */
  path(name: string): string {
    const deleted = name.endsWith(deletedSuffix);
    const plain = deleted ? name.slice(0, -deletedSuffix.length) : name;
    this.home.lastIndex = 0;
    const match = this.home.exec(plain);
    if (match?.index !== 0) return name;
    this.learnOwner(match[0]);
    const standIn = this.paths.get(plain) ?? this.learn(plain, plain === match[0]);
    return deleted ? standIn + deletedSuffix : standIn;
  }

  /** Any text: everything that has a stand-in is replaced, and whatever else begins with a home folder. */
  text(value: string): string {
    const alone = this.paths.get(value) ?? this.words.get(value);
    if (alone !== undefined) return alone;
    let text = this.withoutPaths(value);
    for (const name of this.spaced) text = text.replaceAll(name, this.words.get(name) ?? name);
    // What stands in brackets alone is a stand-in already, or a name that the kernel gives: [heap].
    text = text.replace(wordPattern, (word, at: number, whole: string) =>
      word.length < shortest || (whole[at - 1] === '[' && whole[at + word.length] === ']')
        ? word
        : (this.words.get(word) ?? word),
    );
    this.people ??= this.peoplePattern();
    return text.replace(this.people, (name) => this.words.get(name) ?? name);
  }

  /**
   * The program as the command line names it. A relative path leads on from a folder that may be anybody's: it gives
   * way to the program file's stand-in, or to a word.
   */
  program(name: string, exe: string | undefined): string {
    if (name.startsWith('/') || !name.includes('/')) return this.path(name);
    const standIn = exe === undefined ? undefined : this.path(exe);
    return standIn === undefined || standIn === exe ? '[program]' : standIn;
  }

  /** The last folder of a home is its owner's name. */
  private learnOwner(home: string): void {
    const owner = home.slice(home.lastIndexOf('/') + 1);
    if (owner.length < shortest || commonUsers.has(owner) || this.words.has(owner)) return;
    this.words.set(owner, '[user]');
    this.people = undefined;
  }

  private peoplePattern(): RegExp {
    const names = [...this.words].filter(([name, word]) => name.length >= shortest && /^\[(?:user|host)\]$/.test(word));
    const any = names.map(([name]) => escaped(name)).sort((a, b) => b.length - a.length);
    return new RegExp(
      any.length === 0 ? '(?!)' : `(?<![\\p{L}\\p{N}[])(?:${any.join('|')})(?![\\p{L}\\p{N}\\]])`,
      'gu',
    );
  }

  private learn(path: string, isHome: boolean): string {
    const short = `[path-${this.paths.size + 1}]`;
    const standIn = isHome ? '/[home]' : `/[home]/${short}`;
    this.paths.set(path, standIn);
    const base = path.slice(path.lastIndexOf('/') + 1);
    for (const word of isHome ? [] : [base, Buffer.from(base).subarray(0, commLength).toString()]) {
      if (word === '' || this.words.has(word)) continue;
      this.words.set(word, short);
      if (/\s/.test(word) && this.spaced.length < spacedLimit) this.spaced.push(word);
    }
    return standIn;
  }

  private withoutPaths(value: string): string {
    let shown = '';
    let at = 0;
    this.home.lastIndex = 0;
    for (let match = this.home.exec(value); match; match = this.home.exec(value)) {
      const rest = value.slice(match.index);
      const { length, standIn } = this.pathAt(rest, match[0].length);
      shown += value.slice(at, match.index) + standIn;
      at = match.index + length;
      this.home.lastIndex = Math.max(at, this.home.lastIndex);
    }
    return shown + value.slice(at);
  }

  /** The longest known path that the text begins with; an unknown one ends with its first word. */
  private pathAt(text: string, homeLength: number): { readonly length: number; readonly standIn: string } {
    let known: { readonly length: number; readonly standIn: string } | undefined;
    let first = text.length;
    for (const { index } of text.matchAll(pathEnd)) {
      first = Math.min(first, Math.max(index, homeLength));
      const standIn = this.paths.get(text.slice(0, index));
      if (standIn !== undefined) known = { length: index, standIn };
    }
    return known ?? { length: first, standIn: first > homeLength ? '/[home]/[path]' : '/[home]' };
  }
}
