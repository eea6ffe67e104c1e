import assert from 'node:assert/strict';
import type { Answer, Wire } from './rest.js';
import type { Shape } from './shape.js';
import { assertFits } from './shape.js';

const told = (answer: Answer) => `${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`;

/** The call has succeeded with this status, and its body fits. Returns the body. */
export async function succeeds(asked: Promise<Answer>, status: number, shape?: Shape): Promise<Wire> {
  const answer = await asked;
  assert.equal(answer.status, status, `${status} was expected, not ${told(answer)}`);
  if (shape) assertFits(shape, answer.body, 'the answer');
  return answer.body;
}

/** The same for an answer with `data`. Returns the data. */
export async function gives(asked: Promise<Answer>, status: number, shape?: Shape): Promise<Wire> {
  const { data } = await succeeds(asked, status);
  assert.ok(data !== undefined, 'a success carries data');
  if (shape) assertFits(shape, data, 'data');
  return data;
}

/** The call is refused with this status and code. */
export async function refuses(asked: Promise<Answer>, status: number, code: string, why = ''): Promise<void> {
  const answer = await asked;
  const expected = `${why ? `${why}: ` : ''}${status} ${code} was expected`;
  assert.ok(answer.status === status && answer.body.code === code, `${expected}, not ${told(answer)}`);
}
