import type { Visitor } from '../../../src/browser/visitor.js';
import { until } from './stage.js';

const nodesOf = ({ watch, page }: Visitor) => watch.nodesOf(page);
const nodeOf = (visitor: Visitor) => nodesOf(visitor).at(-1);

/** Has the second connect anew until both are on different socket nodes, and says on which. */
export async function otherNode(first: Visitor, second: Visitor): Promise<string[]> {
  await until('a connection of both', () => nodeOf(first) && nodeOf(second));
  for (let attempt = 0; nodeOf(first) === nodeOf(second); attempt += 1) {
    if (attempt === 10) throw new Error(`both are on ${nodeOf(first)} again and again`);
    const before = nodesOf(second).length;
    await second.page.reload();
    await until('a new connection', () => nodesOf(second).length > before);
  }
  return [nodeOf(first) ?? '', nodeOf(second) ?? ''];
}
