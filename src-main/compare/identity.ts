/**
 * What a region is called in every run: a key without address, process id or run-dependent size. It is coarser than a
 * role (read/roles.ts), which is unique within one capture and counts what looks alike; a key may belong to several
 * regions, and one that does proves nothing but their number. Memory without any name has none.
 */
import type { Capture, MappedObject, RegionIndex } from '../contract/capture.ts';
import { kindIds, type KindId } from '../contract/kinds.ts';
import { mappingName, permissionText, regionDetail } from '../contract/rows.ts';
import { rolesOf } from '../read/roles.ts';

/** What is known of one region for pairing. */
export interface Identity {
  /** The same thing in another run of the same files. */
  readonly key?: string;
  /** The same thing of another version or build: digits folded, no offset. Only of modules. */
  readonly version?: string;
  /** Its object is one of several that look alike, told apart only by their order. */
  readonly counted: boolean;
  /** For a guard: what it protects. Nothing is known of a guard that its ward does not say. */
  readonly guards?: RegionIndex;
  /**
   * The heap that people know by one name (Java heap, Python objects) and that this is a part of: how many parts it has is
   * the kernel's doing.
   */
  readonly whole?: string;
  /** What a region that no key has found must have in common with its partner; a module's part is of that module. */
  readonly shape: string;
  readonly pages: number;
}

/** Memory that is told apart by nothing but its surroundings. */
const nameless: ReadonlySet<KindId> = new Set(['anon', 'malloc-block', 'reserve', 'guard']);

/** Kinds of which a process has one, whatever it is called. */
const single: ReadonlySet<KindId> = new Set(['stack', 'heap', 'vdso', 'vvar', 'vsyscall', 'uprobes']);

/** The identities of all regions, by their numbers. */
export function identitiesOf(capture: Capture): Identity[] {
  const { regions, mappings, objects } = capture;
  const roles = rolesOf(capture).objects;
  const given = new Set(roles);
  const name = nameFolder(capture);
  return Array.from({ length: regions.length }, (_, region): Identity => {
    const kind = kindIds[regions.kind[region] ?? 0] ?? 'anon';
    const mapping = regions.mapping[region] ?? 0;
    const object = objects[regions.object[region] ?? -1];
    const role = roles[regions.object[region] ?? -1] ?? '';
    const pages = (regions.end[region] ?? 0) - (regions.start[region] ?? 0);
    const perms = permissionText(mappings.perms[mapping] ?? 0);
    const into = (regions.start[region] ?? 0) - (mappings.start[mapping] ?? 0);
    const offset = (mappings.offset[mapping] ?? 0) + into;
    const guards = kind === 'guard' ? regionDetail(regions, region)?.guardsRegion : undefined;
    const facts = { kind, perms, offset, pages, role, name: name(mappingName(mappings, mapping)) };
    return {
      ...keysOf(object, facts),
      counted: isCounted(role, given),
      ...(guards === undefined ? {} : { guards }),
      ...(object?.label.form === 'runtime-part' ? { whole: `${baseOf(role, given)} ${kind}` } : {}),
      shape: [kind, perms, ofWhat(object, role, given)].join(' '),
      pages,
    };
  });
}

interface Facts {
  readonly kind: KindId;
  readonly perms: string;
  readonly offset: number;
  readonly pages: number;
  readonly role: string;
  readonly name: string;
}

function keysOf(object: MappedObject | undefined, facts: Facts): Pick<Identity, 'key' | 'version'> {
  const { kind, perms, offset, role, name } = facts;
  const place = kind === 'bss' ? '' : String(offset);
  const sized = String(Math.ceil(Math.log2(Math.max(1, facts.pages))));
  const key = (...parts: readonly string[]): { key: string } => ({ key: parts.join('\0') });
  switch (object?.kind) {
    case 'module': {
      const module = lastPart(object.path ?? role);
      return {
        ...key('module', object.role ?? '', module, kind, perms, place),
        version: ['module', anyVersion(object, role), kind, perms].join('\0'),
      };
    }
    case 'thread':
    case 'arena':
      return key(role, kind);
    case 'allocation':
      return {};
    case 'runtime':
      return key('runtime', role.replace(/#\d+$/, ''), kind, perms, sized);
    case 'main-stack':
    case 'heap':
    case 'kernel':
    case 'shared-memory':
    case 'file':
    case 'device':
    case undefined:
      if (single.has(kind)) return key(kind, name);
      if (name !== '') return key(kind, name, perms, String(offset));
      return nameless.has(kind) ? {} : key(kind, object ? role : '', perms, sized);
  }
}

/** A module's name without the digits of its version; a process has one program and one loader, whatever they are called. */
function anyVersion(object: MappedObject, role: string): string {
  const module = lastPart(object.path ?? role);
  return object.role === 'library' ? module.replace(/\d+(?:\.\d+)*/g, '0') : (object.role ?? module);
}

/** What a part is looked for in, where its own name does not find it: a piece of one library is none of another. */
function ofWhat(object: MappedObject | undefined, role: string, given: ReadonlySet<string>): string {
  if (object?.kind === 'runtime') return baseOf(role, given);
  return object?.kind === 'module' ? anyVersion(object, role) : '';
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `thread:worker#2` beside `thread:worker` was counted; the name of a thread may end so by itself. */
const isCounted = (role: string, given: ReadonlySet<string>): boolean =>
  given.has(`${role}#2`) || baseOf(role, given) !== role;

function baseOf(role: string, given: ReadonlySet<string>): string {
  const base = role.replace(/#\d+$/, '');
  return given.has(base) ? base : role;
}

/** A name without the numbers of one run: process ids and random parts. Short runs of digits belong to names. */
function nameFolder({ process }: Capture): (name: string) => string {
  const pid = String(process.identity.pid);
  return (name) => name.replace(/\d+/g, (digits) => (digits === pid || digits.length >= 3 ? '0' : digits));
}
