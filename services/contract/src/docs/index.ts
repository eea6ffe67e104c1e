export * from './asyncapi.js';
export * from './client-event-docs.js';
export * from './examples.js';
export * from './named-schemas.js';
export * from './server-event-docs.js';
