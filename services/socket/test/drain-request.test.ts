import { requestDrain } from '@samvad/core';
import { makePerson } from '@samvad/core/testing';
import { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';
import { startNodeProcess } from './support/node-process.js';

test('a node that is asked to drain closes its connections as on SIGTERM, and ends', async (t) => {
  const cluster = await ChatCluster.start(t, {}, { nodes: 1 });
  const asked = await startNodeProcess(t, cluster.backends, { NODE_NAME: 'asked' });
  const leaves = await cluster.connectTo(asked, await makePerson(cluster.core, 'User'));
  const left = new Promise((resolve) => leaves.socket.once('disconnect', resolve));
  t.equal(await requestDrain(cluster.core.redis, 'asked'), true);
  t.equal(await left, 'transport close', 'so that the client connects again');
  t.equal(await asked.ended, 0);
  t.equal(await requestDrain(cluster.core.redis, 'asked', 500), false, 'the next of that name was not asked');
});
