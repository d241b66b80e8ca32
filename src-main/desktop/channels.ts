/** Names of the two channels between page and main side. */

/** Requests: `invoke(callChannel, name, argument, id)`. */
export const callChannel = 'procatlas:call';
/** The page's end of the event port; also the type of the window message that hands it to the page itself. */
export const portChannel = 'procatlas:port';
/** What the preload script adds to the page's `window`. */
export const bridgeName = 'procatlas';
