import { describe, expect, it } from 'vitest';
import { findOwnCommands, type StartFacts } from '@main/cli/ownCommands.ts';

/** A machine whose files are these, each with the file that it leads to. */
const machine = (files: Readonly<Record<string, string>>) => (path: string) => files[path];

const sudo = { '/usr/bin/sudo': '/usr/bin/sudo' };
const start = (change: Partial<StartFacts>) =>
  findOwnCommands({
    root: '/home/ada/procatlas',
    environment: { PATH: '/home/ada/.local/bin:/usr/bin' },
    runs: '/usr/bin/node',
    packaged: false,
    leadsTo: machine({ ...sudo, '/usr/bin/node': '/usr/bin/node' }),
    ...change,
  });

describe('what this program is called', () => {
  it('in a package: by the link in /usr/bin, which root finds too', () => {
    const launcher = '/opt/Procatlas/procatlas';
    const files = machine({ ...sudo, [launcher]: launcher, '/usr/bin/procatlas': launcher });
    expect(start({ runs: '/opt/Procatlas/procatlas-app', packaged: true, leadsTo: files })).toEqual({
      own: 'procatlas',
      root: 'procatlas',
      sudo: true,
    });
  });

  it('unpacked from an archive: by the path of its launcher, as a shell takes it', () => {
    expect(start({ runs: '/home/ada/my apps/procatlas-app', packaged: true })).toMatchObject({
      own: "'/home/ada/my apps/procatlas'",
      root: "'/home/ada/my apps/procatlas'",
    });
  });

  it('as an AppImage: by its file, not by where that is mounted', () => {
    const environment = { APPIMAGE: '/home/ada/Procatlas.AppImage', APPDIR: '/tmp/.mount_x', PATH: '/usr/bin' };
    expect(start({ environment, runs: '/tmp/.mount_x/procatlas-app', packaged: true }).root).toBe(
      '/home/ada/Procatlas.AppImage',
    );
    // Another AppImage, a terminal say, has started the one of a package.
    expect(start({ environment, runs: '/opt/Procatlas/procatlas-app', packaged: true }).root).toBe(
      '/opt/Procatlas/procatlas',
    );
  });

  it('installed by npm for all: by its name; only for its user: root is given both paths', () => {
    const root = '/usr/lib/node_modules/procatlas';
    const entry = `${root}/dist/main/cli.js`;
    const forAll = machine({ ...sudo, '/usr/bin/node': '/usr/bin/node', '/usr/bin/procatlas': entry, [entry]: entry });
    expect(start({ root, leadsTo: forAll })).toMatchObject({ own: 'procatlas', root: 'procatlas' });
    const node = '/home/ada/.nvm/bin/node';
    const ownNode = machine({ [node]: node, '/home/ada/.nvm/bin/procatlas': entry, [entry]: entry });
    const environment = { PATH: '/home/ada/.nvm/bin:/usr/bin' };
    expect(start({ root, runs: node, environment, leadsTo: ownNode })).toEqual({
      own: 'procatlas',
      root: `${node} ${entry}`,
      sudo: false,
    });
  });

  it('by npx and by npm’s scripts: as it was typed; for root by its file', () => {
    const PATH = '/usr/bin';
    const root = '/home/ada/.npm/_npx/1/node_modules/procatlas';
    expect(start({ root, environment: { npm_command: 'exec', PATH } })).toMatchObject({
      own: 'npx procatlas',
      root: `node ${root}/dist/main/cli.js`,
    });
    const script = { npm_lifecycle_event: 'start', npm_package_json: '/home/ada/procatlas/package.json', PATH };
    expect(start({ environment: script }).own).toBe('npm start --');
  });

  it('but not where a script of another package has started it, by whatever way', () => {
    const script = { npm_lifecycle_event: 'start', npm_package_json: '/home/ada/shop/package.json', PATH: '/usr/bin' };
    expect(start({ environment: script }).own).toBe('node /home/ada/procatlas/dist/main/cli.js');
    expect(start({ environment: { npm_command: 'exec', PATH: '/usr/bin' } }).own).toMatch(/^node /);
  });

  it('in a checkout: by Node and its file, also from the window, which no Node runs', () => {
    expect(start({}).own).toBe('node /home/ada/procatlas/dist/main/cli.js');
    const runs = '/home/ada/procatlas/node_modules/electron/dist/electron';
    expect(start({ runs }).root).toBe('node /home/ada/procatlas/dist/main/cli.js');
  });

  it('another program of the same name is not meant', () => {
    const files = machine({ ...sudo, '/usr/bin/node': '/usr/bin/node', '/usr/bin/procatlas': '/usr/lib/other' });
    expect(start({ leadsTo: files }).own).toBe('node /home/ada/procatlas/dist/main/cli.js');
  });
});
