import Type, { type Static } from 'typebox';
import { Id, nullable, Timestamp } from './scalars.js';

export const roles = ['User', 'Support', 'Admin'] as const;
export type Role = (typeof roles)[number];

export const RoleSchema = Type.Enum(roles, { description: '`User` is a customer, `Support` an agent' });

export const Profile = Type.Object(
  {
    id: Id,
    name: Type.String(),
    role: RoleSchema,
    avatarUrl: nullable(Type.String()),
    isOnline: Type.Boolean({ description: 'A device of this person is connected to any node of the cluster' }),
    lastSeen: nullable(Timestamp),
    phone: Type.Optional(Type.String({ description: 'E.164; only shown to agents, admins and the person itself' })),
  },
  { description: 'What others see of a person' },
);
export type Profile = Static<typeof Profile>;

const Phone = Type.String({
  minLength: 4,
  maxLength: 32,
  description: 'A phone number; a bare Indian number is taken as +91',
});
const Password = Type.String({ minLength: 8, maxLength: 256 });
const PersonName = Type.String({ minLength: 1, maxLength: 100 });

export const RegisterBody = Type.Object({ name: PersonName, phone: Phone, password: Password });
export type RegisterBody = Static<typeof RegisterBody>;

/** Login does not repeat the password rules: a wrong one is 401, whatever its length. */
export const LoginBody = Type.Object({
  phone: Type.String({ maxLength: 64 }),
  password: Type.String({ maxLength: 1024 }),
});
export type LoginBody = Static<typeof LoginBody>;

export const RefreshBody = Type.Object({ refreshToken: Type.String({ minLength: 1, maxLength: 512 }) });
export type RefreshBody = Static<typeof RefreshBody>;

export const CreateUserBody = Type.Object({ name: PersonName, phone: Phone, password: Password, role: RoleSchema });
export type CreateUserBody = Static<typeof CreateUserBody>;

export const SignedIn = Type.Object({
  token: Type.String({ description: 'JWT access token' }),
  refreshToken: Type.String({ description: 'Works once; keep the newest' }),
  expiresIn: Type.Integer({ description: 'Seconds until `token` expires' }),
  user: Profile,
});
export type SignedIn = Static<typeof SignedIn>;

export const ProfileAnswer = Type.Object({ data: Profile });
