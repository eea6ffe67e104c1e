import type { Conversation, Media, Message, Profile, Receipts, ServerPayload, UnreadFields } from '@samvad/contract';
import type { CachedMessages } from '../history/history-cache.js';
import { fromOutbox } from './chat-message.js';
import {
  type ChatState,
  initialState,
  type OpenConversation,
  type OutboxEntry,
  type Typist,
  type Viewer,
} from './chat-state.js';
import { ConversationList } from './conversation-list.js';
import type { Store } from './store.js';
import { Timeline } from './timeline.js';

/** What the model finds it lacks; whoever talks to the server sees to it. */
export interface ModelNeeds {
  /** Messages between what is shown and what has come. */
  fill(conversationId: string): void;
  /** The conversation is not known, or its count not certain. */
  fetch(conversationId: string): void;
  /** A message of the other side has arrived on this device. */
  received(conversationId: string, seq: number): void;
  /** A message of one's own is stored. */
  stored(message: Message): void;
  /** It is not ours to see any more. */
  gone(conversationId: string): void;
}

/** Turns facts, in whatever order they come, into the one state that is shown. Knows of no network. */
export class ChatModel {
  readonly #store: Store<ChatState>;
  readonly #needs: ModelNeeds;
  readonly #me: Profile;
  readonly list: ConversationList;
  readonly #timelines = new Map<string, Timeline>();
  #outbox: readonly OutboxEntry[] = [];

  constructor(store: Store<ChatState>, me: Profile, needs: ModelNeeds) {
    this.#store = store;
    this.#needs = needs;
    this.#me = me;
    this.list = new ConversationList(me);
    store.set({ ...initialState, me, connection: store.getSnapshot().connection });
  }

  openIds(): string[] {
    return [...this.#timelines.keys()];
  }

  timeline(id: string): Timeline | undefined {
    return this.#timelines.get(id);
  }

  /** The conversation must be in the list. `asLeft`: as it was shown last. Throws nothing: an open one stays as it is. */
  open(id: string, asLeft?: CachedMessages): Timeline | undefined {
    const receipts = this.list.receipts(id);
    if (!receipts) return undefined;
    const known = this.#timelines.get(id);
    const timeline = known ?? new Timeline(receipts);
    this.#timelines.set(id, timeline);
    if (!known && asLeft) timeline.begin(asLeft.messages, asLeft.hasOlder);
    this.#show(id);
    return timeline;
  }

  close(id: string): void {
    this.#timelines.delete(id);
    const { [id]: _, ...open } = this.#store.getSnapshot().open;
    this.#store.set({ open });
    this.setViewers(id, []);
  }

  get isReady(): boolean {
    return this.#store.getSnapshot().ready;
  }

  listIsReady(): void {
    this.#store.set({ ready: true });
  }

  /** As the server has answered; `asOf` is `list.now()` from before it was asked. */
  addConversations(conversations: readonly Conversation[], asOf: number): void {
    for (const conversation of conversations) {
      const outcome = this.list.merge(conversation, asOf);
      if (outcome === 'gone') this.#drop(conversation._id);
      else {
        if (conversation.lastMessage) this.#receive(conversation.lastMessage);
        this.#checkHead(conversation._id, conversation.lastSeq);
        // Its messages may have been marked by what the answer said of the last.
        this.#refresh(conversation._id);
      }
    }
    this.#showList();
  }

  /** Not in the server's answer any more. */
  remove(id: string): void {
    this.list.remove(id);
    this.#drop(id);
    this.#showList();
  }

  /** Messages from anywhere, each as often as it comes. */
  addMessages(messages: readonly Message[], unread?: UnreadFields): void {
    const touched = new Set<string>();
    for (const message of messages) {
      const { conversationId } = message;
      touched.add(conversationId);
      if (this.list.addMessage(message, unread) === 'stale') this.#needs.fetch(conversationId);
      if (message.senderId === this.#me.id && message.clientMessageId) this.#needs.stored(message);
      this.#timelines.get(conversationId)?.add([message]);
      this.stopTyping(conversationId, message.senderId);
      this.#receive(message);
    }
    for (const id of touched) {
      if (this.#timelines.get(id)?.hasGap) this.#needs.fill(id);
      this.#refresh(id);
    }
    this.#showList();
  }

  /** The head of an open conversation, where the server has said it. */
  #checkHead(id: string, lastSeq: number): void {
    const timeline = this.#timelines.get(id);
    if (timeline?.ready && timeline.last < lastSeq) this.#needs.fill(id);
  }

  begin(id: string, page: readonly Message[], hasOlder: boolean): void {
    const timeline = this.#timelines.get(id);
    if (!timeline) return;
    timeline.begin(page, hasOlder);
    if (timeline.hasGap) this.#needs.fill(id);
    this.#refresh(id);
    this.#showList();
  }

  prepend(id: string, page: readonly Message[], hasOlder: boolean): void {
    this.#timelines.get(id)?.prepend(page, hasOlder);
    this.#refresh(id);
  }

  /** How far the other side has got, as the server sums it up. */
  addReceipts(id: string, { readUpToSeq, readAt, deliveredUpToSeq, deliveredAt }: Receipts): void {
    const read = this.list.addOtherSidesReceipt(id, 'read', readUpToSeq, readAt);
    const delivered = this.list.addOtherSidesReceipt(id, 'delivered', deliveredUpToSeq, deliveredAt);
    if (!read && !delivered) return;
    this.#refresh(id);
    this.#showList();
  }

  addReceipt(
    kind: 'read' | 'delivered',
    { conversationId, userId, upToSeq }: { conversationId: string; userId: string; upToSeq: number },
    at: string,
  ): void {
    if (!this.list.addReceipt(conversationId, userId, kind, upToSeq, at)) return;
    this.#refresh(conversationId);
    this.#showList();
  }

  setUnread(conversationId: string, unread: UnreadFields): void {
    this.list.setUnread(conversationId, unread);
    this.#showList();
  }

  setPresence(userId: string, isOnline: boolean, lastSeen: string | null): void {
    this.list.setPresence(userId, isOnline, lastSeen);
    this.#showList();
  }

  updateMedia(media: Media): void {
    this.list.updateMedia(media);
    for (const [id, timeline] of this.#timelines) {
      timeline.updateMedia(media);
      this.#show(id);
    }
    this.#showList();
  }

  setOutbox(entries: readonly OutboxEntry[]): void {
    this.#outbox = entries;
    for (const id of this.#timelines.keys()) this.#show(id);
    this.#store.set({ outbox: entries });
  }

  startTyping({ conversationId, userId, userName }: ServerPayload<'typing:user-typing'>): void {
    const others = this.#typists(conversationId).filter((one) => one.userId !== userId);
    this.#setTypists(conversationId, [...others, { userId, userName }]);
  }

  stopTyping(conversationId: string, userId: string): void {
    const before = this.#typists(conversationId);
    const after = before.filter((one) => one.userId !== userId);
    if (after.length < before.length) this.#setTypists(conversationId, after);
  }

  nobodyTypes(): void {
    if (Object.keys(this.#store.getSnapshot().typing).length > 0) this.#store.set({ typing: {} });
  }

  /** Those who have it before them, as the server has said; of conversations that are not open here nothing is kept. */
  setViewers(conversationId: string, viewers: readonly Viewer[]): void {
    const { [conversationId]: before, ...rest } = this.#store.getSnapshot().viewers;
    const others = this.#timelines.has(conversationId) ? viewers.filter(({ userId }) => userId !== this.#me.id) : [];
    if (!before && others.length === 0) return;
    this.#store.set({ viewers: others.length > 0 ? { ...rest, [conversationId]: others } : rest });
  }

  nobodyViews(): void {
    if (Object.keys(this.#store.getSnapshot().viewers).length > 0) this.#store.set({ viewers: {} });
  }

  #typists(conversationId: string): readonly Typist[] {
    return this.#store.getSnapshot().typing[conversationId] ?? [];
  }

  #setTypists(conversationId: string, typists: readonly Typist[]): void {
    const { [conversationId]: _, ...others } = this.#store.getSnapshot().typing;
    this.#store.set({ typing: typists.length > 0 ? { ...others, [conversationId]: typists } : others });
  }

  #receive(message: Message): void {
    const conversation = this.list.get(message.conversationId);
    if (!conversation || message.isDelivered || !this.list.isMine(conversation)) return;
    if (this.list.isFromOtherSide(message, conversation)) this.#needs.received(conversation._id, message.seq);
  }

  #drop(id: string): void {
    if (this.#timelines.has(id)) this.close(id);
    const { [id]: _, ...typing } = this.#store.getSnapshot().typing;
    this.#store.set({ typing });
    this.#needs.gone(id);
  }

  #refresh(id: string): void {
    this.#timelines.get(id)?.refreshReceipts();
    this.#show(id);
  }

  #show(id: string): void {
    const timeline = this.#timelines.get(id);
    if (!timeline) return;
    const waiting = [
      ...timeline.sentAhead(this.#me.id),
      ...this.#outbox.filter((entry) => entry.conversationId === id).map((entry) => fromOutbox(entry, this.#me)),
    ];
    const shown: OpenConversation = {
      messages: waiting.length === 0 ? timeline.messages : [...timeline.messages, ...waiting],
      hasOlder: timeline.hasOlder,
      ready: timeline.ready,
    };
    const { open } = this.#store.getSnapshot();
    const before = open[id];
    const isSame =
      before?.messages === shown.messages && before.hasOlder === shown.hasOlder && before.ready === shown.ready;
    if (!isSame) this.#store.set({ open: { ...open, [id]: shown } });
  }

  #showList(): void {
    const conversations = this.list.sorted();
    if (conversations === this.#store.getSnapshot().conversations) return;
    const unreadTotal = conversations.reduce((total, { unreadCount }) => total + unreadCount, 0);
    this.#store.set({ conversations, unreadTotal });
  }
}
