import type { Conversation, Message, SignedIn } from '@samvad/contract';
import { call, demo, logIn, register } from '../../support/rest.js';

/** A customer without a browser, in conversation. */
export interface Talk {
  id: string;
  customer: SignedIn;
  say(content: string): Promise<Message>;
}

/** A new customer writes to the desk; the conversation becomes this agent's. */
export async function startTalk(url: string, name: string, agentPhone: string, said: string[]): Promise<Talk> {
  const [customer, agent, admin] = await Promise.all([
    register(url, name),
    logIn(url, agentPhone),
    logIn(url, demo.admin),
  ]);
  const opened = await must<Conversation>(url, 'POST', '/chat/conversations', customer, {});
  const id = opened._id;
  await must(url, 'PATCH', `/chat/conversations/${id}`, admin, { assignedSupportId: agent.user.id });
  const say = (content: string) => sendText(url, customer, id, content);
  for (const content of said) await say(content);
  return { id, customer, say };
}

export function sendText(url: string, from: SignedIn, conversationId: string, content: string): Promise<Message> {
  return must(url, 'POST', `/chat/messages/${conversationId}`, from, { messageType: 'text', content });
}

/** The `data` of an answer that must be a good one. */
export async function must<T>(
  url: string,
  method: string,
  path: string,
  { token }: SignedIn,
  body?: unknown,
): Promise<T> {
  const answer = await call<{ data: T }>(url, method, path, { token, ...(body === undefined ? {} : { body }) });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body.data;
}

/** All messages, oldest first. */
export async function stored(url: string, who: SignedIn, conversationId: string): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const path = `/chat/messages/${conversationId}?limit=200&after=${all.at(-1)?.seq ?? 0}`;
    const page = await must<Message[]>(url, 'GET', path, who);
    all.push(...page);
    if (page.length < 200) return all;
  }
}
