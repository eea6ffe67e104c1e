import pg from 'pg';

/** What a chat starts out with. People and conversations have the columns that the benchmarks fill. */
export async function createStockSchema(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`
      create table users (
        id uuid primary key,
        phone text not null unique,
        name text not null,
        role text not null,
        password_hash text not null,
        created_at timestamptz not null default now()
      );
      create table conversations (
        id uuid primary key,
        customer_id uuid not null references users (id),
        assigned_support_id uuid references users (id),
        last_seq integer not null default 0,
        customer_unread integer not null default 0,
        agent_unread integer not null default 0,
        updated_at timestamptz not null default now()
      );
      create index on conversations (customer_id);
      create index on conversations (assigned_support_id);
      create table messages (
        id uuid primary key default gen_random_uuid(),
        conversation_id uuid not null references conversations (id),
        seq integer not null,
        sender_id uuid not null references users (id),
        type text not null,
        content text not null,
        client_message_id text,
        created_at timestamptz not null default now(),
        unique (conversation_id, seq),
        unique (conversation_id, sender_id, client_message_id)
      );`);
  } finally {
    await client.end();
  }
}
