export { certificateFor } from './testing/certificate.js';
export { type MediaSample, mediaSamples } from './testing/media-samples.js';
export { startS3, type TestS3 } from './testing/start-s3.js';
export { temporaryDir } from './testing/temporary-dir.js';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './testing/test-database.js';
export { type TestServer, testPostgres, testRedis, testRedisCluster } from './testing/test-servers.js';
