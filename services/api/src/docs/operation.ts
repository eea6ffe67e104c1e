import type { ErrorCode, Role } from '@samvad/contract';
import type { Json, JsonObject } from '@samvad/contract/docs';

export const tags = {
  'Sign-in': 'Accounts, access tokens and refresh tokens.',
  Conversations: 'A conversation is between one customer and the support side; one agent at most is assigned.',
  Messages: 'What is said in a conversation, in the order of `seq`: 1, 2, 3, … without gaps, the same for everyone.',
  Media:
    'Pictures, videos, recordings and files. Upload first, by one request or in resumable parts, then send a message with the `mediaId`.',
  Push: 'Notifications for browsers and phones that reach nobody otherwise.',
  Administration: 'People and the load of the agents; for admins.',
  Webhooks: 'Other systems that are told of messages and conversations; for admins.',
  Operation: 'For those who run it; each node serves these on its own port, not through the public door.',
} as const;

interface Header {
  description: string;
  example: string;
  required?: boolean;
}

interface Answer {
  description: string;
  /** Left out where there is no body. */
  example?: unknown;
  headers?: Record<string, Omit<Header, 'required'>>;
  /** A body that is no JSON of the contract. */
  content?: { type: string; schema: JsonObject };
}

/**
 * What the reference says of a route beyond its schemas. This is also the one place where a route's errors are declared;
 * `errorsOf` adds those that every route of its kind has.
 */
export interface Operation {
  tag: keyof typeof tags;
  summary: string;
  description?: string;
  /** Who may, where that is not everybody; the others get `FORBIDDEN`. */
  roles?: readonly Role[];
  errors?: readonly ErrorCode[];
  /** Examples of what stands in the path and the query, by name; those of the path are all required. */
  parameters?: Record<string, { example: Json; description?: string }>;
  headers?: Record<string, Header>;
  /** An example of the body; runs in a test against a real node. */
  request?: unknown;
  /** A body that is no JSON. */
  requestContent?: { type: string; schema: JsonObject };
  /** By status; those of success (and redirection) only. */
  answers: Record<number, Answer>;
}

/** By method and path, as they are registered: `GET /api/v1/users/me`. */
export type Operations = Record<string, Operation>;
