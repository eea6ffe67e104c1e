interface Random {
  crypto?: { randomUUID?(): string };
}

/** A new clientMessageId. Need only differ from the same person's others in the same conversation. */
export function newMessageId(): string {
  const { crypto } = globalThis as Random;
  // Missing in React Native, and in browsers on pages without TLS.
  if (crypto?.randomUUID) return crypto.randomUUID();
  const part = () => Math.random().toString(36).slice(2).padEnd(11, '0');
  return `${Date.now().toString(36)}-${part()}${part()}`;
}
