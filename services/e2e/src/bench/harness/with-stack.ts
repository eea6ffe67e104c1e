import { Generator } from '../load/generator.js';
import type { Stack } from './stack.js';

/**
 * Does `work` on a stack with a load generator and ends both, in good order or (`kill`) at once. When the work fails, the
 * error says what the nodes have to say about it.
 */
export async function withStack<T>(
  starting: Promise<Stack>,
  work: (stack: Stack, generator: Generator) => Promise<T>,
  { kill = false } = {},
): Promise<T> {
  const stack = await starting;
  const generator = new Generator();
  try {
    return await work(stack, generator);
  } catch (error) {
    throw new Error(stack.complaints() || 'the nodes have logged nothing', { cause: error });
  } finally {
    await generator.stop();
    // Draining thousands of connections takes ten seconds, and is not what is measured.
    if (kill) for (const node of stack.nodes) node.kill();
    await stack.stop();
  }
}
