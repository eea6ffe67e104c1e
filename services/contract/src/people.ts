import Type, { type Static } from 'typebox';
import { CursorPagination, described, Id, nullable, Timestamp } from './scalars.js';

export const roles = ['User', 'Support', 'Admin'] as const;
export type Role = (typeof roles)[number];

export const RoleSchema = Type.Enum(roles, { description: '`User` is a customer, `Support` an agent' });

export const Profile = Type.Object(
  {
    id: Id,
    name: Type.String({ description: 'As it is shown to others' }),
    role: RoleSchema,
    avatarUrl: nullable(Type.String(), { description: 'A picture of the person, or null' }),
    isOnline: Type.Boolean({ description: 'A device of this person is connected to any node of the cluster' }),
    lastSeen: nullable(Timestamp, { description: 'When the last device went; null before the first visit' }),
    phone: Type.Optional(Type.String({ description: 'E.164; only shown to agents, admins and the person itself' })),
  },
  { description: 'What others see of a person' },
);
export type Profile = Static<typeof Profile>;

/** The agents and admins who have a conversation open, oneself included; only they are told. */
export const Viewers = Type.Array(
  Type.Object({ userId: described(Id, 'Who'), userName: Type.String({ description: "The person's name" }) }),
  { description: 'The agents and admins who have the conversation open, oneself included; customers are never told' },
);
export type Viewers = Static<typeof Viewers>;

const Phone = Type.String({
  minLength: 4,
  maxLength: 32,
  description: 'A phone number; a bare Indian number is taken as +91',
});
const Password = Type.String({ minLength: 8, maxLength: 256, description: '8 to 256 characters' });
const PersonName = Type.String({
  minLength: 1,
  maxLength: 100,
  description: '1 to 100 characters; spaces around it are dropped',
});

export const RegisterBody = Type.Object({ name: PersonName, phone: Phone, password: Password });
export type RegisterBody = Static<typeof RegisterBody>;

/** Login does not repeat the password rules: a wrong one is 401, whatever its length. */
export const LoginBody = Type.Object({
  phone: Type.String({ maxLength: 64, description: 'As at registration, in any usual way of writing it' }),
  password: Type.String({ maxLength: 1024, description: 'The password' }),
});
export type LoginBody = Static<typeof LoginBody>;

export const RefreshBody = Type.Object({
  refreshToken: Type.String({ minLength: 1, maxLength: 512, description: 'The newest one you were given' }),
});
export type RefreshBody = Static<typeof RefreshBody>;

export const CreateUserBody = Type.Object({ name: PersonName, phone: Phone, password: Password, role: RoleSchema });
export type CreateUserBody = Static<typeof CreateUserBody>;

export const SignedIn = Type.Object({
  token: Type.String({ description: 'JWT access token' }),
  refreshToken: Type.String({ description: 'Works once; keep the newest' }),
  expiresIn: Type.Integer({ description: 'Seconds until `token` expires' }),
  user: described(Profile, 'Who has signed in'),
});
export type SignedIn = Static<typeof SignedIn>;

export const ProfileAnswer = Type.Object({ data: described(Profile, 'The person') });

/** A person as an admin manages it. */
export const ManagedPerson = Type.Object({
  ...Profile.properties,
  isActive: Type.Boolean({ description: 'False: cannot sign in, and is assigned nothing' }),
  activeConversations: Type.Integer({ minimum: 0, description: 'Open and pending ones, as agent or as customer' }),
  createdAt: described(Timestamp, 'When the account was made (ISO 8601, UTC)'),
});
export type ManagedPerson = Static<typeof ManagedPerson>;
export const ManagedPersonAnswer = Type.Object({ data: described(ManagedPerson, 'As the person is now') });

export const PeopleQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50, description: 'People on a page' })),
  cursor: Type.Optional(Type.String({ maxLength: 256, description: '`nextCursor` of the page before' })),
  role: Type.Optional(described(RoleSchema, 'Only people of this role')),
  isActive: Type.Optional(Type.Boolean({ description: 'Only those who can sign in, or only those who cannot' })),
  q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of a name, or the beginning of a phone number' })),
});
export type PeopleQuery = Static<typeof PeopleQuery>;

export const PeopleAnswer = Type.Object({
  data: Type.Array(ManagedPerson, { description: 'By name' }),
  pagination: CursorPagination,
});
export type PeopleAnswer = Static<typeof PeopleAnswer>;

/** A new role, a new password and `isActive: false` end every sign-in of the person. */
export const UpdateUserBody = Type.Object(
  {
    name: Type.Optional(PersonName),
    role: Type.Optional(RoleSchema),
    password: Type.Optional(Password),
    isActive: Type.Optional(
      Type.Boolean({ description: '`false` ends every sign-in and gives the conversations away' }),
    ),
  },
  { minProperties: 1 },
);
export type UpdateUserBody = Static<typeof UpdateUserBody>;

/** Those to whom a conversation can be assigned. */
export const AgentsAnswer = Type.Object({ data: Type.Array(Profile, { description: 'Active agents, by name' }) });

export const AgentLoad = Type.Object({
  agent: described(Profile, 'The agent'),
  open: Type.Integer({ minimum: 0, description: 'Open conversations assigned to the agent' }),
  pending: Type.Integer({ minimum: 0, description: 'Pending conversations assigned to the agent' }),
  unread: Type.Integer({ minimum: 0, description: 'Messages the agent has not read, in open and pending ones' }),
  waiting: Type.Integer({ minimum: 0, description: "Open ones whose last word is the customer's" }),
  oldestWaitingAt: nullable(Timestamp, {
    description: 'When the customer who waits longest wrote; null: nobody waits',
  }),
});
export type AgentLoad = Static<typeof AgentLoad>;

export const LoadAnswer = Type.Object({
  data: Type.Object(
    {
      agents: Type.Array(AgentLoad, { description: 'Every active agent, by name' }),
      unassigned: Type.Integer({ minimum: 0, description: 'Open and pending conversations without an agent' }),
    },
    { description: 'How the work is spread at this moment' },
  ),
});
export type LoadAnswer = Static<typeof LoadAnswer>;
