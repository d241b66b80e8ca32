/** Which carrier this page was loaded with, and what its address asks for. */
import { asPid, type Pid } from '@contract/units.ts';
import type { ConnectedBackend } from './connection.ts';
import { electronBackend, type PageBridge } from './electronBackend.ts';
import { refusedBackend } from './refusedBackend.ts';
import { webSocketBackend } from './webSocketBackend.ts';

/** The carrier, and the process that the address names. */
export interface ChosenBackend {
  readonly backend: ConnectedBackend;
  readonly pid?: Pid;
}

/** Where the token is kept for reloads of this tab; other tabs and other origins cannot read it. */
const tokenKey = 'procatlas.token';

/**
 * Chooses: the preload script's bridge in the desktop window, a WebSocket in a browser. The token leaves the address
 * bar at once, so that no screenshot, bookmark or history shows it; the process or the lesson stays, so that a reload
 * opens it again.
 */
export function chooseBackend(page: Window = window): ChosenBackend {
  const { location, history } = page;
  const words = new URLSearchParams(location.hash.slice(1));
  const pid = pidOf(words.get('pid'));
  const opened = pid === undefined ? {} : { pid };

  const bridge = (page as Window & { procatlas?: PageBridge }).procatlas;
  if (bridge) return { backend: electronBackend(bridge, page), ...opened };

  const given = words.get('token');
  if (given !== null) {
    rememberToken(page, given);
    // A reading of its own, since spans and selections are to stay as they were written.
    const rest = location.hash
      .slice(1)
      .split('&')
      .filter((word) => !word.startsWith('token='));
    const kept = pid === undefined && !words.has('lesson') ? '' : `#${rest.join('&')}`;
    history.replaceState(history.state, '', `${location.pathname}${kept}`);
  }
  // Another address pasted over this one changes only the fragment; without this the browser would not load anew.
  page.addEventListener('hashchange', () => {
    if (new URLSearchParams(location.hash.slice(1)).has('token')) location.reload();
  });
  const token = given ?? rememberedToken(page);
  // A token is part of a header: anything but its own letters would make the browser throw.
  if (token === null || !/^[\w-]+$/.test(token)) return { backend: refusedBackend(noToken), ...opened };
  return { backend: webSocketBackend(`ws://${location.host}/`, token), ...opened };
}

/** A browser that is told to keep nothing throws when its storage is touched; then only reloading is lost. */
function rememberToken(page: Window, token: string): void {
  try {
    page.sessionStorage.setItem(tokenKey, token);
  } catch {
    return;
  }
}

function rememberedToken(page: Window): string | null {
  try {
    return page.sessionStorage.getItem(tokenKey);
  } catch {
    return null;
  }
}

const noToken = {
  state: 'refused',
  message: 'This address lacks the token that lets a page talk to Procatlas.',
  remedy: 'Copy the whole line that Procatlas printed, with everything after the #.',
} as const;

function pidOf(text: string | null): Pid | undefined {
  const value = Number(text ?? NaN);
  return Number.isInteger(value) && value > 0 ? asPid(value) : undefined;
}
