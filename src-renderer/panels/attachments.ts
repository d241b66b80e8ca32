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

/** Keys that mean something to a button, or to what it has opened. */
const keysOfButtons = ['Enter', ' ', 'Escape'];

/** Whether nobody else wants a key: nothing has the focus, or a button that was clicked and has no use for it. */
const isIdle = ({ target, key }: KeyboardEvent): boolean =>
  target === document.body ||
  (target instanceof Element && target.closest('button') !== null && !keysOfButtons.includes(key));

/** Hears the keys that are nobody's, as after a flight, the wheel or a click in the legend, while no dialogue is open. */
export const hearingIdleKeys =
  (press: (event: KeyboardEvent) => void): Attachment<HTMLElement> =>
  () => {
    const hear = (event: KeyboardEvent): void => {
      if (isIdle(event) && !event.defaultPrevented && !document.querySelector('dialog:modal')) press(event);
    };
    window.addEventListener('keydown', hear);
    return () => {
      window.removeEventListener('keydown', hear);
    };
  };
