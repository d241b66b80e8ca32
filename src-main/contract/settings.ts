/** What two processes run under, besides their memory: what is looked at first when they ran on two machines. */

/** In the order in which they are told. */
export const settingTopics = [
  'kernel',
  'architecture',
  'page-size',
  'processor',
  'huge-pages',
  'randomize',
  'most-mappings',
  'lowest-address',
  'program',
  'command',
  'user',
  'secure',
  'limit',
  'cgroup',
  'library',
  'finding',
] as const;
export type SettingTopic = (typeof settingTopics)[number];

/**
 * Whether huge pages are used: `any`: anonymous memory may have them without having asked; `advised`: where the program
 * has asked (MADV_HUGEPAGE); `none`: no anonymous mapping may have them.
 */
export const hugePageUses = ['any', 'advised', 'none'] as const;
export type HugePageUse = (typeof hugePageUses)[number];

/** A setting of one side; `none`: the other side alone has it. A limit without a number is unlimited. */
export type SettingValue =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'bytes'; readonly value: number }
  | { readonly type: 'huge-pages'; readonly use: HugePageUse }
  | { readonly type: 'limit'; readonly soft?: number; readonly hard?: number; readonly unit: string }
  | { readonly type: 'none' };
