/** The versions of this program, told to the page and printed by `--version`. */
import packageFile from '../../package.json' with { type: 'json' };
import { contractVersion, type Versions } from '../contract/calls.ts';

/** The version of the package, fixed when the program was built. */
export const procatlasVersion: string = packageFile.version;

/** Versions of everything that matters in a bug report, as this process has them. */
export function ownVersions(face: Versions['face']): Versions {
  const { node, electron, chrome } = process.versions;
  return {
    procatlas: procatlasVersion,
    contract: contractVersion,
    node,
    ...(electron ? { electron } : {}),
    ...(chrome ? { chrome } : {}),
    face,
  };
}
