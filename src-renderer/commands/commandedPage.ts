/** What commands do to the page: from keys, from the desktop's menu, or from a second start of the program. */
import type { AppCommand } from '@contract/calls.ts';
import { commandOf, type CommandedPage } from '@contract/commands.ts';
import type { Workspace } from '../state/workspace.svelte.ts';
import { walkPanels } from './panelWalk.ts';

/** The page as commands see it. What cannot be done now (a capture is followed by nobody) does nothing. */
export function commandedPage(workspace: Workspace): CommandedPage {
  const { preferences } = workspace;
  return {
    chooseProcess: () => {
      workspace.pickerOpen = !workspace.alone;
    },
    openSource: () => {
      if (!workspace.alone) workspace.sources.chooseFile?.();
    },
    saveCapture: () => {
      workspace.askToSave();
    },
    saveRecording: () => {
      workspace.askToSave('recording');
    },
    focusSearch: () => {
      workspace.goTo.focus?.();
    },
    nextHit: (by) => {
      workspace.goTo.nextHit(by);
    },
    back: () => {
      workspace.back();
    },
    forward: () => {
      workspace.forward();
    },
    scale: (by) => {
      preferences.scale(by);
    },
    togglePause: () => {
      if (workspace.cursor.past) workspace.timeline.togglePlay();
      else if (workspace.store.live && !workspace.still) void workspace.store.togglePause();
    },
    mark: () => {
      void workspace.marks.make();
    },
    compare: () => {
      workspace.compare();
    },
    now: () => {
      workspace.timeline.live();
    },
    toggleLists: () => {
      preferences.set({ tableOpen: !preferences.current.tableOpen });
    },
    wholePicture: () => {
      workspace.onScreen.home();
    },
    resetView: () => {
      workspace.resetView();
    },
    walkPanels,
    help: () => {
      workspace.helpOpen = true;
    },
    quiz: () => {
      if (workspace.quiz.open) workspace.quiz.end();
      else workspace.quiz.begin(Date.now());
    },
    present: () => {
      workspace.present();
    },
    hideLabels: () => {
      workspace.stage.hideLabels(!workspace.stage.labelsHidden);
    },
    revealLabel: () => {
      const { current } = workspace.selection;
      if (workspace.stage.labelsHidden && current?.level === 'region') workspace.stage.reveal(current.start);
    },
    onlyProgram: () => {
      workspace.stage.onlyProgram = !workspace.stage.onlyProgram;
    },
  };
}

/** Does what was asked of the page from outside it. */
export function obey(workspace: Workspace, page: CommandedPage, asked: AppCommand): void {
  if (asked.command === 'open') workspace.openProcess(asked.pid);
  else if (asked.command === 'open-initial') void workspace.sources.openInitial();
  else {
    // As with keys, a dialogue that is open comes first.
    const command = commandOf(asked.command);
    if (!workspace.inDialogue || command?.inDialogue) command?.run?.(page);
  }
}
