/** Start-up of the page: the carrier, what is remembered, the one component. */
import { mount } from 'svelte';
import App from './App.svelte';
import { chooseBackend } from './backend/chooseBackend.ts';
import ConsolePage from './lessons/ConsolePage.svelte';
import { consoleRoom } from './state/lessons/podium.ts';
import { Preferences } from './state/preferences.svelte.ts';
import './theme/tokens.css';
import './theme/base.css';
import './theme/parts.css';

/** localStorage, or undefined where the browser forbids it (it then throws when it is touched). */
function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element with the id "app"');

// A console talks to the window that opened it and to nobody else.
const room = consoleRoom(location.hash);
if (room === undefined) {
  const { backend, pid } = chooseBackend();
  mount(App, { target, props: { backend, pid, preferences: new Preferences(storage()) } });
} else mount(ConsolePage, { target, props: { room } });
