import type { Front } from '../nginx/front.js';
import type { Counts, Fleet } from './fleet.js';
import type { ServiceRole } from './service-spec.js';
import { together } from './together.js';

const ROLES: readonly ServiceRole[] = ['api', 'socket', 'media-worker'];

/**
 * Changes how many nodes a running cluster has, without a request being lost. What nobody may be sent to is never in nginx'
 * configuration: new nodes are put into it when they serve, and those that are to go are taken out of it before they are told.
 */
export class Scaler {
  #work: Promise<void> = Promise.resolve();

  constructor(
    private readonly fleet: Fleet,
    private readonly front: Front,
    private readonly abort: AbortController,
    private readonly log: (line: string) => void,
  ) {}

  /**
   * Brings the kinds that are named to so many nodes; one change at a time. Those with the highest numbers go.
   *
   * @throws Error when a node does not start, or nginx does not take the configuration; calling it again goes on from there
   */
  scale(wanted: Partial<Counts>): Promise<void> {
    const work = this.#work.then(() => this.#change(wanted));
    this.#work = work.catch(() => {});
    return work;
  }

  /** Resolves when no change is under way. */
  settled(): Promise<void> {
    return this.#work;
  }

  async #change(wanted: Partial<Counts>): Promise<void> {
    const { fleet, front, abort } = this;
    abort.signal.throwIfAborted();
    const those = ROLES.flatMap((role) => (wanted[role] === undefined ? [] : [{ role, count: wanted[role] }]));
    const missing = those.flatMap(({ role, count }) => fleet.missing(role, count).map((number) => ({ role, number })));
    const leaving = those.flatMap(({ role, count }) => fleet.beyond(role, count));
    if (missing.length > 0) {
      this.log(`starting ${missing.map(({ role, number }) => `${role}-${number}`).join(', ')}`);
      // A failed start must not end the start of the others as well: the cluster runs.
      await together(
        missing.map(({ role, number }) => fleet.start(role, number)),
        new AbortController(),
      );
    }
    if (leaving.length > 0) this.log(`ending ${leaving.map(({ name }) => name).join(', ')}`);
    if (missing.length > 0 || leaving.length > 0) await front.follow(fleet, leaving);
    if (leaving.length === 0) return;
    await Promise.all(leaving.map(({ name }) => fleet.stop(name)));
    await front.follow(fleet);
  }
}
