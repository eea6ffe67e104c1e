// Of an image: whether its node is alive. Not whether it is ready: a draining node must not be killed for it.
const answer = await fetch(`http://127.0.0.1:${process.env.PORT}/health/live`, { signal: AbortSignal.timeout(2_500) });
process.exit(answer.ok ? 0 : 1);
