import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startChild, stopChild } from '../harness/child.js';
import type { Command, Commands, Reply, Request } from './commands.js';

const program = fileURLToPath(new URL('./main.js', import.meta.url));

/** A load generator in a process of its own, seen from the benchmark. */
export class Generator {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  #next = 0;

  constructor() {
    this.#child = startChild(program, [], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.#child.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('error' in reply) waiting?.reject(new Error(reply.error));
      else waiting?.resolve(reply.answer as never);
    });
    this.#child.once('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(`the load generator ended (${signal ?? code})`));
      this.#waiting.clear();
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  ask<C extends Command>(command: C, ask: Commands[C]['ask']): Promise<Commands[C]['answer']> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const request: Request = { id, command, ask };
      this.#child.send(request, (error) => {
        if (error) reject(error);
      });
    });
  }

  stop(): Promise<void> {
    return stopChild(this.#child, 2_000);
  }
}
