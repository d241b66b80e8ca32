/**
 * `npm run dev [-- PID|NAME|FILE]`: the page from its sources, which changes while it is looked at. In the window where there
 * is Electron, or else in a browser: then Vite answers behind the guards of our own web server, with its token and its
 * policy. What the main side is made of is built once; a change there wants a new start.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, createServer, mergeConfig, runnerImport } from 'vite';
import { provideElectron } from './provideElectron.js';

const root = resolve(import.meta.dirname, '..');
const words = process.argv.slice(2);
const load = async (file) =>
  (await runnerImport(join(root, file), { configFile: false, logLevel: 'warn', root })).module;

await provideElectron(root, words, process.env);
const { findDesktop } = await load('src-main/cli/desktop.ts');
const { readSandboxFacts } = await load('src-main/cli/sandbox.ts');
const desktop = findDesktop({
  root,
  environment: process.env,
  uid: process.getuid?.(),
  sandbox: readSandboxFacts(),
});
if ('obstacle' in desktop) await serveSources(desktop.obstacle);
else {
  const vite = ['electron-vite', 'dev', '--config', 'electron.config.ts', '--', ...words];
  const child = spawn('npx', ['--no-install', ...vite], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ELECTRON_EXEC_PATH: desktop.electron },
  });
  child.on('close', (status) => {
    process.exitCode = status ?? 1;
  });
}

/** @param {string} obstacle why there is no window */
async function serveSources(obstacle) {
  const { serve } = await load('src-main/cli/serve.ts');
  const [target] = words;
  process.exitCode = await serve(
    {
      print: (text) => new Promise((taken) => process.stdout.write(text, taken)),
      complain: (sentence) => process.stderr.write(`${sentence}\n`),
      terminal: process.stdout.isTTY,
      environment: process.env,
      worker: await buildWorker(),
      root,
    },
    {
      ...(target === undefined ? {} : { target }),
      open: true,
      page: serveByVite,
      why: `${obstacle}, so the page is served to a browser instead:`,
    },
  );
}

/** Builds the reading thread alone, some 1 s, and gives its address. */
async function buildWorker() {
  const outDir = join(root, 'node_modules/.cache/procatlas/dev');
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    build: {
      ssr: 'src-main/live/worker.ts',
      outDir,
      emptyOutDir: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'worker.mjs' } },
    },
  });
  return pathToFileURL(join(outDir, 'worker.mjs'));
}

/**
 * The page by Vite, on our own web server.
 * @param {import('node:http').Server} server
 * @returns {Promise<import('../src-main/web/server.ts').DevelopmentPage>}
 */
async function serveByVite(server) {
  const { contentSecurityPolicy, securityHeaders } = await load('src-main/web/headers.ts');
  const { default: config } = await load('electron.config.ts');
  // Vite brings styles as elements of the page, which the policy allows to whoever knows this number, and so to nobody else.
  const cspNonce = randomBytes(16).toString('base64url');
  const policy = contentSecurityPolicy.replace("style-src 'self'", `style-src 'self' 'nonce-${cspNonce}'`);
  const vite = await createServer(
    mergeConfig(config.renderer, {
      configFile: false,
      root: join(root, 'src-renderer'),
      logLevel: 'warn',
      appType: 'spa',
      html: { cspNonce },
      server: {
        middlewareMode: true,
        hmr: { server, overlay: false },
        fs: { allow: [root, realpathSync(join(root, 'node_modules'))] },
      },
    }),
  );
  server.once('close', () => void vite.close());
  return {
    answer: (request, response) => {
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
      response.setHeader('content-security-policy', policy);
      vite.middlewares(request, response, () => {
        response.statusCode = 404;
        response.end('There is no such file.\n');
      });
    },
    takesUpgrade: ({ headers }) => /^vite-(hmr|ping)$/.test(headers['sec-websocket-protocol'] ?? ''),
  };
}
