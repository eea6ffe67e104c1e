import { randomUUID } from 'node:crypto';
import type { Role } from '@samvad/contract';
import { AccessTokens, readConfig } from '@samvad/core';
import type pg from 'pg';

export const jwtSecret = 'a secret that only benchmarks know';

export interface BenchPerson {
  id: string;
  /** An access token that outlasts every benchmark. */
  token: string;
}

export interface BenchConversation {
  id: string;
  customer: BenchPerson;
  agent: BenchPerson;
}

let people = 0;
let tokens: AccessTokens | undefined;

/** People who can connect but, since their password hash is none, not sign in. */
export async function makePeople(pool: pg.Pool, role: Role, count: number): Promise<BenchPerson[]> {
  const made = Array.from({ length: count }, () => {
    people += 1;
    return { id: randomUUID(), name: `${role} ${people}`, phone: `+9197${String(people).padStart(8, '0')}` };
  });
  await pool.query(
    `insert into users (id, phone, name, role, password_hash)
      select *, $4, 'none' from unnest($1::uuid[], $2::text[], $3::text[])`,
    [made.map(({ id }) => id), made.map(({ phone }) => phone), made.map(({ name }) => name), role],
  );
  return made.map(({ id }) => ({ id, token: sign(id, role) }));
}

/** One conversation per customer; agents take turns. */
export async function makeConversations(
  pool: pg.Pool,
  customers: readonly BenchPerson[],
  agents: readonly BenchPerson[],
): Promise<BenchConversation[]> {
  const made = customers.map((customer, i) => ({
    id: randomUUID(),
    customer,
    agent: agents[i % agents.length] as BenchPerson,
  }));
  await pool.query(
    `insert into conversations (id, customer_id, assigned_support_id)
      select * from unnest($1::uuid[], $2::uuid[], $3::uuid[])`,
    [made.map(({ id }) => id), made.map(({ customer }) => customer.id), made.map(({ agent }) => agent.id)],
  );
  return made;
}

function sign(userId: string, role: Role): string {
  tokens ??= new AccessTokens(
    readConfig({
      DATABASE_URL: 'postgres://none',
      REDIS_URL: 'redis://none',
      JWT_SECRET: jwtSecret,
      ACCESS_TOKEN_SECONDS: 6 * 3600,
    }),
  );
  return tokens.sign({ userId, role, sessionId: randomUUID() });
}
