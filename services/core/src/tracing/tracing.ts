import { AsyncLocalStorage } from 'node:async_hooks';
import type * as Api from '@opentelemetry/api';
import { AppError } from '@samvad/contract';

export type { Span } from '@opentelemetry/api';

/** What a span tells beside its name: ids, counts and codes, never what people have written, nor who they are. */
export type SpanAttributes = Record<string, string | number>;

type Kind = 'server' | 'internal' | 'producer' | 'consumer';

interface Parts {
  api: typeof Api;
  tracer: Api.Tracer;
  /** Share of the traces begun for somebody else (`traceparent`) that are recorded. */
  ratio: number;
  /** Sends what is left, and ends. */
  shutdown: () => Promise<void>;
}

/** What shutting down may take: a collector that does not answer must not hold a node up. */
const farewellMilliseconds = 3_000;

/** Version 00 of W3C Trace Context: 55 characters, no zeros for an id. */
const traceparentPattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * The traces of one node. There is one only when they are switched on (`startTracing`): everybody else asks
 * `core.tracing?.…` and pays nothing.
 *
 * What is under way is remembered along promises (`active`); whatever gathers many things into one, a batch or a pipeline,
 * carries the span of each along.
 */
export class Tracing {
  readonly #parts: Parts;
  readonly #active = new AsyncLocalStorage<Api.Span>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The span in which the caller runs; undefined when there is none, or when its trace is not recorded. */
  active(): Api.Span | undefined {
    const span = this.#active.getStore();
    return span?.isRecording() ? span : undefined;
  }

  /** Calls `work` at once, inside the span. */
  within<T>(span: Api.Span, work: () => T): T {
    return this.#active.run(span, work);
  }

  /**
   * The first span of a request or an event. A `traceparent` that a client has sent names the trace and nothing more: whether
   * it is recorded is decided here, by chance, and whatever is malformed is ignored.
   */
  begin(name: string, attributes: SpanAttributes, traceparent?: unknown): Api.Span {
    const parent = this.#remote(traceparent);
    const { TraceFlags } = this.#parts.api;
    if (parent) parent.traceFlags = Math.random() < this.#parts.ratio ? TraceFlags.SAMPLED : TraceFlags.NONE;
    return this.#start(name, 'server', attributes, parent);
  }

  child(name: string, parent: Api.Span, attributes: SpanAttributes, kind: Kind = 'internal'): Api.Span {
    return this.#start(name, kind, attributes, parent.spanContext());
  }

  /** Goes on with a trace of another node of ours, that is recorded there. Undefined for what we did not write. */
  resume(name: string, traceparent: string, attributes: SpanAttributes): Api.Span | undefined {
    const parent = this.#remote(traceparent);
    return parent && this.#start(name, 'consumer', attributes, parent);
  }

  /** A child span around `work` for each of the parents that there is: one statement stores the messages of many traces. */
  async shared<T>(
    name: string,
    parents: readonly (Api.Span | undefined)[],
    attributes: SpanAttributes,
    work: () => Promise<T>,
  ): Promise<T> {
    const spans = parents.flatMap((parent) => (parent ? [this.child(name, parent, attributes)] : []));
    try {
      return await work();
    } catch (error) {
      for (const span of spans) this.failed(span, error);
      throw error;
    } finally {
      for (const span of spans) span.end();
    }
  }

  /** The error's code: messages and stacks may repeat what a client has sent. */
  failed(span: Api.Span, error: unknown): void {
    const isOurs = error instanceof AppError;
    span.setAttribute('error.type', isOurs ? error.code : 'INTERNAL');
    // A refusal is no fault.
    if (!isOurs || error.status >= 500) span.setStatus({ code: this.#parts.api.SpanStatusCode.ERROR });
  }

  /** As it travels to other nodes. */
  traceparent(span: Api.Span): string {
    const { traceId, spanId, traceFlags } = span.spanContext();
    return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }

  /** Sends what is left, for at most three seconds. */
  async stop(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, farewellMilliseconds);
    });
    await Promise.race([this.#parts.shutdown().catch(() => {}), patience]);
    clearTimeout(timer);
  }

  #start(name: string, kind: Kind, attributes: SpanAttributes, parent: Api.SpanContext | undefined): Api.Span {
    const { ROOT_CONTEXT, trace, SpanKind } = this.#parts.api;
    const kinds = {
      server: SpanKind.SERVER,
      internal: SpanKind.INTERNAL,
      producer: SpanKind.PRODUCER,
      consumer: SpanKind.CONSUMER,
    };
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    return this.#parts.tracer.startSpan(name, { kind: kinds[kind], attributes }, context);
  }

  #remote(traceparent: unknown): Api.SpanContext | undefined {
    const [, traceId, spanId, flags] =
      (typeof traceparent === 'string' && traceparent.length === 55 && traceparentPattern.exec(traceparent)) || [];
    if (!traceId || !spanId || !flags) return undefined;
    return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  }
}
