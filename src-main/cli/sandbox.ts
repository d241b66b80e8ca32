/**
 * Whether Chromium can build its sandbox for an ordinary user, and what would let it. It uses a user namespace, or where
 * those are closed a helper that belongs to root with the set-uid bit (Chromium, docs/linux/suid_sandbox.md).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asRoot } from '../procfs/remedies.ts';

/** What the kernel and AppArmor say; undefined where there is no such switch. */
export interface SandboxFacts {
  /** /proc/sys/user/max_user_namespaces (user_namespaces(7)). */
  readonly maxUserNamespaces?: number;
  /** /proc/sys/kernel/unprivileged_userns_clone: a patch of Debian's. */
  readonly unprivilegedClone?: number;
  /** /proc/sys/kernel/apparmor_restrict_unprivileged_userns: Ubuntu since 23.10. */
  readonly appArmorRestricts?: number;
  /** Texts of the profiles in /etc/apparmor.d, which may exempt a program by its path. */
  readonly appArmorProfiles: readonly string[];
}

/** Reads what decides. What cannot be read is left to the start itself, which then fails with Chromium's words. */
export function readSandboxFacts(root = '/'): SandboxFacts {
  const figure = (path: string): number | undefined => {
    const text = textOf(join(root, 'proc/sys', path));
    return text === undefined ? undefined : Number(text);
  };
  const maxUserNamespaces = figure('user/max_user_namespaces');
  const unprivilegedClone = figure('kernel/unprivileged_userns_clone');
  const appArmorRestricts = figure('kernel/apparmor_restrict_unprivileged_userns');
  return {
    ...(maxUserNamespaces === undefined ? {} : { maxUserNamespaces }),
    ...(unprivilegedClone === undefined ? {} : { unprivilegedClone }),
    ...(appArmorRestricts === undefined ? {} : { appArmorRestricts }),
    // Hundreds of small files, wanted on machines that restrict only.
    appArmorProfiles: appArmorRestricts === 1 ? profilesBelow(join(root, 'etc/apparmor.d')) : [],
  };
}

/** Why the sandbox of this program cannot start, with the cure; undefined when nothing speaks against it. */
export function closedSandbox(facts: SandboxFacts, program: string, helperUsable: boolean): string | undefined {
  if (helperUsable) return undefined;
  const cure = sandboxCure(program);
  if (facts.maxUserNamespaces === 0 || facts.unprivilegedClone === 0) {
    return `The desktop window’s sandbox cannot start, because this system has closed user namespaces (${cure})`;
  }
  if (facts.appArmorRestricts !== 1 || facts.appArmorProfiles.some((text) => text.includes(program))) return undefined;
  return `The desktop window’s sandbox cannot start, because AppArmor keeps user namespaces from programs it does not know (${cure})`;
}

/** What lets Chromium start its sandbox without user namespaces: its helper beside the program, set-uid root. */
export function sandboxCure(program: string): string {
  // What an AppImage mounts there cannot be changed.
  if (program.includes('/.mount_')) return 'the deb and the rpm bring what it needs';
  const helper = join(dirname(program), 'chrome-sandbox');
  return `“${asRoot(`chown root:root ${helper}`)} && ${asRoot(`chmod 4755 ${helper}`)}” lets it`;
}

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
};

function profilesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry) => textOf(join(folder, entry.name)) ?? []);
  } catch {
    return [];
  }
}
