export * from './client-events.js';
export * from './conversations.js';
export * from './errors.js';
export * from './messages.js';
export * from './people.js';
export * from './rest-error.js';
export * from './scalars.js';
export * from './server-events.js';
