/** What two processes ran under, in the language of the reader. */
import type { SettingTopic, SettingValue } from '../contract/settings.ts';
import { language } from './current.ts';
import { fill, type Filled } from './fill.ts';
import type { SettingForm } from './language.ts';
import { exactSize } from './sizes.ts';

const said = (form: SettingForm, values: Readonly<Record<string, string>> = {}): string =>
  fill(language().settings[form], (name): Filled | undefined => {
    const words = values[name];
    return words === undefined ? undefined : { text: () => words };
  });

/** `Max stack size`, `Library libssl.so.0`, `Kernel`. */
export const settingName = (topic: SettingTopic, name = ''): string => said(topic, { name });

/** `8 MiB, at most unlimited`; of what a capture does not tell that it does not. */
export function settingText(value: SettingValue | undefined): string {
  switch (value?.type) {
    case undefined:
      return said('not-told');
    case 'none':
      return said('not-there');
    case 'text':
      return value.text;
    case 'number':
      return value.value.toLocaleString('en-GB');
    case 'bytes':
      return exactSize(value.value);
    case 'huge-pages':
      return said(`huge-${value.use}`);
    case 'limit': {
      const { soft, hard, unit } = value;
      const bound = (limit: number | undefined): string =>
        limit === undefined
          ? said('unlimited')
          : unit === 'bytes'
            ? exactSize(limit)
            : `${limit.toLocaleString('en-GB')} ${unit}`.trim();
      return soft === hard ? bound(soft) : said('limit-of', { soft: bound(soft), hard: bound(hard) });
    }
  }
}
