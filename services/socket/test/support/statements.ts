import type { Core } from '@samvad/core';

type Query = (...args: unknown[]) => unknown;
interface Connection {
  query: Query;
}

/**
 * Counts what a node really sends to Postgres, statement by statement, at the connections of its pool: it does not matter
 * which part of the code asks, or how.
 */
export function countStatements(core: Core): { texts: string[]; reset(): void } {
  const texts: string[] = [];
  const wrapped = new WeakSet<Connection>();
  core.db.pool.on('acquire', (client) => {
    const connection = client as unknown as Connection;
    if (wrapped.has(connection)) return;
    wrapped.add(connection);
    const original = connection.query.bind(connection);
    connection.query = (...args) => {
      const [first] = args as [string | { text: string }];
      texts.push(typeof first === 'string' ? first : first.text);
      return original(...args);
    };
  });
  return {
    texts,
    reset: () => {
      texts.length = 0;
    },
  };
}
