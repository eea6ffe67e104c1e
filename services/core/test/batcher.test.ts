import { test } from 'tap';
import { SelfClockingBatcher } from '../src/batching/self-clocking-batcher.js';

interface Item {
  key: string;
  n: number;
}

const options = {
  keyOf: ({ key }: Item) => key,
  maxInFlight: 2,
  maxBatch: 10,
  maxQueue: 1_000,
  overloaded: () => new Error('full'),
};

/** A batch function whose runs end when the test says so. */
function controlled() {
  const runs: { items: Item[]; finish: () => void }[] = [];
  const run = (items: Item[]) =>
    new Promise<number[]>((resolve) => runs.push({ items, finish: () => resolve(items.map(({ n }) => n)) }));
  return { runs, run };
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('what arrives in one turn is one batch, answered in order', async (t) => {
  const sizes: number[] = [];
  const batcher = new SelfClockingBatcher<Item, number>({
    ...options,
    run: async (items) => {
      sizes.push(items.length);
      return items.map(({ n }) => n * 10);
    },
  });
  const answers = await Promise.all([1, 2, 3].map((n) => batcher.add({ key: `k${n}`, n })));
  t.same(answers, [10, 20, 30]);
  t.same(sizes, [3]);
});

test('while batches are in flight the next one gathers', async (t) => {
  const { runs, run } = controlled();
  const batcher = new SelfClockingBatcher<Item, number>({ ...options, run });
  const all = [batcher.add({ key: 'a', n: 1 })];
  await turn();
  all.push(batcher.add({ key: 'b', n: 2 }));
  await turn();
  for (let n = 3; n <= 6; n += 1) all.push(batcher.add({ key: `k${n}`, n }));
  await turn();
  t.equal(runs.length, 2, 'at most two in flight');
  runs[0]?.finish();
  await turn();
  t.same(
    runs[2]?.items.map(({ n }) => n),
    [3, 4, 5, 6],
  );
  for (const { finish } of runs) finish();
  t.same(await Promise.all(all), [1, 2, 3, 4, 5, 6]);
});

test('items of one key are never in two batches at once, and keep their order', async (t) => {
  const { runs, run } = controlled();
  const batcher = new SelfClockingBatcher<Item, number>({ ...options, run });
  const first = batcher.add({ key: 'a', n: 1 });
  await turn();
  const others = [batcher.add({ key: 'a', n: 2 }), batcher.add({ key: 'b', n: 3 }), batcher.add({ key: 'a', n: 4 })];
  await turn();
  t.same(
    runs.map(({ items }) => items.map(({ n }) => n)),
    [[1], [3]],
    'only the free key goes ahead',
  );
  runs[0]?.finish();
  await first;
  await turn();
  t.same(
    runs[2]?.items.map(({ n }) => n),
    [2, 4],
  );
  for (const { finish } of runs) finish();
  await Promise.all(others);
});

test('a key that does not fit is not overtaken by its later items', async (t) => {
  const { runs, run } = controlled();
  const batcher = new SelfClockingBatcher<Item, number>({ ...options, maxBatch: 2, run });
  const all = ['a', 'a', 'b', 'c', 'b'].map((key, n) => batcher.add({ key, n }));
  const seen: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    await turn();
    for (const { items, finish } of runs.splice(0)) {
      seen.push(...items.filter(({ key }) => key === 'b').map(({ n }) => n));
      finish();
    }
  }
  await Promise.all(all);
  t.same(seen, [2, 4]);
});

test('a poisoned item fails alone; a fault that all share fails all at once', async (t) => {
  let runs = 0;
  const run = async (items: Item[]) => {
    runs += 1;
    if (items.some(({ n }) => n === 2)) throw new Error('poison');
    return items.map(({ n }) => n);
  };
  const alone = new SelfClockingBatcher<Item, number>({ ...options, run });
  const outcomes = await Promise.allSettled([1, 2, 3].map((n) => alone.add({ key: `k${n}`, n })));
  t.same(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  t.equal(runs, 4);
  runs = 0;
  const shared = new SelfClockingBatcher<Item, number>({ ...options, run }, () => true);
  const all = await Promise.allSettled([1, 2, 3].map((n) => shared.add({ key: `k${n}`, n })));
  t.same(
    all.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  );
  t.equal(runs, 1);
});

test('a full queue refuses at once, and drained() waits for the last', async (t) => {
  const { runs, run } = controlled();
  const batcher = new SelfClockingBatcher<Item, number>({ ...options, maxQueue: 1, run });
  const first = batcher.add({ key: 'a', n: 1 });
  await t.rejects(batcher.add({ key: 'b', n: 2 }), { message: 'full' });
  let drained = false;
  const done = batcher.drained().then(() => {
    drained = true;
  });
  await turn();
  t.notOk(drained);
  runs[0]?.finish();
  await first;
  await done;
  t.ok(drained);
});
