/**
 * What an element does besides being shown. ARIA gives some roles that HTML calls passive a part in the keyboard: a
 * scrolling group, a window splitter, a drawing worked with arrow keys. They become so here.
 */
import type { Attachment } from 'svelte/attachments';

/** Makes an element a stop of the Tab key. */
export const focusable: Attachment<HTMLElement> = (element) => {
  element.tabIndex = 0;
};

type Handlers = { readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };

/** Listens to events for as long as the element is there. */
export const listening =
  (handlers: Handlers): Attachment<HTMLElement> =>
  (element) => {
    const stop = new AbortController();
    for (const [name, handler] of Object.entries(handlers)) {
      element.addEventListener(name, handler as EventListener, { signal: stop.signal });
    }
    return () => {
      stop.abort();
    };
  };

/** Hears the keys that are nobody's, as after a flight or the wheel: nothing has the focus, and no dialogue is open. */
export const hearingIdleKeys =
  (press: (event: KeyboardEvent) => void): Attachment<HTMLElement> =>
  () => {
    const hear = (event: KeyboardEvent): void => {
      if (event.target === document.body && !event.defaultPrevented && !document.querySelector('dialog:modal'))
        press(event);
    };
    window.addEventListener('keydown', hear);
    return () => {
      window.removeEventListener('keydown', hear);
    };
  };
