import { Name } from '../../text/name';

/** A name within a sentence. */
export function Who({ name }: { name: string }) {
  return (
    <strong>
      <Name>{name}</Name>
    </strong>
  );
}
