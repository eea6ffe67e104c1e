import type { Conversation } from '../conversations.js';
import type { Media } from '../media.js';
import type { Message } from '../messages.js';
import type { Profile } from '../people.js';

/** The people, ids and times that all examples of the reference are about: one short conversation. */
export const exampleIds = {
  customer: '0198c7a0-11f2-7c3a-9b54-2f6d1c0a7e01',
  agent: '0198c7a0-11f2-7c3a-9b54-2f6d1c0a7e02',
  admin: '0198c7a0-11f2-7c3a-9b54-2f6d1c0a7e03',
  conversation: '0198c7a1-4d10-7f21-8a6e-5b0c9d3e4f01',
  media: '0198c7a2-7be4-7d52-b1c3-8e9f0a1b2c01',
  upload: '0198c7a2-7be4-7d52-b1c3-8e9f0a1b2c02',
  webhook: '0198c7a3-5d20-7c11-a4b2-7e8f9a0b1c01',
  delivery: '7b0c4b52-1f6e-4a87-9a53-3c2d1e0f4a01',
} as const;

/** Of the second message of the conversation. */
export const exampleMessageId = `${exampleIds.conversation}.2`;

export const examplePhones = { customer: '+919800000101', agent: '+919800000001', newcomer: '+919812345678' } as const;
export const examplePassword = 'monsoon-2468';

export const customer: Profile = {
  id: exampleIds.customer,
  name: 'Rajesh Kumar',
  role: 'User',
  avatarUrl: null,
  isOnline: true,
  lastSeen: '2026-07-03T08:59:12.000Z',
};

export const agent: Profile = {
  id: exampleIds.agent,
  name: 'Asha Verma',
  role: 'Support',
  avatarUrl: null,
  isOnline: true,
  lastSeen: null,
};

const mediaUrl = (variant: string) =>
  `http://localhost:8080/api/v1/chat/media/${exampleIds.media}/${variant}?expires=1783080000&signature=c2lnbmF0dXJl`;

export const media: Media = {
  _id: exampleIds.media,
  name: 'leaf.jpg',
  type: 'image',
  url: mediaUrl('full'),
  format: 'image/webp',
  size: 181_204,
  width: 1600,
  height: 1200,
  durationMs: null,
  thumbnailUrl: mediaUrl('thumbnail'),
  previewHash: '3OcRJYB4d3h/iIeHeEh3eIhw+j2w',
  waveform: null,
  status: 'ready',
  variants: [
    { name: 'full', url: mediaUrl('full'), format: 'image/webp', size: 181_204, width: 1600, height: 1200 },
    { name: 'thumbnail', url: mediaUrl('thumbnail'), format: 'image/webp', size: 6_120, width: 320, height: 240 },
  ],
  error: null,
};

export const message: Message = {
  _id: exampleMessageId,
  conversationId: exampleIds.conversation,
  seq: 2,
  senderId: customer.id,
  sender: customer,
  messageType: 'text',
  content: 'My wheat has yellow stripes',
  mediaId: null,
  clientMessageId: 'phone-7f3a-1',
  isRead: false,
  readAt: null,
  isDelivered: false,
  deliveredAt: null,
  createdAt: '2026-07-03T09:00:04.125Z',
};

export const photo: Message = {
  ...message,
  _id: `${exampleIds.conversation}.3`,
  seq: 3,
  messageType: 'image',
  content: 'This leaf',
  mediaId: media,
  clientMessageId: 'phone-7f3a-2',
  createdAt: '2026-07-03T09:01:30.480Z',
};

export const conversation: Conversation = {
  _id: exampleIds.conversation,
  user: customer,
  assignedSupportId: agent.id,
  support: agent,
  status: 'open',
  subject: 'Wheat',
  lastMessage: message,
  unreadCount: 0,
  readCount: 1,
  lastSeq: 2,
  createdAt: '2026-07-03T08:58:00.000Z',
  updatedAt: '2026-07-03T09:00:04.125Z',
};
