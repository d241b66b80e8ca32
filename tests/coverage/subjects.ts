/**
 * The programs that are looked at: what each needs, how it is built and started, and who tells the truth of it. Nothing is
 * installed here: what the machine lacks is skipped with the reason.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromiumPath } from '../support/chromium.ts';
import type { Start, Started } from './launch.ts';
import { nativeMemoryTruth, ramBlockTruth, type Truth } from './truths.ts';

/** One program. */
export interface Subject {
  readonly name: string;
  /** Commands or files without which it is skipped. */
  readonly needs: readonly string[];
  /** Builds it in a folder of its own. Throws the compiler's words. */
  start(folder: string): Start;
  /** Truths beside those that it prints. */
  readonly truth?: (started: Started) => readonly Truth[] | Promise<readonly Truth[]>;
}

const sources = resolve('tests/coverage/programs');
const source = (name: string): string => join(sources, name);

/** Runs a compiler in a folder. */
function run(folder: string, command: string, ...args: readonly string[]): void {
  execFileSync(command, args, {
    cwd: folder,
    stdio: 'pipe',
    env: { ...process.env, GO111MODULE: 'off', GOFLAGS: '' },
  });
}

const glibcKinds = 'heap|arena|malloc-block';

/** The C program that allocates, built by a command with flags. */
const allocates = (
  name: string,
  compiler: string,
  flags: readonly string[],
  { kinds = glibcKinds, env = {}, needs = [] }: { kinds?: string; env?: Record<string, string>; needs?: string[] } = {},
): Subject => ({
  name,
  needs: [compiler, ...needs],
  start(folder) {
    const file = join(folder, 'allocates');
    run(folder, compiler, '-O1', '-g', '-pthread', '-o', file, source('allocates.c'), ...flags);
    return { command: file, args: [kinds], env };
  },
});

/** A script of an interpreter. */
const script = (name: string, command: string, file: string, start: Partial<Start> = {}): Subject => ({
  name,
  needs: [command],
  start: () => ({
    command,
    args: [source(file), ...(start.args ?? [])],
    ...start,
    ...(start.args ? { args: start.args } : {}),
  }),
});

const jdks = ['/usr/lib/jvm/java-17-openjdk-amd64', '/usr/lib/jvm/java-1.17.0-openjdk-amd64'];
const newerJdk = '/usr/lib/jvm/temurin-25-jdk-amd64';

const java = (
  name: string,
  options: readonly string[],
  home = jdks.find((path) => existsSync(path)) ?? '',
): Subject => ({
  name: `java ${name}`,
  needs: [join(home, 'bin/javac'), 'jcmd'],
  start(folder) {
    run(folder, join(home, 'bin/javac'), '-d', folder, source('Objects.java'));
    return {
      command: join(home, 'bin/java'),
      args: ['-XX:NativeMemoryTracking=detail', ...options, '-cp', folder, 'Objects'],
      settle: 1500,
    };
  },
  truth: nativeMemoryTruth,
});

const preloaded = (name: string, library: string): Subject =>
  allocates(`${name}, preloaded`, 'gcc', [], {
    kinds: `${name}-heap|heap`,
    env: { LD_PRELOAD: library },
    needs: [library],
  });

const goBuild = (name: string, flags: readonly string[]): Subject => ({
  name: `go ${name}`,
  needs: ['go'],
  start(folder) {
    copyFileSync(source('goroutines.go'), join(folder, 'goroutines.go'));
    run(folder, 'go', 'build', ...flags, '-o', 'goroutines', 'goroutines.go');
    return { command: join(folder, 'goroutines') };
  },
});

/** Versions of Python beside the one in the path. */
function pythons(): Subject[] {
  const root = join(process.env.HOME ?? '/root', '.pyenv/versions');
  const found = existsSync(root) ? readdirSync(root).filter((name) => name.startsWith('3.')) : [];
  return [
    script('python of the system', '/usr/bin/python3', 'objects.py'),
    ...found.map((version) => script(`python ${version}`, join(root, version, 'bin/python3'), 'objects.py')),
  ];
}

const library = (name: string): string => `/usr/lib/x86_64-linux-gnu/${name}`;
const postgres = '/usr/lib/postgresql/15/bin';

export const subjects: readonly Subject[] = [
  allocates('C, glibc', 'gcc', []),
  allocates('C, glibc static', 'gcc', ['-static']),
  allocates('C, glibc 32-bit', 'gcc', ['-m32'], { needs: ['/lib32/libc.so.6'] }),
  allocates('C, musl', 'musl-gcc', [], { kinds: 'musl-heap|malloc-block|heap|data|bss' }),
  allocates('C, musl static', 'musl-gcc', ['-static'], { kinds: 'musl-heap|malloc-block|heap|data|bss' }),
  allocates('C, ASan gcc', 'gcc', ['-fsanitize=address'], { kinds: 'asan-heap' }),
  allocates('C, ASan clang', 'clang', ['-fsanitize=address'], { kinds: 'asan-heap' }),
  allocates('C, TSan gcc', 'gcc', ['-fsanitize=thread'], { kinds: 'tsan-heap' }),
  allocates('C, TSan clang', 'clang', ['-fsanitize=thread'], { kinds: 'tsan-heap' }),
  allocates('C, MSan clang', 'clang', ['-fsanitize=memory'], { kinds: 'msan-heap' }),
  allocates('C, LSan gcc', 'gcc', ['-fsanitize=leak'], { kinds: 'lsan-heap' }),
  allocates('C, UBSan gcc', 'gcc', ['-fsanitize=undefined']),
  preloaded('jemalloc', library('libjemalloc.so.2')),
  preloaded('mimalloc', library('libmimalloc.so.2')),
  preloaded('tcmalloc', library('libtcmalloc.so.4')),
  {
    name: 'C, valgrind',
    needs: ['gcc', 'valgrind'],
    start(folder) {
      const file = join(folder, 'allocates');
      run(folder, 'gcc', '-O1', '-pthread', '-o', file, source('allocates.c'));
      return { command: 'valgrind', args: ['-q', file, 'valgrind-memory|jit-code|heap'] };
    },
  },
  {
    name: 'Rust',
    needs: ['rustc'],
    start(folder) {
      run(folder, 'rustc', '-O', '-o', join(folder, 'allocates'), source('allocates.rs'));
      return { command: join(folder, 'allocates') };
    },
  },
  goBuild('with build id', []),
  goBuild('without build id', ['-ldflags=-buildid=']),
  goBuild('stripped', ['-ldflags=-s -w']),
  {
    name: 'go library in C',
    needs: ['go', 'gcc'],
    start(folder) {
      copyFileSync(source('library.go'), join(folder, 'library.go'));
      run(folder, 'go', 'build', '-buildmode=c-shared', '-o', 'libgo.so', 'library.go');
      run(folder, 'gcc', '-o', 'uses', source('usesLibrary.c'), '-L.', '-lgo', `-Wl,-rpath,${folder}`);
      return { command: join(folder, 'uses') };
    },
  },
  ...pythons(),
  script('pypy', 'pypy3', 'objects.py', { ready: /\{/ }),
  script('ruby', 'ruby', 'objects.rb'),
  script('php', 'php', 'values.php'),
  script('perl', 'perl', 'values.pl'),
  script('node', 'node', 'objects.cjs'),
  script('lua', 'lua5.4', 'tables.lua', { args: [source('tables.lua'), glibcKinds] }),
  script('luajit', 'luajit', 'tables.lua', { args: [source('tables.lua'), 'luajit-heap|heap'] }),
  script('guile', 'guile', 'objects.scm', { args: ['--no-auto-compile', source('objects.scm')] }),
  script('sbcl', 'sbcl', 'values.lisp', { args: ['--script', source('values.lisp')] }),
  java('G1', ['-Xmx256m']),
  java('Serial', ['-XX:+UseSerialGC', '-Xmx256m']),
  java('Parallel', ['-XX:+UseParallelGC', '-Xmx256m']),
  java('Z', ['-XX:+UseZGC', '-Xmx256m']),
  java('Shenandoah', ['-XX:+UseShenandoahGC', '-Xmx256m']),
  java('without CDS', ['-Xshare:off', '-Xms256m', '-XX:MaxHeapSize=256m']),
  java('40 GiB', ['-Xmx40g']),
  java('without compressed references', ['-XX:-UseCompressedOops', '-Xmx256m']),
  java('G1, JDK 25', ['-Xmx256m'], newerJdk),
  java('Z, JDK 25', ['-XX:+UseZGC', '-Xmx256m'], newerJdk),
  {
    name: 'haskell',
    needs: ['ghc'],
    start(folder) {
      copyFileSync(source('Values.hs'), join(folder, 'Values.hs'));
      run(folder, 'ghc', '-O', '-threaded', '-o', 'values', 'Values.hs');
      return { command: join(folder, 'values') };
    },
  },
  {
    name: 'erlang',
    needs: ['erl', 'erlc'],
    start(folder) {
      run(folder, 'erlc', source('values.erl'));
      return {
        command: 'erl',
        args: ['-noshell', '-pa', folder, '-s', 'values', 'main'],
        settle: 1000,
        members: /^beam\.smp$/,
      };
    },
  },
  {
    name: 'ocaml',
    needs: ['ocamlopt'],
    start(folder) {
      copyFileSync(source('values.ml'), join(folder, 'values.ml'));
      run(folder, 'ocamlopt', '-I', '+unix', 'unix.cmxa', '-o', 'values', 'values.ml');
      return { command: join(folder, 'values') };
    },
  },
  {
    name: 'mono',
    needs: ['mono', 'mcs'],
    start(folder) {
      run(folder, 'mcs', `-out:${join(folder, 'objects.exe')}`, source('Objects.cs'));
      return { command: 'mono', args: [join(folder, 'objects.exe')] };
    },
  },
  {
    name: 'qemu',
    needs: ['qemu-system-x86_64'],
    start: () => ({
      command: 'qemu-system-x86_64',
      args: ['-m', '256', '-display', 'none', '-monitor', 'stdio', '-net', 'none'],
      ready: /\(qemu\)/,
      settle: 4000,
    }),
    truth: ramBlockTruth,
  },
  {
    name: 'redis',
    needs: ['redis-server'],
    start: (folder) => ({
      command: 'redis-server',
      args: ['--port', '0', '--unixsocket', join(folder, 'socket'), '--save', '', '--dir', folder],
      ready: /Ready to accept|ready to accept/,
    }),
  },
  {
    name: 'postgres',
    needs: [join(postgres, 'initdb'), 'setpriv'],
    start(folder) {
      const data = join(folder, 'data');
      mkdirSync(data);
      // The server refuses to run as root.
      const as = ['--reuid=65534', '--regid=65534', '--clear-groups'];
      execFileSync('chown', ['-R', '65534:65534', folder]);
      execFileSync('setpriv', [...as, join(postgres, 'initdb'), '-D', data], { stdio: 'pipe' });
      return {
        command: 'setpriv',
        args: [...as, join(postgres, 'postgres'), '-D', data, '-k', folder, '-h', ''],
        ready: /ready to accept/,
        members: /^postgres$/,
      };
    },
  },
  {
    name: 'mariadb',
    needs: ['mariadbd', 'mariadb-install-db'],
    start(folder) {
      const data = join(folder, 'data');
      const own = ['--no-defaults', `--datadir=${data}`, '--user=root'];
      execFileSync('mariadb-install-db', own, { stdio: 'pipe' });
      return {
        command: 'mariadbd',
        args: [...own, '--skip-networking', `--socket=${join(folder, 'socket')}`, `--pid-file=${join(folder, 'pid')}`],
        ready: /ready for connections/,
      };
    },
  },
  {
    name: 'nginx',
    needs: ['nginx'],
    start(folder) {
      const text = `daemon off; pid ${folder}/pid; error_log ${folder}/errors; events {}
        http { access_log off; server { listen unix:${folder}/socket; } }`;
      writeFileSync(join(folder, 'nginx.conf'), text);
      return { command: 'nginx', args: ['-c', join(folder, 'nginx.conf')], settle: 1000, members: /^nginx$/ };
    },
  },
  {
    name: 'memcached',
    needs: ['memcached'],
    start: (folder) => ({
      command: 'memcached',
      args: ['-u', 'root', '-s', join(folder, 'socket')],
      settle: 1000,
    }),
  },
  {
    name: 'chromium',
    needs: [chromiumPath() ?? 'chromium'],
    start: (folder) => ({
      command: chromiumPath() ?? 'chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--remote-debugging-pipe',
        `--user-data-dir=${folder}`,
        'data:text/html,<script>for(let i=0,s=0;i<3e7;i++)s+=i%7</script>',
      ].filter((word) => word !== '--remote-debugging-pipe'),
      env: {},
      settle: 6000,
      members: /^chrom/,
    }),
  },
  {
    name: 'firefox',
    needs: ['firefox-esr'],
    start: (folder) => ({
      command: 'firefox-esr',
      args: ['--headless', '--no-remote', '--profile', folder, 'about:license'],
      settle: 9000,
      members: /^(firefox-esr|Isolated Web Co|Web Content|Privileged Cont|WebExtensions)$/,
    }),
  },
  { name: 'bash', needs: ['bash'], start: () => ({ command: 'bash', args: ['-c', 'echo {}; read -r line'] }) },
  {
    name: 'gdb',
    needs: ['gdb'],
    start: () => ({ command: 'gdb', args: ['-q', '-nx', '/bin/true'], settle: 1500 }),
  },
  {
    name: 'sqlite3',
    needs: ['sqlite3'],
    start: () => ({
      command: 'sqlite3',
      args: [':memory:'],
      input:
        "create table t(a,b); with recursive n(i) as (select 1 union all select i+1 from n where i<200000) insert into t select i,'x'||i from n; select '{}';\n",
    }),
  },
  {
    name: 'emacs',
    needs: ['emacs'],
    start: () => ({
      command: 'emacs',
      args: ['-Q', '--batch', '--eval', '(progn (setq keep (make-list 500000 1)) (message "{}") (sleep-for 100000))'],
    }),
  },
];
