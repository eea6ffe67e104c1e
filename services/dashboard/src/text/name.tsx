import { inertLine } from './inert';

/** A person's name, kept to itself whatever direction it is written in. */
export function Name({ children }: { children: string }) {
  return <bdi>{inertLine(children)}</bdi>;
}
