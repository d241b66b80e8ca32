/** Start-up of the page that carries one capture or one lesson: opened from a file, with no program and no network behind it. */
import { mount } from 'svelte';
import App from './App.svelte';
import { captureBackend } from './backend/captureBackend.ts';
import { lessonIn } from './export/carriedLesson.ts';
import { elementId, embeddedIn } from './export/embedding.ts';
import { lessonBackend } from './lessons/lessonBackend.ts';
import { Preferences } from './state/preferences.svelte.ts';
import './theme/tokens.css';
import './theme/base.css';
import './theme/parts.css';

async function start(target: HTMLElement): Promise<void> {
  const element = document.getElementById(elementId);
  const carried = await lessonIn(element);
  if (carried) {
    const backend = lessonBackend(carried);
    mount(App, { target, props: { backend, preferences: new Preferences(undefined), lesson: carried.lesson.id } });
    return;
  }
  const { update, look } = await embeddedIn(element);
  // All pages opened from files share one storage: this one keeps its choices to itself.
  const preferences = new Preferences(undefined);
  if (look.theme) preferences.set({ theme: look.theme });
  mount(App, {
    target,
    props: {
      backend: captureBackend(update),
      ...(update.update.process ? { pid: update.update.process.identity.pid } : {}),
      preferences,
      ...(look.span ? { span: look.span } : {}),
    },
  });
}

const target = document.getElementById('app');
if (!target) throw new Error('viewer.html has no element with the id "app"');
start(target).catch((error: unknown) => {
  target.textContent = error instanceof Error ? error.message : String(error);
  document.documentElement.dataset.settled = 'true';
});
