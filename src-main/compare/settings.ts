/**
 * What two captures tell of what their processes ran under: kernel, processor, huge pages, limits, program, libraries,
 * and what weakens the protection of memory. Names of environment variables and the insides of files are in no capture.
 */
import { permissionBits, type Capture, type ResourceLimit, type UnknownFact } from '../contract/capture.ts';
import type { HugePageUse, SettingTopic, SettingValue } from '../contract/settings.ts';
import { smapsFigureReader } from '../contract/rows.ts';
import { rowFindings } from '../read/rowFindings.ts';
import { lastPart, withoutVersion } from './identity.ts';

/** One setting on both sides. */
export interface Setting {
  readonly topic: SettingTopic;
  /** Which limit, library or finding it is. */
  readonly name?: string;
  /** Missing where the capture does not tell it: it may be the same. */
  readonly before?: SettingValue;
  readonly after?: SettingValue;
  /** Both sides tell it, and differently. */
  readonly differs: boolean;
}

type Told = readonly { readonly topic: SettingTopic; readonly name?: string; readonly value: SettingValue }[];

/** Of what a side lists as many as there are it has none besides; of anything else it does not tell. */
const absent = ({ process }: Capture, topic: SettingTopic): SettingValue | undefined =>
  topic === 'finding' || (topic === 'cgroup' && process.cgroup) ? { type: 'none' } : undefined;

/** The settings of two captures, what differs first and then in the order of the topics. O(regions). */
export function compareSettings(before: Capture, after: Capture): Setting[] {
  const [old, now] = [settingsOf(before), settingsOf(after)];
  const key = ({ topic, name }: Told[number]): string => `${topic} ${name ?? ''}`;
  const [a, b] = [new Map(old.map((one) => [key(one), one])), new Map(now.map((one) => [key(one), one]))];
  const settings = [...new Map([...a, ...b]).values()].map((one): Setting => {
    const was = a.get(key(one))?.value ?? absent(before, one.topic);
    const is = b.get(key(one))?.value ?? absent(after, one.topic);
    return settingOf(one, was, is);
  });
  return [...settings, ...librarySettings(before, after)].sort((x, y) => Number(y.differs) - Number(x.differs));
}

const settingOf = (
  { topic, name }: Pick<Setting, 'topic' | 'name'>,
  before: SettingValue | undefined,
  after: SettingValue | undefined,
): Setting => ({
  topic,
  ...(name === undefined ? {} : { name }),
  ...(before ? { before } : {}),
  ...(after ? { after } : {}),
  differs: before !== undefined && after !== undefined && JSON.stringify(before) !== JSON.stringify(after),
});

/** What a capture tells, in the order of the topics. */
function settingsOf(capture: Capture): Told {
  const { machine, process } = capture;
  const { auxv } = process;
  const knows = (fact: UnknownFact): boolean => capture.source?.unknown.includes(fact) !== true;
  const text = (words: string): SettingValue => ({ type: 'text', text: words });
  const number = (value: number): SettingValue => ({ type: 'number', value });
  const bytes = (value: number): SettingValue => ({ type: 'bytes', value });
  const vector = (name: string): string | undefined => auxv.find((pair) => pair.name === name)?.value;
  const entries: (readonly [SettingTopic, SettingValue | undefined, name?: string])[] = [
    ['kernel', knows('machine') ? text(machine.kernel) : undefined],
    ['architecture', knows('machine') ? text(machine.architecture) : undefined],
    ['page-size', knows('pageSize') ? bytes(machine.pageSize) : undefined],
    ...['AT_HWCAP', 'AT_HWCAP2'].map((name): (typeof entries)[number] => {
      const value = vector(name);
      return ['processor', value === undefined ? undefined : text(value), name];
    }),
    ['huge-pages', hugePages(capture)],
    ['randomize', machine.randomizeVaSpace === undefined ? undefined : number(machine.randomizeVaSpace)],
    ['most-mappings', machine.maxMapCount === undefined ? undefined : number(machine.maxMapCount)],
    ['lowest-address', machine.mmapMinAddress === undefined ? undefined : bytes(machine.mmapMinAddress)],
    ['program', process.exe === undefined ? undefined : text(process.exe)],
    ['command', knows('cmdline') ? text(process.cmdline.join(' ')) : undefined],
    ['user', knows('user') ? text(process.user ?? String(process.uid)) : undefined],
    ['secure', vector('AT_SECURE') === undefined ? undefined : number(Number(vector('AT_SECURE')))],
    ...process.limits.map((limit): (typeof entries)[number] => ['limit', limitOf(limit), limit.name]),
    ...(process.cgroup?.limits ?? []).map((one, level): (typeof entries)[number] => [
      'cgroup',
      bytes(one.limit),
      String(level + 1),
    ]),
    ...findings(capture).map(([title, count]): (typeof entries)[number] => ['finding', number(count), title]),
  ];
  return entries.flatMap(([topic, value, name]) =>
    value ? [{ topic, ...(name === undefined ? {} : { name }), value }] : [],
  );
}

const limitOf = ({ soft, hard, unit }: ResourceLimit): SettingValue => ({
  type: 'limit',
  ...(soft === undefined ? {} : { soft }),
  ...(hard === undefined ? {} : { hard }),
  unit,
});

/**
 * Where anonymous memory may have huge pages, by smaps' THPeligible and the flag `hg` of what the program advised. Told
 * only where a mapping is large enough to show it.
 */
function hugePages({ mappings, smaps }: Capture): SettingValue | undefined {
  if (!smaps?.keys.includes('THPeligible')) return undefined;
  const eligible = smapsFigureReader(smaps, 'THPeligible');
  let use: HugePageUse | undefined;
  for (let row = 0; row < mappings.length; row++) {
    const pages = (mappings.end[row] ?? 0) - (mappings.start[row] ?? 0);
    const writable = ((mappings.perms[row] ?? 0) & permissionBits.write) !== 0;
    if (mappings.name[row] !== 0 || !writable || pages < twoHugePages) continue;
    const flags = smaps.vmFlagSets[smaps.vmFlags[row] ?? 0]?.split(' ') ?? [];
    if (eligible(row) === 1) use = flags.includes('hg') ? (use === 'any' ? use : 'advised') : 'any';
    else if (!flags.includes('nh')) use ??= 'none';
  }
  return use && { type: 'huge-pages', use };
}

/** A mapping of 4 MiB holds a whole huge page of 2 MiB wherever it begins. */
const twoHugePages = 1024;

/**
 * Libraries by the names of their files; what is left on both sides and differs by digits alone is the same in another
 * version, where neither side has two of it.
 */
function librarySettings(before: Capture, after: Capture): Setting[] {
  const [old, now] = [libraries(before), libraries(after)];
  const left = (side: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): Map<string, string[]> => {
    const names = new Map<string, string[]>();
    for (const name of side.keys()) {
      const family = withoutVersion(name);
      if (!other.has(name)) names.set(family, [...(names.get(family) ?? []), name]);
    }
    return names;
  };
  const [gone, come] = [left(old, now), left(now, old)];
  const renamed = new Map<string, string>();
  for (const [family, [name = '', ...more]] of gone) {
    const [other, ...others] = come.get(family) ?? [];
    if (other !== undefined && more.length === 0 && others.length === 0) renamed.set(name, other);
  }
  const newNames = new Set(renamed.values());
  const names = [...old.keys(), ...[...now.keys()].filter((name) => !old.has(name) && !newNames.has(name))].sort();
  const value = (files: string | undefined): SettingValue =>
    files === undefined ? { type: 'none' } : { type: 'text', text: files };
  return names.map((name) =>
    settingOf({ topic: 'library', name }, value(old.get(name)), value(now.get(renamed.get(name) ?? name))),
  );
}

/** Files of each library by their name without folders; one name may be loaded from several places. */
function libraries({ objects }: Capture): ReadonlyMap<string, string> {
  const paths = objects.flatMap(({ kind, role, path }) =>
    kind === 'module' && role === 'library' && path !== undefined ? [path] : [],
  );
  const files = new Map<string, string>();
  for (const path of [...new Set(paths)].sort()) {
    const known = files.get(lastPart(path));
    files.set(lastPart(path), known === undefined ? path : `${known}, ${path}`);
  }
  return files;
}

/** How many places weaken the protection of memory, by what they are called. */
function findings(capture: Capture): [title: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { title } of rowFindings(capture)) counts.set(title, (counts.get(title) ?? 0) + 1);
  return [...counts];
}
