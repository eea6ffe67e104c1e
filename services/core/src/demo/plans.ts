/** What the desk looks like today: whom each customer talks to, how far the talk has come and how it ends. */
export type Status = 'open' | 'pending' | 'resolved' | 'closed';

export interface Plan {
  /** The last three digits of the customer's phone. */
  customer: string;
  /** The last digit of the agent's phone. */
  agent: 1 | 2 | 3;
  status: Status;
  /** Earlier threads are put in front until the conversation has about this many messages. */
  target: number;
  /** The thread the conversation ends with, and how many of its messages have been written so far (all, if absent). */
  ends: string;
  turns?: number;
  /** The threads before it, oldest first, where they are not left to chance. */
  earlier?: string[];
  /** How long ago the last message was written, in working minutes (a day has 840). */
  minutesAgo: number;
  /** Whether the one it was written to has read the last message. */
  seen: boolean;
  subject?: string;
  opening?: string;
  ending?: string;
  older?: { agent: 1 | 2 | 3; status: 'resolved' | 'closed'; target: number };
}

const day = 840;

export const PLANS: readonly Plan[] = [
  {
    customer: '101',
    agent: 1,
    status: 'open',
    target: 42,
    ends: 'en-late-sowing',
    earlier: ['hg-mausam', 'en-tractor'],
    minutesAgo: 4,
    seen: false,
    subject: 'Help with my crops',
    opening: `
C: Hello, I need help
S: Hello {name} ji, this is Asha. Of course, please tell me
C: Is the {district} centre open on Sunday?
S: Yes, on Sunday from 9 am to 1 pm. Other days until 6 pm.
C: Ok good`,
    ending: `
S: Happy sowing! Write to us when the crop has come up.
C 6d: Hello {agent}
C: The crop near the tube well does not look good, leaves are getting dull
C: I need help with my crops`,
    older: { agent: 1, status: 'closed', target: 48 },
  },
  {
    customer: '102',
    agent: 1,
    status: 'open',
    target: 12,
    ends: 'en-leaf-curl',
    minutesAgo: 35,
    seen: true,
    ending: `
S: Very happy to hear that, {name}. I have also sent you the list of tolerant hybrids by SMS.
C: Thank you so much!`,
    older: { agent: 3, status: 'resolved', target: 9 },
  },
  { customer: '103', agent: 3, status: 'open', target: 3, ends: 'hi-khaira', turns: 3, minutesAgo: 9, seen: false },
  { customer: '104', agent: 1, status: 'open', target: 410, ends: 'hg-basmati', turns: 5, minutesAgo: 15, seen: false },
  {
    customer: '105',
    agent: 3,
    status: 'open',
    target: 70,
    ends: 'en-sigatoka',
    minutesAgo: 70,
    seen: true,
    older: { agent: 3, status: 'closed', target: 14 },
  },
  {
    customer: '106',
    agent: 2,
    status: 'open',
    target: 20,
    ends: 'hg-cotton-red',
    turns: 3,
    minutesAgo: 22,
    seen: false,
    older: { agent: 2, status: 'resolved', target: 10 },
  },
  { customer: '107', agent: 2, status: 'open', target: 325, ends: 'hi-kcc', turns: 6, minutesAgo: 48, seen: false },
  {
    customer: '108',
    agent: 2,
    status: 'pending',
    target: 18,
    ends: 'en-chilli-thrips',
    turns: 6,
    minutesAgo: 190,
    seen: true,
    older: { agent: 1, status: 'closed', target: 8 },
  },
  { customer: '109', agent: 3, status: 'resolved', target: 12, ends: 'en-late-blight', minutesAgo: day, seen: true },
  { customer: '110', agent: 2, status: 'open', target: 46, ends: 'hg-groundnut', minutesAgo: 125, seen: true },
  { customer: '111', agent: 1, status: 'open', target: 22, ends: 'hi-mahu', minutesAgo: 150, seen: true },
  {
    customer: '112',
    agent: 1,
    status: 'pending',
    target: 8,
    ends: 'hg-potato-scab',
    turns: 9,
    minutesAgo: 300,
    seen: false,
    older: { agent: 2, status: 'closed', target: 17 },
  },
  {
    customer: '113',
    agent: 2,
    status: 'pending',
    target: 105,
    ends: 'en-cane-borer',
    turns: 5,
    minutesAgo: day,
    seen: true,
  },
  { customer: '114', agent: 1, status: 'open', target: 90, ends: 'hg-pink', turns: 7, minutesAgo: 6, seen: false },
  { customer: '115', agent: 3, status: 'resolved', target: 8, ends: 'en-drip-clog', minutesAgo: 2 * day, seen: true },
  {
    customer: '116',
    agent: 1,
    status: 'open',
    target: 16,
    ends: 'hi-onion-store',
    turns: 9,
    minutesAgo: 31,
    seen: false,
  },
  {
    customer: '117',
    agent: 2,
    status: 'open',
    target: 52,
    ends: 'hg-tomato-rate',
    minutesAgo: 95,
    seen: false,
    older: { agent: 2, status: 'resolved', target: 12 },
  },
  {
    customer: '118',
    agent: 2,
    status: 'open',
    target: 12,
    ends: 'hi-paddy-urea',
    minutesAgo: 240,
    seen: true,
    older: { agent: 3, status: 'closed', target: 9 },
  },
  { customer: '119', agent: 3, status: 'resolved', target: 10, ends: 'en-armyworm', minutesAgo: 3 * day, seen: true },
  { customer: '120', agent: 1, status: 'resolved', target: 7, ends: 'en-refund', minutesAgo: 360, seen: true },
  {
    customer: '121',
    agent: 1,
    status: 'open',
    target: 15,
    ends: 'hi-pala',
    turns: 5,
    minutesAgo: 55,
    seen: true,
    older: { agent: 1, status: 'closed', target: 21 },
  },
  { customer: '122', agent: 2, status: 'open', target: 24, ends: 'en-brinjal-borer', minutesAgo: 310, seen: true },
  { customer: '123', agent: 3, status: 'closed', target: 6, ends: 'en-solar', minutesAgo: 4 * day, seen: true },
  { customer: '124', agent: 1, status: 'open', target: 12, ends: 'hg-sapling', minutesAgo: 110, seen: true },
];
