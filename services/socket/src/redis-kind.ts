import { Cluster } from 'ioredis';

export const isCluster = (client: unknown): client is Cluster => client instanceof Cluster;
