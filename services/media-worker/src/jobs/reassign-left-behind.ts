import type { Job } from './job.js';

/** Conversations that a message has opened again after their agent had gone. */
export const reassignLeftBehind: Job = {
  name: 'reassign-left-behind',
  every: 5_000,
  async run({ peopleManager }) {
    return { conversations: await peopleManager.reassignLeftBehind() };
  },
};
