/** What commands do to the page: from keys, from the desktop's menu, or from a second start of the program. */
import type { AppCommand } from '@contract/calls.ts';
import { commandOf, type CommandedPage } from '@contract/commands.ts';
import type { Explorer } from '../state/explorer.svelte.ts';
import { walkPanels } from './panelWalk.ts';

/** The page as commands see it. What cannot be done now (a capture is followed by nobody) does nothing. */
export function commandedPage(explorer: Explorer): CommandedPage {
  const { preferences } = explorer;
  return {
    chooseProcess: () => {
      explorer.pickerOpen = !explorer.alone;
    },
    openSource: () => {
      if (!explorer.alone) explorer.sources.chooseFile?.();
    },
    saveCapture: () => {
      explorer.askToSave();
    },
    saveRecording: () => {
      explorer.askToSave('recording');
    },
    focusSearch: () => {
      explorer.goTo.focus?.();
    },
    nextHit: (by) => {
      explorer.goTo.nextHit(by);
    },
    back: () => {
      explorer.back();
    },
    forward: () => {
      explorer.forward();
    },
    scale: (by) => {
      preferences.scale(by);
    },
    togglePause: () => {
      if (explorer.cursor.past) explorer.timeline.togglePlay();
      else if (explorer.store.live && !explorer.still) void explorer.store.togglePause();
    },
    mark: () => {
      void explorer.marks.make();
    },
    compare: () => {
      explorer.compare();
    },
    now: () => {
      explorer.timeline.live();
    },
    toggleLists: () => {
      preferences.set({ tableOpen: !preferences.current.tableOpen });
    },
    wholePicture: () => {
      explorer.onScreen.home();
    },
    resetView: () => {
      explorer.resetView();
    },
    walkPanels,
    help: () => {
      explorer.helpOpen = true;
    },
    quiz: () => {
      if (explorer.quiz.open) explorer.quiz.end();
      else explorer.quiz.begin(Date.now());
    },
    present: () => {
      explorer.present();
    },
    hideLabels: () => {
      explorer.stage.hideLabels(!explorer.stage.labelsHidden);
    },
    revealLabel: () => {
      const { current } = explorer.selection;
      if (explorer.stage.labelsHidden && current?.level === 'region') explorer.stage.reveal(current.start);
    },
    onlyProgram: () => {
      explorer.stage.onlyProgram = !explorer.stage.onlyProgram;
    },
  };
}

/** Does what was asked of the page from outside it. */
export function obey(explorer: Explorer, page: CommandedPage, asked: AppCommand): void {
  if (asked.command === 'open') explorer.openProcess(asked.pid);
  else if (asked.command === 'open-initial') void explorer.sources.openInitial();
  else {
    // As with keys, a dialogue that is open comes first.
    const command = commandOf(asked.command);
    if (!explorer.inDialogue || command?.inDialogue) command?.run?.(page);
  }
}
