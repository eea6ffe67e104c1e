import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { Tracing } from './tracing.js';

const exportTimeout = 5_000;
/** A collector that is away would otherwise be told of every few seconds. */
const quietMilliseconds = 60_000;

/**
 * Traces over OTLP, when `TRACES_URL` names a collector; otherwise undefined, and nothing of its libraries is loaded. Spans are
 * sent in the background, from a queue with an end: a collector that is slow or away costs spans, nothing else. Rejects when
 * the libraries are not installed.
 */
export async function startTracing(config: Config, log: Logger): Promise<Tracing | undefined> {
  if (config.TRACES_URL === '') return undefined;
  const { api, exporter, resources, sdk } = await load();
  let quietUntil = 0;
  const complain = () => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + quietMilliseconds;
    log.warn({ collector: new URL(config.TRACES_URL).host }, 'spans could not be sent');
  };
  const silent = () => {};
  api.diag.setLogger(
    { error: complain, warn: complain, info: silent, debug: silent, verbose: silent },
    { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const provider = new sdk.NodeTracerProvider({
    resource: resources.resourceFromAttributes({
      'service.name': 'samvad',
      'service.instance.id': config.NODE_NAME,
    }),
    // What a node of ours has begun to record is recorded whole.
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(config.TRACES_RATIO) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor(
        new exporter.OTLPTraceExporter({ url: config.TRACES_URL, timeoutMillis: exportTimeout }),
        { exportTimeoutMillis: exportTimeout },
      ),
    ],
  });
  return new Tracing({
    api,
    tracer: provider.getTracer('samvad'),
    ratio: config.TRACES_RATIO,
    shutdown: () => provider.shutdown(),
  });
}

async function load() {
  try {
    const [api, exporter, resources, sdk] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-node'),
    ]);
    return { api, exporter, resources, sdk };
  } catch (cause) {
    throw new Error('TRACES_URL is set, but OpenTelemetry is not installed: install without --omit=optional', {
      cause,
    });
  }
}
