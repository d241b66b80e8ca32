/** What two processes ran under, in English. `{name}` is the kernel's, a file's or a finding's own name. */
import type { SettingForm } from '../language.ts';

export const englishSettings: Readonly<Record<SettingForm, string>> = {
  kernel: 'Kernel',
  architecture: 'Architecture',
  'page-size': 'Page size',
  processor: 'Processor features ({name})',
  'huge-pages': 'Huge pages of anonymous memory',
  randomize: 'Address randomization (randomize_va_space)',
  'most-mappings': 'Most mappings (vm.max_map_count)',
  'lowest-address': 'Lowest address (vm.mmap_min_addr)',
  program: 'Program',
  command: 'Command line',
  user: 'User',
  secure: 'Secure execution (AT_SECURE)',
  limit: '{name}',
  cgroup: 'Memory limit of the cgroup, level {name}',
  library: 'Library {name}',
  finding: '{name}: places',
  'huge-any': 'also without advice',
  'huge-advised': 'where the program advises',
  'huge-none': 'no mapping may have them',
  unlimited: 'unlimited',
  'limit-of': '{soft}, at most {hard}',
  'not-there': 'not there',
  'not-told': 'not told',
};
