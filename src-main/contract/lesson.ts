/**
 * A lesson as data: what its author wrote (format: build/lessons/FORMAT.md), what the program said while it ran, and
 * what students answered. The page, the command line and packs share it.
 */
import type { KindId } from './kinds.ts';
import type { WatchId } from './messages.ts';
import type { Inline, Prose } from './prose.ts';
import type { Bytes, Pid } from './units.ts';

/** What a machine must have for a lesson to run live; each fails with a sentence of its own. */
export const requirements = [
  'linux',
  'compiler',
  'glibc',
  'thp-on-request',
  'swap',
  'pagemap',
  'root',
  'two-processors',
  'no-aslr',
  'strace',
] as const;
export type Requirement = (typeof requirements)[number];

export interface Choice {
  readonly id: string;
  readonly text: readonly Inline[];
  /** The choice that the author expects to be right on most machines. */
  readonly expected: boolean;
  /** The condition that makes it right on this machine; missing for questions that no capture can answer. */
  readonly when?: string;
  /** The misconception that it stands for: a short id, stable over lessons. */
  readonly believes?: string;
  /** Why people choose it, in their words. */
  readonly because?: readonly Inline[];
}

/** A question with choices. `predict` is asked before the step runs, `why` after it was seen. */
export interface Question {
  readonly id: string;
  readonly block: 'predict' | 'why';
  /** `point`: answered by clicking the region that holds `label`; `choice`: one of the choices. */
  readonly type: 'choice' | 'point';
  readonly ask: readonly Inline[];
  readonly choices: readonly Choice[];
  /** For `point`: the label whose region is right. */
  readonly label?: string;
}

/** What the picture can be coloured by at a step. */
export const lookColours = ['kind', 'parts', 'permission', 'resident', 'dirty'] as const;

/** Where the picture stands at a step. Every part may be missing: then it stays as it is. */
export interface LessonLook {
  /** A label, `kind:…` or `whole`. */
  readonly zoom?: string;
  /** Labels or `kind:…` that stay bright while all else dims. */
  readonly spotlight?: readonly string[];
  /** Another process of the program, whose map stands beside its own. */
  readonly beside?: string;
  readonly show?: 'map' | 'pages' | 'treemap' | 'table';
  readonly colour?: (typeof lookColours)[number];
}

/** What students change in the program at the end. */
export interface LessonChange {
  readonly change: string;
  readonly to: string;
  readonly ask: readonly Inline[];
  /** The text that stands in the program once and for which `to` is put, where the change can be made by itself. */
  readonly find?: string;
}

export interface LessonStep {
  readonly name: string;
  readonly title: string;
  readonly prose: readonly Prose[];
  readonly look?: LessonLook;
  readonly predictions: readonly Question[];
  readonly whys: readonly Question[];
  /** Facts that hold wherever the lesson was checked, as their author wrote them. */
  readonly facts: readonly string[];
  /** What was seen, opened after the observation. */
  readonly see: readonly Prose[];
  /** For the teacher alone. */
  readonly notes: readonly Prose[];
  readonly modify?: LessonChange;
  /** Only on the printed sheet. */
  readonly sheet: readonly Prose[];
}

export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly program: string;
  readonly flags: readonly string[];
  readonly requires: readonly Requirement[];
  readonly minutes: number;
  readonly after: readonly string[];
  readonly hide: readonly KindId[];
  readonly orientation: 'high-on-top' | 'low-on-top';
  readonly licence: string;
  readonly introduction: readonly Prose[];
  readonly steps: readonly LessonStep[];
}

/** A span that the program named: `@here LABEL 0xADDRESS BYTES`. The address is text since it may need 64 bits. */
export interface LessonLabel {
  readonly label: string;
  readonly address: string;
  readonly bytes: number;
}

/** What the program had said when it came to a step. The newest line for a name counts. */
export interface LessonSaid {
  readonly labels: readonly LessonLabel[];
  readonly values: Readonly<Record<string, string>>;
  /** Further processes of the lesson by the names the program gave them. */
  readonly processes: Readonly<Record<string, Pid>>;
}

/** Pages of one label's span in one process; missing where pagemap told nothing. */
export interface LabelPages {
  readonly process: string;
  readonly label: string;
  /** Pages that the span touches. */
  readonly pages: number;
  readonly present: number;
  readonly exclusive: number;
  readonly file: number;
  readonly swapped: number;
  /** Frame number of the first page, which the kernel tells root alone. */
  readonly frame?: number;
}

/** One fact or condition with the figures of this machine. */
export interface CheckedFact {
  readonly text: string;
  /** Undefined: something that it speaks of is not there on this machine. */
  readonly holds: boolean | undefined;
  readonly left: string;
  readonly right: string;
}

/** Which choice is right on this machine; undecided is never "wrong". */
export interface Decision {
  readonly question: string;
  readonly right?: string;
  readonly conditions: readonly (CheckedFact & { readonly choice: string })[];
}

/** One lesson of the list. */
export interface LessonEntry {
  readonly id: string;
  readonly title: string;
  /** What it teaches: the first paragraph of its introduction, as text. */
  readonly teaches: string;
  readonly minutes: number;
  readonly steps: number;
  readonly after: readonly string[];
  /** Why it cannot run on this machine, in sentences; empty when it can. */
  readonly lacking: readonly string[];
  /** Whether it has a recording, so that it can be taken wherever the page is. */
  readonly recorded: boolean;
  /** Whether it comes from a folder that a teacher named. */
  readonly own: boolean;
}

/** The machine on which a recording was made. */
export interface RecordedOn {
  readonly kernel: string;
  readonly library: string;
  readonly architecture: string;
}

/** A lesson that was opened. Its watch names it until it is stopped, and with it ends its program. */
export interface OpenedLesson {
  readonly watch: WatchId;
  readonly lesson: Lesson;
  /** Text of the program, with the author's change in it where that was asked for. */
  readonly source: string;
  /** Present when nothing runs and a recording is shown: where it was made, and why nothing runs. */
  readonly recording?: RecordedOn & { readonly why: readonly string[] };
}

/** What may be said of a step once it was reached, from this machine's figures. */
export interface LessonSeen {
  readonly step: string;
  /** `{expression}` of its texts → what this machine shows. */
  readonly figures: Readonly<Record<string, string>>;
  readonly facts: readonly CheckedFact[];
  readonly decisions: readonly Decision[];
  /** What the program's own process may address and what is in memory, as its status says. */
  readonly mapped?: Bytes;
  readonly resident?: Bytes;
}

/** A process of a lesson at a step. */
export interface LessonProcess {
  /** As the program calls it; empty for its own. */
  readonly name: string;
  readonly pid: Pid;
}

/** What came of letting the program go on. */
export type LessonReached =
  | {
      readonly type: 'step';
      readonly step: string;
      /** What the program printed on the way. */
      readonly output: readonly string[];
      readonly labels: readonly LessonLabel[];
      readonly processes: readonly LessonProcess[];
      readonly seen: LessonSeen;
    }
  | {
      readonly type: 'ended';
      readonly output: readonly string[];
      readonly code: number | null;
      readonly signal: string | null;
    };

/** A misconception, how many of those who were asked believed it, and what they would say. */
export interface Believed {
  readonly misconception: string;
  readonly believed: number;
  readonly asked: number;
  readonly because: string;
}

/** How often one choice of a question was chosen in a class. */
export interface ChoiceCount {
  readonly question: string;
  readonly ask: string;
  readonly choice: string;
  readonly text: string;
  readonly chosen: number;
  /** Answers to the question; who passed it over gave none. */
  readonly of: number;
  /** Machines of the class on which it was right. */
  readonly rightOn: number;
  /** The misconception that it stands for. */
  readonly believes?: string;
}

/** Largest file of answers, in characters: one has some 4 KiB. */
export const largestAnswers = 2 ** 20;
/** Files of answers at once: a large lecture, each student with a lesson. */
export const mostAnswerFiles = 1000;

/** What a class answered to one lesson. */
export interface LessonClass {
  readonly lesson: string;
  readonly title: string;
  /** Files of answers. */
  readonly files: number;
  /** The most believed first. */
  readonly believed: readonly Believed[];
  readonly choices: readonly ChoiceCount[];
  /** The choices as `procatlas lesson class` prints them. */
  readonly csv: string;
  /** The lesson's questions for Moodle. */
  readonly gift: string;
}

/** What came of the files that were handed in. */
export interface ClassTables {
  readonly classes: readonly LessonClass[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}
