import type { CachedMessages, HistoryCache } from '../../src/index.js';

/** A history that outlives its client, as JSON: what would not survive being stored does not here. */
export class KeptHistory implements HistoryCache {
  readonly kept = new Map<string, string>();

  async conversations(personId: string) {
    return JSON.parse(this.kept.get(`${personId} list`) ?? '[]');
  }

  async messages(personId: string, conversationId: string): Promise<CachedMessages | undefined> {
    const text = this.kept.get(`${personId} ${conversationId}`);
    return text === undefined ? undefined : JSON.parse(text);
  }

  async putConversations(personId: string, conversations: readonly unknown[]) {
    this.kept.set(`${personId} list`, JSON.stringify(conversations));
  }

  async putMessages(personId: string, conversationId: string, latest: CachedMessages) {
    this.kept.set(`${personId} ${conversationId}`, JSON.stringify(latest));
  }

  async removeMessages(personId: string, conversationId: string) {
    this.kept.delete(`${personId} ${conversationId}`);
  }

  async clear(personId: string) {
    for (const key of [...this.kept.keys()]) if (key.startsWith(`${personId} `)) this.kept.delete(key);
  }
}
