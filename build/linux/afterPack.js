/**
 * What is done to a packed folder for Linux before it becomes a package: its program is Electron's binary, which cannot
 * be started by root or without a display; so the launcher takes its name, and everything starts there (menu entry, link
 * in /usr/bin, AppImage).
 */
import { chmod, copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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
 * The types of our files, as update-mime-database reads them (freedesktop.org, shared-mime-info): for whoever unpacks the
 * archive. deb and rpm get theirs from electron-builder, out of the same configuration.
 * @param {readonly import('app-builder-lib').FileAssociation[]} associations
 */
const mimeInfo = (associations) => `<?xml version="1.0" encoding="utf-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
${associations
  .map(
    ({ ext, mimeType, description }) => `  <mime-type type="${mimeType}">
    <comment>${description}</comment>
    <glob pattern="*.${ext}"/>
  </mime-type>`,
  )
  .join('\n')}
</mime-info>
`;

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
  const types = join(appOutDir, 'share/mime/packages', `${packager.executableName}.xml`);
  await mkdir(dirname(types), { recursive: true });
  await writeFile(types, mimeInfo(packager.fileAssociations));
}
