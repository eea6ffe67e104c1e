import type { ConversationStatus } from '@samvad/client';

export const statuses = ['open', 'pending', 'resolved', 'closed'] as const satisfies ConversationStatus[];
