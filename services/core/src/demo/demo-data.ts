import { CUSTOMERS, type CustomerProfile, SUPPORT, type SupportProfile } from './people.js';
import { PLANS, type Plan, type Status } from './plans.js';
import { SeededRandom } from './random.js';
import { type Language, parseTurns, type Speaker, type Thread, type Turn } from './script.js';
import { SMALL_TALK, type SmallTalk } from './small-talk.js';
import { ENGLISH_THREADS } from './threads-english.js';
import { HINDI_THREADS } from './threads-hindi.js';
import { HINGLISH_THREADS } from './threads-hinglish.js';
import { fromWorkingTime, toWorkingTime, WORKING_DAY } from './working-hours.js';

export { demoPeople } from './people.js';

export interface DemoMessage {
  from: 'customer' | 'support';
  content: string;
  at: Date;
}

export interface DemoConversation {
  customerPhone: string;
  supportPhone: string | null;
  subject: string;
  status: Status;
  messages: DemoMessage[];
  /** The read pointers count messages: 0 is nothing, `messages.length` is everything. */
  customerReadUpTo: number;
  supportReadUpTo: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const THREADS: readonly Thread[] = [...ENGLISH_THREADS, ...HINDI_THREADS, ...HINGLISH_THREADS];

/** A message together with the working time that passes before it. */
interface TimedTurn {
  from: Speaker;
  content: string;
  wait: number;
}

interface Parties {
  customer: CustomerProfile;
  agent: SupportProfile;
}

/** Picks threads so that the whole desk repeats as little as possible, and one customer nothing at all. */
class ThreadPicker {
  readonly #uses = new Map(PLANS.map(({ ends }) => [ends, 1]));

  use(id: string): Thread {
    const found = THREADS.find((thread) => thread.id === id);
    if (!found) throw new Error(`There is no thread ${id}`);
    this.#uses.set(id, (this.#uses.get(id) ?? 0) + 1);
    return found;
  }

  pick(customer: CustomerProfile, taken: ReadonlySet<string>, random: SeededRandom): Thread | undefined {
    const suitable = THREADS.filter(
      ({ id, crop, language }) =>
        !taken.has(id) && customer.languages.includes(language) && (crop === null || customer.crops.includes(crop)),
    );
    const ranked = random.shuffled(suitable).sort((a, b) => (this.#uses.get(a.id) ?? 0) - (this.#uses.get(b.id) ?? 0));
    const first = ranked[0];
    return first && this.use(first.id);
  }
}

/** Deals small talk without saying the same twice in a conversation. */
class SmallTalkDeck {
  readonly #random: SeededRandom;
  readonly #decks = new Map<string, Turn[][]>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  deal(language: Language, kind: keyof SmallTalk, probability: number): Turn[] {
    if (!this.#random.chance(probability)) return [];
    const key = `${language} ${kind}`;
    const deck = this.#decks.get(key) ?? this.#random.shuffled(SMALL_TALK[language][kind]);
    this.#decks.set(key, deck);
    return deck.pop() ?? [];
  }
}

/** Fills in the names and gives every message of an exchange the time a person takes to write it. */
function perform(
  turns: readonly Turn[],
  language: Language,
  parties: Parties,
  random: SeededRandom,
  wait: number,
): TimedTurn[] {
  const script = language === 'hi' ? 'devanagari' : 'latin';
  const words: Record<string, string> = {
    name: parties.customer.given[script],
    agent: `${parties.agent.given[script]} ${language === 'hi' ? 'जी' : 'ji'}`,
    district: parties.customer.district[script],
    order: `SM-${random.integer(20_000, 79_999)}`,
  };
  return turns.map(({ from, content, afterHours }, index) => ({
    from,
    content: content.replace(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole),
    wait: index === 0 ? wait : waitWithin(from, turns[index - 1]?.from, content.length, afterHours, random),
  }));
}

function waitWithin(
  from: Speaker,
  previous: Speaker | undefined,
  length: number,
  afterHours: number,
  random: SeededRandom,
): number {
  if (afterHours > 0) return afterHours * HOUR + random.between(2, 55) * MINUTE;
  const typing = length * random.between(80, 200) + random.between(4, 12) * SECOND;
  if (from === previous) return typing;
  if (from === 'support') return typing + random.between(0.2, 4) * MINUTE;
  return typing + (random.chance(0.08) ? random.between(15, 60) : random.between(0.2, 6)) * MINUTE;
}

function pauseBetweenThreads(random: SeededRandom): number {
  return random.between(0.2, 4.5) * WORKING_DAY;
}

/**
 * Threads with the small talk around them, the chosen ones first, until there are `missing` messages or nothing new to
 * talk about.
 */
function earlierTurns(
  missing: number,
  parties: Parties,
  taken: Set<string>,
  picker: ThreadPicker,
  deck: SmallTalkDeck,
  random: SeededRandom,
  chosen: readonly string[] = [],
): { turns: TimedTurn[]; last: Thread | undefined } {
  const turns: TimedTurn[] = [];
  let last: Thread | undefined;
  for (let index = 0; turns.length < missing; index += 1) {
    const id = chosen[index];
    const thread = id ? picker.use(id) : picker.pick(parties.customer, taken, random);
    if (!thread) break;
    taken.add(thread.id);
    last = thread;
    const { language } = thread;
    const exchange = [
      ...deck.deal(language, 'openers', 0.55),
      ...thread.turns,
      ...(thread.turns.at(-1)?.from === 'support' ? deck.deal(language, 'closers', 0.5) : []),
    ];
    turns.push(...perform(exchange, language, parties, random, pauseBetweenThreads(random)));
    if (turns.length < missing) {
      const chat = deck.deal(language, 'chats', 0.3);
      turns.push(...perform(chat, language, parties, random, pauseBetweenThreads(random)));
    }
  }
  return { turns, last };
}

/** Counts the time back from the last message. */
function conversation(
  parties: Parties,
  subject: string,
  status: Status,
  turns: readonly TimedTurn[],
  endsAt: number,
  seen: boolean,
): DemoConversation {
  const messages: DemoMessage[] = [];
  let at = endsAt;
  for (const { from, content, wait } of turns.toReversed()) {
    messages.push({ from, content, at: fromWorkingTime(at) });
    at -= Math.round(wait);
  }
  messages.reverse();
  const lastFrom = messages.at(-1)?.from;
  const unseen = seen ? 0 : messages.length - 1 - messages.findLastIndex(({ from }) => from !== lastFrom);
  return {
    customerPhone: parties.customer.phone,
    supportPhone: parties.agent.phone,
    subject,
    status,
    messages,
    customerReadUpTo: messages.length - (lastFrom === 'support' ? unseen : 0),
    supportReadUpTo: messages.length - (lastFrom === 'customer' ? unseen : 0),
  };
}

function partiesOf(plan: Plan, agentDigit: number): Parties {
  const customer = CUSTOMERS.find(({ phone }) => phone.endsWith(plan.customer));
  const agent = SUPPORT[agentDigit - 1];
  if (!customer || !agent) throw new Error(`There is no customer ${plan.customer} or no agent ${agentDigit}`);
  return { customer, agent };
}

function conversationsOf(plan: Plan, picker: ThreadPicker, now: number): DemoConversation[] {
  const random = new SeededRandom(`samvad ${plan.customer}`);
  const deck = new SmallTalkDeck(random);
  const parties = partiesOf(plan, plan.agent);
  const final = picker.use(plan.ends);
  const taken = new Set([final.id]);
  const { language } = final;

  const opening = perform(parseTurns(plan.opening ?? ''), language, parties, random, 0);
  const finalTurns = [...final.turns.slice(0, plan.turns), ...parseTurns(plan.ending ?? '')];
  const missing = plan.target - opening.length - finalTurns.length;
  const greeting = missing > 0 ? deck.deal(language, 'openers', 0.7) : [];
  const earlier = earlierTurns(missing - greeting.length, parties, taken, picker, deck, random, plan.earlier);
  const turns = [
    ...opening,
    ...earlier.turns,
    ...perform([...greeting, ...finalTurns], language, parties, random, pauseBetweenThreads(random)),
  ];
  const current = conversation(
    parties,
    plan.subject ?? final.title,
    plan.status,
    turns,
    now - plan.minutesAgo * MINUTE - random.integer(0, 40 * SECOND),
    plan.seen,
  );
  if (!plan.older) return [current];

  const olderParties = partiesOf(plan, plan.older.agent);
  const older = earlierTurns(plan.older.target, olderParties, taken, picker, new SmallTalkDeck(random), random);
  const startOfCurrent = toWorkingTime(current.messages[0]?.at ?? fromWorkingTime(now));
  const olderEnd = startOfCurrent - Math.round(random.between(5, 25) * WORKING_DAY);
  const title = older.last?.title ?? final.title;
  return [conversation(olderParties, title, plan.older.status, older.turns, olderEnd, true), current];
}

/** The conversations of the desk as seen at `now`: the same every time, only the times move along. */
export function demoConversations(now: Date): DemoConversation[] {
  const picker = new ThreadPicker();
  const nowAtWork = toWorkingTime(now);
  const byCustomer = new Map<string, DemoConversation[]>();
  // The short ones choose first, so that what is seen at a glance differs; the long ones use what there is.
  for (const plan of [...PLANS].sort((a, b) => a.target - b.target)) {
    byCustomer.set(plan.customer, conversationsOf(plan, picker, nowAtWork));
  }
  return PLANS.flatMap(({ customer }) => byCustomer.get(customer) ?? []);
}
