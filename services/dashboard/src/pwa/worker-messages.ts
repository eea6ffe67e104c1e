/** What pages and the service worker say to each other. */

/** The agents' dashboard, or the customers' messenger. */
export type Face = 'desk' | 'messenger';

export type ToWorker =
  /** Keep what this face needs without a network, and what this page has `loaded` already (paths). */
  | { readonly type: 'keep'; readonly face: Face; readonly loaded: readonly string[] }
  /** Answered through the port with the id of the build. */
  | { readonly type: 'build' }
  /** Take over from the worker before, now. */
  | { readonly type: 'takeOver' }
  /** Whoever uses this browser gets push messages, and wants to read them here. */
  | { readonly type: 'subscribed'; readonly face: Face };

export type ToPage =
  /** A notification was chosen. */
  | { readonly type: 'open'; readonly conversationId: string }
  /** Answered through the port with the id of the conversation that can be seen, or null. */
  | { readonly type: 'whatIsShown' }
  /** The browser has renewed the push subscription: the server must be told. */
  | { readonly type: 'resubscribed' };
