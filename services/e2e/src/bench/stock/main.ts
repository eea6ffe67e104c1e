/**
 * The reference: a chat server as people write it with socket.io. The classic Redis adapter, a transaction per message,
 * the same events to the same people as Samvad, presence told to everyone. Nothing is made slow on purpose.
 */
import { createServer } from 'node:http';
import { AccessTokens, readConfig } from '@samvad/core';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Server } from 'socket.io';
import { type StockUser, storeMessage } from './store.js';

const config = readConfig();
const pool = new pg.Pool({ connectionString: config.DATABASE_URL, max: config.PG_POOL_SIZE });
const redis = new Redis(config.REDIS_URL);
const tokens = new AccessTokens(config);

const http = createServer((_request, response) => response.end('ok'));
const io = new Server(http, { adapter: createAdapter(redis, redis.duplicate()), serveClient: false });

io.use(async (socket, next) => {
  try {
    const { userId } = tokens.verify(socket.handshake.auth.token);
    const { rows } = await pool.query('select id, name, role from users where id = $1', [userId]);
    socket.data.user = rows[0];
    next();
  } catch {
    next(new Error('unauthorized'));
  }
});

io.on('connection', async (socket) => {
  const user = socket.data.user as StockUser;
  socket.on('conversation:join', async ({ conversationId }, ack) => {
    try {
      const { rows } = await pool.query(
        'select last_seq from conversations where id = $1 and $2 in (customer_id, assigned_support_id)',
        [conversationId, user.id],
      );
      if (rows.length === 0) throw new Error('no such conversation');
      await socket.join(`conversation:${conversationId}`);
      const joined = { conversationId, lastSeq: rows[0].last_seq, missed: [], hasMore: false };
      socket.emit('conversation:joined', joined);
      ack({ ok: true, data: joined });
    } catch (error) {
      ack({ ok: false, error: { code: 'INTERNAL', message: String(error) } });
    }
  });
  socket.on('message:send', async (payload, ack) => {
    try {
      const { message, recipientId, unreadCount } = await storeMessage(pool, user, payload);
      const { conversationId, sender } = message;
      const room = `conversation:${conversationId}`;
      io.to(room).emit('message:new', message);
      io.to(`user:${user.id}`).emit('message:sent', message);
      io.to(`user:${recipientId}`)
        .except(room)
        .emit('notification:new-message', { conversationId, message, sender, unreadCount });
      ack({ ok: true, data: message });
    } catch (error) {
      ack({ ok: false, error: { code: 'INTERNAL', message: String(error) } });
    }
  });
  socket.on('disconnect', async () => {
    await redis.srem(`online:${user.id}`, socket.id);
    if ((await redis.scard(`online:${user.id}`)) > 0) return;
    io.emit('user:offline', { userId: user.id, lastSeen: new Date().toISOString() });
  });
  await socket.join(`user:${user.id}`);
  await redis.sadd(`online:${user.id}`, socket.id);
  io.emit('user:online', { userId: user.id });
});

http.listen(config.PORT, config.HOST);
process.on('SIGTERM', () => process.exit(0));
