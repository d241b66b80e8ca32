/** Classifying with memory as evidence, of programs that hold a gibibyte of each of the common runtimes. */
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { asPid } from '@contract/units.ts';
import { AccessLog } from '@main/capture/accessLog.ts';
import { openContext } from '@main/capture/context.ts';
import { withMemory } from '@main/capture/evidence.ts';
import { captureNow } from '@main/capture/once.ts';
import { classify, type Classification } from '@main/classify/classify.ts';
import type { ClassifyInput, MemoryPort } from '@main/classify/input.ts';
import { startCommand, temporaryFolder } from '../support/programs.ts';
import { summarised } from './pairing.ts';
import type { Row } from './table.ts';

/** What classifying may take for a gibibyte of any runtime. */
const target = { ms: 150 };

/** Milliseconds of processor time: nothing here waits, and a machine that is busy with others counts for nothing. */
function processorMilliseconds(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const source = (name: string): string => resolve('tests/bench/gigabyte', name);

/** Builds in a folder of its own what must be built, and gives the command. */
const programs: Readonly<Record<string, (folder: string) => readonly [string, ...string[]]>> = {
  malloc: (folder) => {
    execFileSync('cc', ['-O1', '-pthread', '-o', join(folder, 'blocks'), source('blocks.c')], { stdio: 'pipe' });
    return [join(folder, 'blocks')];
  },
  'musl’s malloc': (folder) => {
    execFileSync('musl-gcc', ['-O1', '-pthread', '-o', join(folder, 'blocks'), source('blocks.c')], { stdio: 'pipe' });
    return [join(folder, 'blocks')];
  },
  Java: (folder) => {
    execFileSync('javac', ['-d', folder, source('Objects.java')], { stdio: 'pipe' });
    return ['java', '-Xmx2g', '-cp', folder, 'Objects'];
  },
  Go: (folder) => {
    copyFileSync(source('objects.go'), join(folder, 'objects.go'));
    execFileSync('go', ['build', '-o', 'objects', 'objects.go'], {
      cwd: folder,
      stdio: 'pipe',
      env: { ...process.env, GO111MODULE: 'off' },
    });
    return [join(folder, 'objects')];
  },
  Python: () => ['/usr/bin/python3', source('objects.py')],
  'Java under ZGC': (folder) => {
    execFileSync('javac', ['-d', folder, source('Objects.java')], { stdio: 'pipe' });
    return ['java', '-XX:+UseZGC', '-Xmx2g', '-cp', folder, 'Objects'];
  },
  Ruby: () => [
    'ruby',
    '-e',
    '$k=(0...5000000).map{|i| "s#{i}"}; $b=(0...600).map{"x"*1000000}; puts "{}"; STDOUT.flush; sleep',
  ],
  PHP: () => [
    'php',
    '-d',
    'memory_limit=-1',
    '-r',
    '$a=[];for($i=0;$i<9000000;$i++)$a[]="text $i";$b=[];for($i=0;$i<200;$i++)$b[]=str_repeat("x",2000000);echo "{}\n";sleep(100000);',
  ],
  LuaJIT: () => [
    'luajit',
    '-e',
    'local ffi=require("ffi") ffi.cdef"unsigned sleep(unsigned);" t={} for i=1,5000000 do t[i]={i,tostring(i)} end print("{}") io.flush() ffi.C.sleep(100000)',
  ],
  Erlang: () => [
    'erl',
    '-noshell',
    '-eval',
    'register(keep, spawn(fun() -> L = lists:seq(1, 40000000), io:format("{}~n"), receive stop -> L end end)).',
  ],
  'memory that nothing explains': () => [
    '/usr/bin/python3',
    '-c',
    'import mmap,time\nm=mmap.mmap(-1,1<<30,flags=mmap.MAP_PRIVATE|mmap.MAP_ANONYMOUS)\nfor p in range(0,1<<30,4096): m[p]=1\nprint("{}",flush=True)\ntime.sleep(100000)',
  ],
  node: () => ['node', '--max-old-space-size=4096', source('objects.cjs')],
};

/** Times a first classification, and the look whether the one before still holds. */
function measureProgram(name: string, pid: number, rounds: number): Row[] {
  const context = openContext();
  const outcome = captureNow(context, asPid(pid));
  if (!outcome.ok) throw new Error(outcome.message);
  const { mappings, smaps, machine } = outcome.value;
  const elfImage = context.images.forRows(asPid(pid), mappings);
  const inputOf = (memory: MemoryPort | undefined): ClassifyInput => ({
    mappings,
    ...(smaps ? { smaps } : {}),
    process: outcome.value.process,
    machine,
    mounts: [],
    elfImage,
    ...(memory ? { memory } : {}),
  });
  let read = 0;
  const look = <T>(use: (input: ClassifyInput) => T): T => {
    const log = new AccessLog(context.reader);
    const result = withMemory(log, asPid(pid), { pageSize: machine.pageSize, wanted: true }, (memory) =>
      use(inputOf(memory)),
    );
    read = log.entries().reduce((sum, { file, bytes }) => (file.endsWith('/mem') ? sum + Number(bytes) : sum), 0);
    return result;
  };
  let last: Classification | undefined;
  const first = Array.from({ length: rounds + 1 }, () =>
    processorMilliseconds(() => {
      last = look(classify);
    }),
  );
  const readFirst = read;
  const again = Array.from({ length: rounds + 1 }, () =>
    processorMilliseconds(() => look((input) => last?.grounds.holdFor(input))),
  );
  const what = `classify 1 GiB of ${name}`;
  const rows = mappings.length;
  return [
    { what, mappings: rows, timing: summarised(first.slice(1)), target },
    { what: `${what}, again`, mappings: rows, timing: summarised(again.slice(1)), target },
    { what: `${what}, memory read`, mappings: rows, figure: { value: readFirst / 2 ** 20, unit: 'MiB' } },
  ];
}

/** One program after the other; what the machine lacks is left out, with the reason on standard error. */
export async function measureClassifying(rounds: number, chosen: readonly string[] = []): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, build] of Object.entries(programs)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    try {
      const [command, ...words] = build(temporaryFolder(`gigabyte of ${name}`));
      const program = await startCommand(command, words);
      try {
        rows.push(...measureProgram(name, program.pid, rounds));
      } finally {
        await program.stop();
      }
    } catch (error) {
      console.error(`not measured: 1 GiB of ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return rows;
}
