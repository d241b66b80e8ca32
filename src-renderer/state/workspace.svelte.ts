/** What is open and what is in front: opening, selecting, flying, going back. Panels share one through the context. */
import type { PmapText, ReaderWaits } from '@contract/calls.ts';
import type { RegionIndex } from '@contract/capture.ts';
import { asMilliseconds, type Pid } from '@contract/units.ts';
import { getContext, setContext } from 'svelte';
import type { ConnectedBackend, ConnectionState } from '../backend/connection.ts';
import type { GlossaryId } from '@words/glossary.ts';
import { programMask } from '../layout/textbookParts.ts';
import { Age } from './age.svelte.ts';
import { Answer } from './answer.svelte.ts';
import { isViewChanged, resetChoices } from './choices.ts';
import { Comparison } from './comparison.svelte.ts';
import { Marks } from './marks.ts';
import { bothMasks, FilterState, maskOf, maskOfQuery } from './filter.svelte.ts';
import { GoToBox } from './goToBox.svelte.ts';
import { GoneSelections } from './goneSelections.ts';
import { InsideFiles } from './insideFiles.svelte.ts';
import { Lessons } from './lessons/lessons.svelte.ts';
import { Quiz } from './lessons/quiz.svelte.ts';
import { Tour } from './tour.svelte.ts';
import type { Selection, ViewSpan } from './model.ts';
import { MomentCursor } from './momentCursor.svelte.ts';
import { NearBytes } from './nearBytes.svelte.ts';
import { OnScreen } from './onScreen.svelte.ts';
import { Pins } from './pins.svelte.ts';
import type { Preferences } from './preferences.svelte.ts';
import { ProcessList } from './processList.svelte.ts';
import { ProcessStore } from './processStore.svelte.ts';
import { RecordingStore } from './recordingStore.svelte.ts';
import { Residency } from './residency.svelte.ts';
import { SecurityState } from './security.svelte.ts';
import { SelectionState, type Place } from './selection.svelte.ts';
import { SideBySide } from './sideBySide.svelte.ts';
import { Sources } from './sources.svelte.ts';
import { Stage } from './stage.svelte.ts';
import { TableState } from './tableState.svelte.ts';
import { Timeline } from './timeline.svelte.ts';
import type { ViewEntry } from './viewEntry.ts';

/** What the page starts with. */
export interface PageStart {
  /** The views there are, in the order of their keys. */
  readonly views: readonly ViewEntry[];
  /** What to look at first, instead of the whole. */
  readonly span?: ViewSpan | undefined;
}

export class Workspace {
  readonly backend: ConnectedBackend;
  /** True when the page carries what it shows and there is no program behind it: nothing can be opened or chosen. */
  readonly alone: boolean;
  readonly preferences: Preferences;
  /** The views that can be shown here: a page that carries what it shows has no program that makes texts or reads pages. */
  readonly views: readonly ViewEntry[];
  readonly store: ProcessStore;
  /** What the process was, as far as it has been recorded. */
  readonly recording: RecordingStore;
  readonly timeline: Timeline;
  /** Which moment of the process is shown. */
  readonly cursor: MomentCursor;
  /** Marked moments, and what changed since one of them. */
  readonly comparison: Comparison;
  readonly marks: Marks;
  /** Another capture beside the one that is shown, by role. */
  readonly sides: SideBySide;
  readonly processes: ProcessList;
  readonly selection = new SelectionState();
  readonly filter = new FilterState();
  readonly table = new TableState();
  /** The text of pmap for the capture on screen; the main side makes the same text for the terminal. */
  readonly pmap: Answer<PmapText>;
  readonly sources: Sources;
  readonly goTo: GoToBox;
  readonly pins = new Pins(() => this.store.capture);
  readonly insideFiles: InsideFiles;
  readonly residency: Residency;
  readonly nearBytes: NearBytes;
  readonly security: SecurityState;
  readonly lessons: Lessons;
  readonly quiz: Quiz;
  readonly tour: Tour;
  readonly stage = new Stage();
  readonly onScreen = new OnScreen();
  /** Where the first picture looks; it is taken once. */
  firstSpan: ViewSpan | undefined;
  /** Walks the browser's own history, of which each step is an entry; false where it is not in step. */
  walkBrowser: ((by: 1 | -1) => boolean) | undefined;

  readonly age: Age = new Age(() => this.store);
  connection = $state.raw<ConnectionState>({ state: 'connecting' });
  /** Why nothing is read at the moment. */
  waits = $state.raw<ReaderWaits | undefined>(undefined);
  /** What the pointer is over, in whichever view; the others outline it. */
  pointedAt = $state.raw<Selection | undefined>(undefined);
  /** The person agreed, for this session, to look at bytes of other processes. */
  memoryConsent = $state(false);
  pickerOpen = $state(false);
  helpOpen = $state(false);
  /** The term that the glossary in the help stands at. */
  glossaryTerm = $state<GlossaryId>();
  workingSetOpen = $state(false);

  readonly #gone = new GoneSelections();
  located = $derived.by(() =>
    this.cursor.capture && this.selection.current
      ? this.#gone.locate(this.cursor.capture, this.selection.current)
      : undefined,
  );
  /** What the filter's query lets through, or why it cannot be answered. */
  queryMask = $derived.by(() =>
    this.cursor.capture ? maskOfQuery(this.cursor.capture, this.filter.text) : { mask: undefined },
  );
  mask = $derived.by(() =>
    this.cursor.capture
      ? bothMasks(
          bothMasks(maskOf(this.cursor.capture, this.filter.kinds), this.queryMask.mask),
          bothMasks(this.lessons.taken?.mask, this.stage.onlyProgram ? programMask(this.cursor.capture) : undefined),
        )
      : undefined,
  );

  /** The view that is shown: the chosen one where it can be had, else the first. */
  view: ViewEntry = $derived.by(() => {
    const [first] = this.views;
    if (!first) throw new Error('A page needs a view.');
    return this.views.find(({ id }) => id === this.preferences.current.view) ?? first;
  });

  constructor(backend: ConnectedBackend, preferences: Preferences, start: PageStart) {
    this.backend = backend;
    this.alone = backend.source !== undefined;
    this.preferences = preferences;
    const pages = backend.source === 'lesson';
    this.views = start.views.filter(({ needs }) => !this.alone || needs === undefined || (needs === 'pages' && pages));
    this.firstSpan = start.span;
    this.store = new ProcessStore(backend, asMilliseconds(preferences.current.interval));
    this.store.labelsHidden = () => this.stage.labelsHidden;
    this.recording = new RecordingStore(backend, this.store);
    this.cursor = new MomentCursor(this.store, this.recording, this.stage);
    this.timeline = new Timeline(this.recording, this.cursor);
    this.comparison = new Comparison(this.cursor);
    this.marks = new Marks(this.comparison, this.recording, this.cursor);
    this.pmap = new Answer(() => this.store.identity);
    this.goTo = new GoToBox(this);
    this.insideFiles = new InsideFiles(this.store);
    this.residency = new Residency(this.store);
    this.nearBytes = new NearBytes(this);
    this.security = new SecurityState(this.store);
    this.quiz = new Quiz({
      stage: this.stage,
      capture: () => this.store.capture,
      visit: (selection) => {
        this.visit(selection);
      },
    });
    this.lessons = new Lessons(backend, {
      capture: () => this.cursor.capture,
      watch: (process) => {
        if (this.store.pid === process && this.store.live) void this.store.refresh();
        else this.#watch(process);
      },
      show: (load) => this.store.showMoment(load),
      clear: () => {
        this.#forget();
        return this.store.clear();
      },
    });
    this.tour = new Tour({
      open: () => this.sources.openSample('threads'),
      capture: () => this.cursor.capture,
      visit: (selection) => {
        this.showAddresses();
        this.visit(selection);
      },
      home: () => {
        this.showAddresses();
        this.onScreen.home();
      },
    });
    this.processes = new ProcessList(backend);
    this.sources = new Sources(backend, this.store, () => {
      void this.lessons.close();
      this.#closeDialogues();
      this.#forget();
      this.#readRecording();
    });
    this.sides = new SideBySide(backend, {
      shown: () => ({ capture: this.cursor.capture, source: this.store.source?.name }),
      sources: this.sources,
    });
    backend.on('reader.waits', (waits) => {
      this.waits = waits ?? undefined;
    });
    let wasLost = false;
    backend.onConnection((state) => {
      this.connection = state;
      if (state.state === 'open' && wasLost) {
        void this.store.reopen().then(() => {
          this.#readRecording();
        });
      }
      wasLost = state.state === 'lost' || (wasLost && state.state !== 'open');
    });
  }

  /** True when the process cannot be asked about what is shown: it was opened, or lies in the past. */
  get still(): boolean {
    return this.alone || this.store.source !== undefined || this.cursor.past;
  }

  /** True where single pages of what is shown are told: by the process, or because their states were kept with it. */
  get pagesTold(): boolean {
    return !this.still || (this.store.pagesKept && !this.cursor.past);
  }

  /** True while a dialogue is open that takes the keys. */
  get inDialogue(): boolean {
    const { pasteOpen, saving, shareOpen } = this.sources;
    return this.pickerOpen || this.helpOpen || this.workingSetOpen || pasteOpen || saving !== undefined || shareOpen;
  }

  /** Whether the view is not as it was at the first start, whatever part of it. */
  viewChanged = $derived.by(
    () => isViewChanged(this.preferences.current) || this.filter.active || this.stage.onlyProgram,
  );

  /** Shows the whole as at the first start; theme, size of the text and pace of reading are the person's own, and stay. */
  resetView(): void {
    this.filter.clear();
    this.goTo.ask('');
    this.selection.select(undefined);
    this.stage.onlyProgram = false;
    this.preferences.set(resetChoices(this.preferences.current));
    this.onScreen.home();
  }

  /** Opens the glossary at a term. */
  openGlossary(term: GlossaryId): void {
    this.glossaryTerm = term;
    this.helpOpen = true;
  }

  /** What is opened, also from outside the page, is looked at: no dialogue stays over it. */
  #closeDialogues(): void {
    this.pickerOpen = false;
    this.helpOpen = false;
    this.glossaryTerm = undefined;
    this.workingSetOpen = false;
    this.sources.closeDialogues();
  }

  /** Begins or ends the presentation; on the whole screen where the browser lets us. */
  present(): void {
    this.stage.presenting = !this.stage.presenting;
    const { fullscreenElement } = document;
    // Without a gesture, or in a frame, the browser refuses: then the window keeps its size.
    if (this.stage.presenting) document.documentElement.requestFullscreen().catch(() => undefined);
    else if (fullscreenElement) document.exitFullscreen().catch(() => undefined);
  }

  /** Lets one save what is shown, or the recording of it where there is one. */
  askToSave(what: 'capture' | 'recording' = 'capture'): void {
    const possible = what === 'capture' ? this.cursor.capture !== undefined : this.recording.info !== undefined;
    if (!this.alone && possible) this.sources.saving = what;
  }

  /** Looks at a process; selection, filter and query of the one before are forgotten. */
  openProcess(pid: Pid): void {
    void this.lessons.close();
    this.#watch(pid);
  }

  #watch(pid: Pid): void {
    this.#closeDialogues();
    if (pid !== this.store.pid) this.#forget();
    void this.store.open(pid);
  }

  /** Selects something and brings it on screen. */
  visit(selection: Selection): void {
    this.selection.select(selection, true);
    this.onScreen.locate(selection);
  }

  /** Shows one of the app's views; going back returns to the one before. */
  show(view: string): void {
    const before = this.view.id;
    if (view === before) return;
    this.selection.showIn(before, view);
    this.preferences.set({ view });
  }

  /** Shows a view in which addresses have their place. */
  showAddresses(): void {
    const view = this.views.find(({ placesAddresses }) => placesAddresses);
    if (view) this.show(view.id);
  }

  /** Shows what is compared by role, and asks what with. */
  compare(): void {
    const view = this.views.find(({ compares }) => compares);
    if (!view || !this.cursor.capture) return;
    this.sides.choosing = true;
    this.show(view.id);
  }

  /** Shows one of the lists under the picture. */
  openDock(dockTab: string): void {
    this.preferences.set({ dockTab, tableOpen: true });
  }

  back(): void {
    if (this.selection.canGoBack && !this.walkBrowser?.(-1)) this.#arrive(this.selection.back());
  }

  forward(): void {
    if (this.selection.canGoForward && !this.walkBrowser?.(1)) this.#arrive(this.selection.forward());
  }

  /** Goes to a step of the history; false when it has been forgotten. */
  goToStep(step: number): boolean {
    const place = this.selection.goTo(step);
    this.#arrive(place);
    return place !== undefined;
  }

  /** Whether the filter lets a region take part. */
  takesPart(region: RegionIndex): boolean {
    return this.mask === undefined || this.mask[region] === 1;
  }

  /** A recording that grows tells so; one that was opened is asked for. */
  #readRecording(): void {
    if (this.store.recorded) void this.recording.pull();
  }

  /** What was selected, filtered and looked for in what was shown before. */
  #forget(): void {
    this.quiz.end();
    this.tour.end();
    this.timeline.clear();
    this.cursor.live();
    this.recording.clear();
    this.comparison.clear();
    this.sides.clear();
    this.selection.clear();
    this.filter.clear();
    this.table.clear();
    this.pointedAt = undefined;
    this.insideFiles.clear();
    this.residency.clear();
    this.nearBytes.clear();
    this.pins.clear();
    this.goTo.ask('');
  }

  #arrive(place: Place | undefined): void {
    if (!place) return;
    if (place.shownIn) this.preferences.set({ view: place.shownIn });
    const span = place.view ?? place.selection;
    if (span === 'home' || !span) this.onScreen.home();
    else this.onScreen.locate(span);
  }
}

const contextKey = Symbol('workspace');

/** Makes the workspace known to all panels below. */
export const provideWorkspace = (workspace: Workspace): Workspace => setContext(contextKey, workspace);
/** The workspace that the page was started with. */
export const useWorkspace = (): Workspace => getContext<Workspace>(contextKey);
