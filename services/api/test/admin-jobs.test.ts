import { eventually } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { uploadFile } from './support/multipart.js';
import { samples } from './support/samples.js';
import { send } from './support/send.js';
import { isError } from './support/shapes.js';

const board = 'admin/jobs';

test('the board of jobs', async (t) => {
  const { api, core, make } = await startApi(t, { MEDIA_WAIT_MS: 1 });
  const [admin, agent, customer] = [await make('Admin'), await make('Support'), await make('User')];
  const session = (person: { token: string }) => api.as(person).post(`${board}/session`);
  const opened = await session(admin);
  const setCookie = opened.headers.get('set-cookie') ?? '';
  const cookie = setCookie.split(';', 1)[0] ?? '';
  const get = (path: string, headers: Record<string, string> = { cookie }) => send(api, path, { headers });
  const host = new URL(api.origin).host;

  await t.test('an admin gets a cookie that nobody else can use', async (t) => {
    t.equal(opened.status, 204, opened.text);
    t.match(setCookie, /; Path=\/api\/v1\/admin\/jobs(;|$)/);
    t.match(setCookie, /; HttpOnly/);
    t.match(setCookie, /; SameSite=Strict/);
    const [, age] = /; Max-Age=(\d+)/.exec(setCookie) ?? [];
    t.ok(Number(age) > 0 && Number(age) <= 900, 'no longer than the token is valid');
    const secure = await api
      .as(admin)
      .post(`${board}/session`, undefined, { headers: { 'x-forwarded-proto': 'https' } });
    t.match(secure.headers.get('set-cookie'), /; Secure/, 'over https only over https');
  });

  await t.test('everybody else gets nothing', async (t) => {
    for (const person of [agent, customer]) isError(t, await session(person), 'FORBIDDEN', person.name);
    isError(t, await api.post(`${board}/session`), 'UNAUTHORIZED');
    for (const path of [board, `${board}/`, `${board}/api/queues`, `${board}/queue/media`]) {
      isError(t, await get(path, {}), 'UNAUTHORIZED', path);
      isError(t, await get(path, { cookie: 'samvad_jobs=x' }), 'UNAUTHORIZED', path);
      isError(t, await get(path, { cookie: `samvad_jobs=${agent.token}` }), 'NOT_FOUND', path);
      isError(t, await get(path, { authorization: `Bearer ${admin.token}` }), 'UNAUTHORIZED', 'no cookie');
    }
    isError(t, await get('users/me', { cookie }), 'UNAUTHORIZED', 'the cookie opens nothing else');
  });

  await t.test('the page, with nothing from elsewhere', async (t) => {
    const page = await get(board);
    t.equal(page.status, 200, page.text.slice(0, 300));
    t.match(page.headers.get('content-type'), /^text\/html/);
    t.notMatch(page.text, /(src|href)="(https?:)?\/\//, 'no other origin');
    t.match(page.headers.get('content-security-policy'), /default-src 'none'/);
    const own = [...page.text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, path]) => String(path));
    t.ok(own.length >= 2, 'scripts and styles');
    for (const path of own) t.equal((await get(`${board}/${path}`)).status, 200, path);
  });

  await t.test('both queues, and their jobs', async (t) => {
    const uploaded = await uploadFile(api.as(customer), 'image', samples.png());
    const id = uploaded.body.data[0]?._id;
    const answer = await eventually(async () => {
      const found = await send<{ queues: { name: string; jobs: { id: string }[] }[] }>(
        api,
        `${board}/api/queues?activeQueue=media&status=latest&page=1&jobsPerPage=10`,
        { headers: { cookie } },
      );
      return found.body.queues?.find(({ name }) => name === 'media')?.jobs.length ? found : undefined;
    }, 'the job is shown');
    t.same(answer?.body.queues.map(({ name }) => name).sort(), ['housekeeping', 'media']);
    t.equal(answer?.body.queues.find(({ name }) => name === 'media')?.jobs[0]?.id, id);
  });

  await t.test('changes only from its own page', async (t) => {
    const put = (headers: Record<string, string>) =>
      send(api, `${board}/api/queues/media/pause`, { method: 'PUT', headers: { cookie, ...headers } });
    isError(t, await put({}), 'FORBIDDEN', 'without an origin');
    isError(t, await put({ origin: 'https://evil.example' }), 'FORBIDDEN', 'another origin');
    isError(
      t,
      await put({ origin: `http://${host}`, 'sec-fetch-site': 'cross-site' }),
      'FORBIDDEN',
      'a browser that knows better',
    );
    isError(t, await put({ origin: 'null' }), 'FORBIDDEN', 'an origin that hides');
    const own = await put({ origin: `http://${host}`, 'sec-fetch-site': 'same-origin' });
    t.equal(own.status, 200, own.text);
    t.equal(await core.redis.hexists('{samvad-jobs}:media:meta', 'paused'), 1, 'it has had its effect');
  });

  await t.test('it ends with the sign-in', async (t) => {
    t.equal((await api.as(admin).post('users/logout')).status, 204);
    await eventually(async () => (await get(board)).status === 401, 'the cookie is dead');
    isError(t, await get(board), 'UNAUTHORIZED');
  });
});
