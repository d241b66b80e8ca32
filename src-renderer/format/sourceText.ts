/** What is said of an opened source, in words. */
import type { OpenedSource } from '@contract/calls.ts';
import type { Capture, SourceFormat, UnknownFact } from '@contract/capture.ts';
import { knows } from './knows.ts';

const formatNames: Readonly<Record<SourceFormat, string>> = {
  maps: 'text of /proc/PID/maps',
  smaps: 'text of /proc/PID/smaps',
  pmap: 'pmap text',
  'pmap -x': 'pmap -x text',
  'pmap -d': 'pmap -d text',
  'pmap -X': 'pmap -X text',
  'pmap -XX': 'pmap -XX text',
  'gdb info proc mappings': 'text of gdb’s “info proc mappings”',
  'gdb info files': 'text of gdb’s “info files”',
  'lldb memory region': 'text of lldb’s “memory region”',
  'pwndbg vmmap': 'text of pwndbg’s “vmmap”',
  'gef vmmap': 'text of GEF’s “vmmap”',
  'Android tombstone': 'Android tombstone',
  'procatlas pmap': 'JSON or CSV of Procatlas’s own pmap',
  'ELF core': 'ELF core file',
  'smemcap tar': 'smemcap tar',
};

/** What sort of source it is: "pmap -x text", "capture". */
export function formatName(format: OpenedSource['format'], capture: Capture): string {
  if (format === 'recording') return 'recording';
  if (format !== 'capture') return formatNames[format];
  return capture.source ? `capture made from ${formatNames[capture.source.format]}` : 'capture';
}

const factNames: Readonly<Record<UnknownFact, string>> = {
  pid: 'the PID',
  startTime: 'when the process started',
  name: 'its name',
  cmdline: 'its command line',
  parent: 'its parent',
  user: 'its user',
  state: 'its state',
  threads: 'its threads',
  limits: 'its limits',
  auxv: 'its auxiliary vector',
  status: 'the figures of status',
  machine: 'the machine and its kernel',
  pageSize: 'the page size',
  time: 'when it was taken',
  permissions: 'permissions',
  sharing: 'whether a mapping is shared or private',
  offset: 'offsets',
  device: 'devices',
  inode: 'inodes',
  path: 'whole paths',
  names: 'the kernel’s names of mappings',
};

/** What the source of a capture cannot tell, in words; empty for a capture of Procatlas's own. */
export function untold(capture: Capture): readonly string[] {
  const { unknown = [], unknownPermissions = [] } = capture.source ?? {};
  return [
    ...unknown.map((fact) => factNames[fact]),
    ...(unknownPermissions.length > 0 && knows(capture, 'permissions')
      ? [`the permissions of ${unknownPermissions.length} of the mappings`]
      : []),
    ...(capture.smaps ? [] : ['how much memory is resident']),
  ];
}
