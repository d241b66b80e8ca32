import type { CommandedPage } from '@contract/commands.ts';
import { obey } from '@renderer/commands/commandedPage.ts';
import type { Workspace } from '@renderer/state/workspace.svelte.ts';
import { expect, it, vi } from 'vitest';

/** The part of a workspace that is asked. */
const made = (inDialogue: boolean) => {
  const page = { saveCapture: vi.fn(), scale: vi.fn() };
  return { page, workspace: { inDialogue } as unknown as Workspace, commanded: page as unknown as CommandedPage };
};

it('what the menu asks is done, but not behind a dialogue that is open', () => {
  const open = made(true);
  obey(open.workspace, open.commanded, { command: 'save-capture' });
  expect(open.page.saveCapture).not.toHaveBeenCalled();
  const free = made(false);
  obey(free.workspace, free.commanded, { command: 'save-capture' });
  expect(free.page.saveCapture).toHaveBeenCalledOnce();
});

it('commands that work in a dialogue work there from the menu too', () => {
  const { page, workspace, commanded } = made(true);
  obey(workspace, commanded, { command: 'larger' });
  expect(page.scale).toHaveBeenCalledOnce();
});
