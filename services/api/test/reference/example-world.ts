import { randomInt } from 'node:crypto';
import type { Role } from '@samvad/contract';
import { exampleIds, exampleMessageId, examplePassword, examplePhones } from '@samvad/contract/docs';
import type { Core, MediaStorage } from '@samvad/core';
import { makeConversation, makePerson, type TestPerson, testPassword } from '@samvad/core/testing';
import type { Client } from '../support/client.js';
import { makeReady } from '../support/media.js';
import { locationOf, TusClient } from '../support/tus.js';

/** What the examples speak of, in earnest: the same people and things under ids of their own. */
export interface ExampleWorld {
  people: Record<Role, TestPerson>;
  /** An example with the true ids in the place of its own. */
  real<T>(example: T): T;
}

const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The bytes that the examples of an upload send. */
export const exampleBytes = picture;

/** A world in which the example of any operation can be run; `api` is of nobody in particular. */
export async function exampleWorld(core: Core, storage: MediaStorage, api: Client): Promise<ExampleWorld> {
  const [User, Support, Admin] = await Promise.all([
    makePerson(core, 'User', 'Rajesh Kumar'),
    makePerson(core, 'Support', 'Asha Verma'),
    makePerson(core, 'Admin', 'Meera Iyer'),
  ]);
  const people = { User, Support, Admin };
  const conversationId = await makeConversation(core, User, Support);
  for (const content of ['Namaste', 'How can I help?']) {
    await core.sender.send(Support.actor, { conversationId, messageType: 'text', content });
  }
  const { media } = await makeReady(core, storage, User);
  const query = new URL(media.url ?? '').searchParams;
  const created = await new TusClient(api.as(User)).create(picture.length);
  const upload = locationOf(created).split('/').at(-1) ?? '';
  const { webhook, delivery } = await told(core, people, conversationId);
  const replacements: [string, string][] = [
    [exampleIds.webhook, webhook],
    [exampleIds.delivery, delivery],
    [exampleMessageId, `${conversationId}.2`],
    [exampleIds.customer, User.id],
    [exampleIds.agent, Support.id],
    [exampleIds.admin, Admin.id],
    [exampleIds.conversation, conversationId],
    [exampleIds.media, media._id],
    [exampleIds.upload, upload],
    [examplePhones.customer, User.phone],
    [examplePhones.newcomer, `+9197${String(randomInt(1e8)).padStart(8, '0')}`],
    [examplePassword, testPassword],
    ['0198c7a0-9c41-7a55-8d20-4e3f2a1b0c01.1.bWFj', User.refreshToken],
    ['1783080000', query.get('expires') ?? ''],
    ['c2lnbmF0dXJl', query.get('signature') ?? ''],
    // An upload that has just begun is as long as the picture.
    ['"67"', `"${picture.length}"`],
  ];
  return {
    people,
    real<T>(example: T): T {
      const text = replacements.reduce((json, [from, to]) => json.replaceAll(from, to), JSON.stringify(example));
      return JSON.parse(text) as T;
    },
  };
}

/** A webhook, and something that it is to be told. There can be only so many: those of other worlds go. */
async function told(core: Core, { User, Admin }: ExampleWorld['people'], conversationId: string) {
  await core.db.pool.query('delete from webhooks');
  const url = 'https://hooks.example.com/of-this-world';
  const webhook = await core.webhooks.create(Admin.actor, { url, events: ['message.created'] });
  await core.sender.send(User.actor, { conversationId, messageType: 'text', content: 'A leaf is yellow' });
  const { data } = await core.webhookDeliveries.list(Admin.actor, webhook._id, {});
  return { webhook: webhook._id, delivery: data[0]?._id ?? '' };
}
