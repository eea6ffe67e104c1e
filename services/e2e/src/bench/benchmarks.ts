import type { Benchmark } from './benchmark.js';
import { dashboard } from './dashboard.js';
import { idle } from './idle.js';
import { inserts } from './inserts.js';
import { media } from './media.js';
import { messageCost } from './message-cost.js';
import { nodes } from './nodes.js';
import { reconnect } from './reconnect.js';
import { tableSize } from './table-size.js';

/** All benchmarks, in the order of `all`. */
export const benchmarks: readonly Benchmark[] = [
  messageCost,
  nodes,
  idle,
  inserts,
  tableSize,
  reconnect,
  media,
  dashboard,
];
