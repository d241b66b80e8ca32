/** What `--version` prints. */
import { procatlasVersion } from '../ipc/versions.ts';

export const versionText = `procatlas ${procatlasVersion}\n`;
