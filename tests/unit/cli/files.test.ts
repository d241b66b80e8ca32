import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDesktop, oldestElectron, type Desktop } from '@main/cli/desktop.ts';
import { closedSandbox, readSandboxFacts } from '@main/cli/sandbox.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import packageFile from '../../../package.json' with { type: 'json' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procatlas-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('looking for the desktop', () => {
  const display = { DISPLAY: ':0' };
  const install = (): string => {
    const electron = join(folder, 'node_modules', 'electron');
    mkdirSync(join(electron, 'dist'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(electron, 'package.json'), '{"name":"electron","version":"0.0.0"}');
    return electron;
  };
  const find = (environment: NodeJS.ProcessEnv = display, uid = 1000): Desktop =>
    findDesktop({ root: folder, environment, uid });
  const obstacle = (text: string): unknown => ({ obstacle: expect.stringContaining(text) as string });

  it('finds the binary where its package says it is, and gives it the folder of the program', () => {
    const electron = install();
    writeFileSync(join(electron, 'path.txt'), 'own-name\n');
    writeFileSync(join(electron, 'dist', 'own-name'), '');
    expect(find()).toEqual({ electron: join(electron, 'dist', 'own-name'), words: [folder] });
    expect(find({ WAYLAND_DISPLAY: 'wayland-0' })).toHaveProperty('electron');
  });

  it('says why there is none: no display, no binary and what brings it, or root', () => {
    expect(find({ DISPLAY: '' })).toEqual({ obstacle: 'There is no display' });
    // Nothing of Electron, as in an installation by npm, where no command could bring it.
    expect(find()).toEqual(obstacle('not with npm'));
    const electron = install();
    expect(find()).toEqual(obstacle(`“node ${join(electron, 'install.js')}” brings it`));
    writeFileSync(join(electron, 'dist', 'electron'), '');
    expect(find(display, 0)).toEqual(obstacle('root'));
    expect(find()).toHaveProperty('electron');
  });

  it('takes the Electron of a distribution where it is told to, and says so when there is none', () => {
    install();
    const elsewhere = join(folder, 'elsewhere');
    const environment = { ...display, ELECTRON_OVERRIDE_DIST_PATH: elsewhere };
    expect(find(environment)).toEqual(obstacle(`no Electron in ${elsewhere}`));
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'electron'), '');
    expect(find(environment)).toMatchObject({ electron: join(elsewhere, 'electron') });
  });

  it('refuses an Electron that is too old, and takes the one that it is built with', () => {
    const electron = install();
    writeFileSync(join(electron, 'dist', 'electron'), '');
    writeFileSync(join(electron, 'dist', 'version'), 'v27.3.11\n');
    expect(find()).toEqual(obstacle('Electron 27.3.11'));
    writeFileSync(join(electron, 'dist', 'version'), packageFile.devDependencies.electron.replace('~', ''));
    expect(find()).toHaveProperty('electron');
    expect(packageFile.devDependencies.electron).toMatch(new RegExp(`^~${oldestElectron}\\.`));
  });

  it('is the program of the package itself where a package runs this', () => {
    const packaged = '/opt/Procatlas/procatlas';
    expect(findDesktop({ root: folder, environment: display, uid: 1000, packaged })).toEqual({
      electron: packaged,
      words: [],
    });
    expect(findDesktop({ root: folder, environment: {}, uid: 1000, packaged })).toEqual(obstacle('no display'));
  });

  it('goes without the sandbox where a person allows it: as root, and where nothing else would do', () => {
    const electron = install();
    writeFileSync(join(electron, 'dist', 'electron'), '');
    expect(find({ ...display, PROCATLAS_ALLOW_NO_SANDBOX: '1' }, 0)).toMatchObject({ words: ['--no-sandbox', folder] });
  });

  it('asks the kernel and AppArmor before a start that can only fail', () => {
    const electron = install();
    writeFileSync(join(electron, 'dist', 'electron'), '');
    const closed = { maxUserNamespaces: 0, appArmorProfiles: [] };
    const facts = { root: folder, environment: display, uid: 1000, sandbox: closed };
    expect(findDesktop(facts)).toEqual(obstacle('chmod 4755'));
    // The helper counts only where it belongs to root and may be run set-uid.
    writeFileSync(join(electron, 'dist', 'chrome-sandbox'), '');
    expect(findDesktop(facts)).toEqual(obstacle('chmod 4755'));
    chmodSync(join(electron, 'dist', 'chrome-sandbox'), 0o4755);
    if (process.getuid?.() === 0) expect(findDesktop(facts)).toHaveProperty('electron');
  });
});

describe('the sandbox of the window', () => {
  const program = '/opt/x/procatlas';

  it.each([
    ['nothing is known', { appArmorProfiles: [] }, undefined],
    ['user namespaces are open', { maxUserNamespaces: 63_000, appArmorRestricts: 0, appArmorProfiles: [] }, undefined],
    ['there are none', { maxUserNamespaces: 0, appArmorProfiles: [] }, /closed user namespaces/],
    ['Debian has closed them', { unprivilegedClone: 0, appArmorProfiles: [] }, /closed user namespaces/],
    ['Ubuntu restricts them', { appArmorRestricts: 1, appArmorProfiles: ['profile code "/usr/x"'] }, /AppArmor/],
    ['a profile exempts it', { appArmorRestricts: 1, appArmorProfiles: [`profile x "${program}"`] }, undefined],
  ])('when %s', (_name, facts, expected) => {
    const said = closedSandbox(facts, program, false);
    if (expected === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(expected);
    expect(closedSandbox(facts, program, true)).toBeUndefined();
  });

  it('is not to be mended inside an AppImage, where nothing can be changed', () => {
    const said = closedSandbox(
      { maxUserNamespaces: 0, appArmorProfiles: [] },
      '/tmp/.mount_Procatab12/procatlas-app',
      false,
    );
    expect(said).toMatch(/\(the deb and the rpm bring what it needs\)$/);
  });

  it('is read from the kernel’s switches, and from profiles only where they matter', () => {
    mkdirSync(join(folder, 'proc/sys/kernel'), { recursive: true });
    mkdirSync(join(folder, 'etc/apparmor.d/abstractions'), { recursive: true });
    writeFileSync(join(folder, 'etc/apparmor.d/procatlas'), 'profile');
    expect(readSandboxFacts(folder)).toEqual({ appArmorProfiles: [] });
    writeFileSync(join(folder, 'proc/sys/kernel/apparmor_restrict_unprivileged_userns'), '1\n');
    expect(readSandboxFacts(folder)).toEqual({ appArmorRestricts: 1, appArmorProfiles: ['profile'] });
  });
});
