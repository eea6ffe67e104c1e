import { test } from 'tap';
import { parseStartArguments } from '../src/bin/start-arguments.js';

test('flags win over the environment, and both over nothing', async (t) => {
  const none = parseStartArguments([], {});
  t.match(none, { help: false, port: undefined, api: undefined, dataDir: /\.data$/ });
  const env = { PORT: '9000', DATABASE_URL: 'postgres://x', REDIS_URL: '' };
  t.match(parseStartArguments(['--api', '3', '--worker=0'], env), {
    api: 3,
    worker: 0,
    port: 9000,
    databaseUrl: 'postgres://x',
    redisUrl: undefined,
  });
  t.equal(parseStartArguments(['--port', '9001'], env).port, 9001);
  t.equal(parseStartArguments(['--help'], {}).help, true);
});

test('what cannot be meant is refused', async (t) => {
  const wrong = [
    ['--nodes', '2'],
    ['--api', 'two'],
    ['--api', '0'],
    ['--api'],
    ['--port', '70000'],
    ['--data='],
    ['now'],
  ];
  for (const argv of wrong) t.throws(() => parseStartArguments(argv, {}), { name: 'UsageError' }, argv.join(' '));
  t.throws(() => parseStartArguments([], { PORT: 'http' }), { message: /PORT must be a whole number/ });
});
