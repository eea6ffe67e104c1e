import { type Ack, AppError, type ClientEvent, clientEvents, errors } from '@samvad/contract';
import { isConnectionFault, isId, type Tracing } from '@samvad/core';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { type HandlerContext, handlers } from './handlers/index.js';
import type { ChatSocket } from './types.js';

type Answer = (answer: Ack<unknown>) => void;

/** As it came: nothing of it is checked. */
interface Sent {
  event: unknown;
  payload: unknown;
  ack: Answer | undefined;
}

const validators = new Map<string, Validator>(
  Object.entries(clientEvents).map(([event, { payload }]) => [event, Compile(payload as TSchema)]),
);

/**
 * Every event of a client comes through here: counted, checked against its schema, handed to its handler, answered.
 * Whatever the client sends, it gets an answer and the process goes on.
 */
export function dispatch(context: Omit<HandlerContext, 'socket'>, socket: ChatSocket): void {
  const { core } = context;
  socket.onAny((event: unknown, ...args: unknown[]) => {
    const last = args.at(-1);
    const ack = typeof last === 'function' ? (last as Answer) : undefined;
    const payload = typeof args[0] === 'function' ? undefined : args[0];
    socket.data.pending += 1;
    const startedAt = performance.now();
    const own = { ...context, socket };
    (core.tracing ? traced(core.tracing, own, event, payload) : handle(own, event, payload))
      .then(
        (data) => {
          core.metrics.socketEvents.inc({ event: String(event), outcome: 'ok' });
          ack?.({ ok: true, data });
        },
        (error: unknown) => refuse(own, { event, payload, ack }, error),
      )
      .finally(() => {
        core.metrics.socketEventSeconds.observe({ event: nameOf(event) }, (performance.now() - startedAt) / 1000);
        socket.data.pending -= 1;
      });
  });
}

/** The event as a trace of its own. */
async function traced(tracing: Tracing, context: HandlerContext, event: unknown, payload: unknown): Promise<unknown> {
  const conversationId = conversationOf(payload);
  const span = tracing.begin(nameOf(event), {
    'samvad.door': 'socket',
    ...(conversationId ? { 'samvad.conversation_id': conversationId } : {}),
  });
  try {
    return await tracing.within(span, () => handle(context, event, payload));
  } catch (error) {
    tracing.failed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** What may stand in logs, metrics and traces: clients send what they like as an event. */
const nameOf = (event: unknown) => (typeof event === 'string' && validators.has(event) ? event : 'unknown');

function conversationOf(payload: unknown): string | undefined {
  const { conversationId } = (payload ?? {}) as { conversationId?: unknown };
  return typeof conversationId === 'string' && isId(conversationId) ? conversationId : undefined;
}

/** Begins at once, in the order in which events arrive: two sends of one device are queued as they came. */
function handle(context: HandlerContext, event: unknown, payload: unknown): Promise<unknown> {
  try {
    spend(context);
    const validator = typeof event === 'string' ? validators.get(event) : undefined;
    if (!validator) throw new AppError('VALIDATION', { message: 'There is no such event' });
    if (!validator.Check(payload)) throw new AppError('VALIDATION', { message: describe(validator, payload) });
    const handler = handlers[event as ClientEvent] as (context: HandlerContext, payload: unknown) => Promise<unknown>;
    return handler(context, payload);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** A burst of two seconds' worth of events, then so many a second. Who goes on far beyond that is cut off. */
function spend({ core, socket }: HandlerContext): void {
  const perSecond = core.config.EVENTS_PER_SECOND;
  const { data } = socket;
  const now = Date.now();
  data.budget = Math.min(perSecond * 2, data.budget + ((now - data.budgetAt) / 1000) * perSecond);
  data.budgetAt = now;
  data.budget -= 1;
  if (data.budget >= 0) return;
  if (data.budget < -20 * perSecond) socket.disconnect(true);
  throw new AppError('RATE_LIMITED', { retryAfter: 1 });
}

function describe(validator: Validator, payload: unknown): string {
  const [first] = validator.Errors(payload);
  const where = first?.instancePath.split('/').filter(Boolean).join('.');
  return `${where || 'the payload'} ${first?.message ?? 'is not valid'}`.slice(0, 200);
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return isConnectionFault(error)
    ? new AppError('UNAVAILABLE', { cause: error })
    : new AppError('INTERNAL', { cause: error, message: errors.INTERNAL.message });
}

/** The one place where an error becomes a socket's answer. */
function refuse({ core, socket }: HandlerContext, sent: Sent, error: unknown): void {
  const { event, payload, ack } = sent;
  const { code, message } = toAppError(error);
  core.metrics.errors.inc({ code });
  core.metrics.socketEvents.inc({ event: nameOf(event), outcome: code });
  const { userId } = socket.data.actor;
  const about = { event: nameOf(event), conversationId: conversationOf(payload), userId, code };
  if (error instanceof AppError) core.log.debug(about, 'event refused');
  else core.log.error({ ...about, err: error }, 'event failed');
  if (ack) ack({ ok: false, error: { code, message } });
  else socket.emit('chat:error', { event: String(event).slice(0, 100), code, message });
}
