import type { Conversation, ConversationsAnswer, MessagesAnswer } from '@samvad/contract';
import { testRedisCluster } from '@samvad/infra/testing';
import { type Test, test } from 'tap';
import { testCluster } from './support/cluster.js';
import { Device } from './support/device.js';
import { call, demo, logIn } from './support/rest.js';

test('an agent and a customer, flows 1, 2, 3, 5, 6 and 7', async (t) => {
  const cluster = await testCluster(t);
  await flows(t, cluster.url);
});

test('the same over a Redis Cluster', async (t) => {
  const redis = await testRedisCluster();
  t.teardown(() => redis.stop());
  const cluster = await testCluster(t, { redisUrl: redis.urls.join(','), api: 1 });
  await flows(t, cluster.url);
});

/** As drawn, through the one port, with the agent and the customer on whichever nodes the front gives them. */
async function flows(t: Test, url: string): Promise<void> {
  // Flow 1: the agent logs in and sees the list.
  const agent = await logIn(url, demo.asha);
  t.equal(agent.user.role, 'Support');
  const list = await call<ConversationsAnswer>(url, 'GET', '/chat/conversations', { token: agent.token });
  const rajesh = list.body.data.find(({ user, status }) => user.name === 'Rajesh Kumar' && status === 'open');
  if (!rajesh) throw new Error('the demo desk has no open conversation of Rajesh Kumar');
  t.equal(rajesh.unreadCount, 3);
  t.equal(rajesh.user.isOnline, false);
  const conversationId = rajesh._id;
  const dashboard = await new Device(url, agent.token).connected();
  t.teardown(() => dashboard.close());

  // Flow 6: the customer opens the app, on a network that only lets long polling through.
  const customer = await logIn(url, demo.rajesh);
  const phone = await new Device(url, customer.token, ['polling']).connected();
  t.teardown(() => phone.close());
  t.same(await dashboard.waitFor('user:online', ({ userId }) => userId === customer.user.id), {
    userId: customer.user.id,
  });

  // Flow 5, agent not in the conversation: a notification, and the badge counts on.
  await phone.must('message:send', {
    conversationId,
    messageType: 'text',
    content: 'Can you help me with fertilizer?',
  });
  const notification = await dashboard.waitFor('notification:new-message');
  t.equal(notification.unreadCount, 4);
  t.equal(notification.sender.name, 'Rajesh Kumar');
  t.equal((await phone.waitFor('message:sent')).content, 'Can you help me with fertilizer?');
  t.same(dashboard.received('message:new'), []);

  // Flow 2: the agent opens the conversation; three things at once, then everything is read.
  await phone.join(conversationId);
  const [details, history] = await Promise.all([
    call<{ data: Conversation }>(url, 'GET', `/chat/conversations/${conversationId}`, { token: agent.token }),
    call<MessagesAnswer>(url, 'GET', `/chat/messages/${conversationId}`, { token: agent.token }),
    dashboard.join(conversationId),
  ]);
  t.equal(details.body.data.unreadCount, 4);
  t.equal(history.body.data.at(-1)?.content, 'Can you help me with fertilizer?');
  const read = await dashboard.must('conversation:mark-all-read', { conversationId });
  t.equal(read.unreadCount, 0);
  t.equal((await phone.waitFor('message:read')).upToSeq, read.upToSeq);
  const afterwards = await call<MessagesAnswer>(url, 'GET', `/chat/messages/${conversationId}?limit=1`, {
    token: customer.token,
  });
  t.equal(afterwards.body.data[0]?.isRead, true);

  // Flow 3: the agent types and sends.
  await dashboard.must('typing:start', { conversationId });
  t.equal((await phone.waitFor('typing:user-typing')).userName, 'Asha Verma');
  const sent = await dashboard.must('message:send', {
    conversationId,
    messageType: 'text',
    content: 'How can I help you?',
  });
  t.equal((await phone.waitFor('message:new', ({ seq }) => seq === sent.seq)).content, 'How can I help you?');
  t.equal((await dashboard.waitFor('message:sent', ({ seq }) => seq === sent.seq)).seq, sent.seq);
  await dashboard.must('typing:stop', { conversationId });
  await phone.waitFor('typing:user-stopped');
  await phone.must('message:delivered', { conversationId, seq: sent.seq });
  t.equal((await dashboard.waitFor('message:delivered')).upToSeq, sent.seq);
  await phone.must('message:read', { conversationId, messageId: sent._id });
  await dashboard.waitFor('message:read', ({ upToSeq, userId }) => upToSeq === sent.seq && userId === customer.user.id);

  // Flow 6: the customer closes the app.
  phone.close();
  const offline = await dashboard.waitFor('user:offline', ({ userId }) => userId === customer.user.id);
  t.ok(Date.parse(offline.lastSeen) > Date.now() - 15_000);

  // Flow 7: the agent goes back to the list, and logs out.
  await dashboard.must('conversation:leave', { conversationId });
  const back = await new Device(url, customer.token).connected();
  t.teardown(() => back.close());
  const unseen = await back.must('message:send', { conversationId, messageType: 'text', content: 'Thank you' });
  await dashboard.waitFor('notification:new-message', ({ message }) => message.seq === unseen.seq);
  t.notOk(dashboard.received('message:new').some(({ seq }) => seq === unseen.seq));
  t.equal((await call(url, 'POST', '/users/logout', { token: agent.token })).status, 204);
  await dashboard.waitFor('auth:expired');
  await back.waitFor('user:offline', ({ userId }) => userId === agent.user.id);
  t.equal((await call(url, 'GET', '/users/me', { token: agent.token })).status, 401);
}
