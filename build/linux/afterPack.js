/**
 * What is done to a packed folder for Linux before it becomes a package: its program is Electron's binary, which cannot
 * be started by root or without a display; so the launcher takes its name, and everything starts there (menu entry, link
 * in /usr/bin, AppImage).
 */
import { chmod, copyFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Switches burnt into the binary. It runs our command line as Node, as the launcher asks; anybody on Linux can run a
 * Node, so nothing is lost by it.
 */
export const fuses = {
  runAsNode: true,
  enableNodeOptionsEnvironmentVariable: false,
  // Playwright's Electron driver needs this one; tests drive the program that is not packaged.
  enableNodeCliInspectArguments: false,
  // The page has a scheme of its own and needs nothing of file:.
  grantFileProtocolExtraPrivileges: false,
  // There is no archive: see electron-builder.yml.
  onlyLoadAppFromAsar: false,
  enableEmbeddedAsarIntegrityValidation: false,
  enableCookieEncryption: false,
  loadBrowserProcessSpecificV8Snapshot: false,
};

/**
 * @param {import('app-builder-lib').AfterPackContext} context
 * @returns {Promise<void>}
 */
export default async function afterPack(context) {
  const { appOutDir, packager } = context;
  const launcher = join(appOutDir, packager.executableName);
  // Here and not by `electronFuses`, which looks for the binary under the name that it is about to lose.
  await packager.addElectronFuses(context, await packager.generateFuseConfig(fuses));
  await rename(launcher, `${launcher}-app`);
  await copyFile(join(import.meta.dirname, 'launcher.sh'), launcher);
  await chmod(launcher, 0o755);
}
