import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Development: pages from here, everything else from a running cluster. */
const cluster = process.env.SAMVAD_URL ?? 'http://127.0.0.1:8080';

export default function config(phase: string): NextConfig {
  const common: NextConfig = { reactStrictMode: true, turbopack: { root }, poweredByHeader: false };
  if (phase !== PHASE_DEVELOPMENT_SERVER) return { ...common, output: 'export' };
  const toCluster = ['/api/:path*', '/socket.io/', '/docs/:path*'];
  return {
    ...common,
    allowedDevOrigins: ['127.0.0.1'],
    devIndicators: false,
    skipTrailingSlashRedirect: true,
    rewrites: async () => toCluster.map((source) => ({ source, destination: `${cluster}${source}` })),
  };
}
