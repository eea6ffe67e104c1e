/** Says what is wrong with a value, or nothing. */
export type Shape = (value: unknown, path: string) => string | undefined;

const show = (value: unknown) => (value === undefined ? 'missing' : (JSON.stringify(value)?.slice(0, 60) ?? 'nothing'));
const when =
  (test: (value: unknown) => boolean, what: string): Shape =>
  (value, path) =>
    test(value) ? undefined : `${path} is ${show(value)}, not ${what}`;

export const text = when((value) => typeof value === 'string', 'a string');
export const id = when((value) => typeof value === 'string' && value.length > 0, 'an id (a string that is not empty)');
export const flag = when((value) => typeof value === 'boolean', 'true or false');
export const anything: Shape = () => undefined;
export const whole = (minimum = 0): Shape =>
  when((value) => Number.isSafeInteger(value) && (value as number) >= minimum, `a whole number from ${minimum}`);
export const time = when(
  (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  'ISO 8601 in UTC with milliseconds',
);
export const oneOf = (...values: string[]) => when((value) => values.includes(value as string), values.join(' or '));
export const code = when(
  (value) => typeof value === 'string' && /^[A-Z][A-Z0-9_]+$/.test(value),
  'a code in SCREAMING_SNAKE',
);
export const nullable =
  (shape: Shape): Shape =>
  (value, path) =>
    value === null ? undefined : shape(value, path);
export const optional =
  (shape: Shape): Shape =>
  (value, path) =>
    value === undefined ? undefined : shape(value, path);
export const list =
  (shape: Shape): Shape =>
  (value, path) =>
    Array.isArray(value)
      ? first(value.map((one, i) => () => shape(one, `${path}[${i}]`)))
      : `${path} is ${show(value)}, not a list`;

/** What stands here must be there; other fields may be added at any time. */
export const object =
  (fields: Record<string, Shape>): Shape =>
  (value, path) =>
    isObject(value)
      ? first(
          Object.entries(fields).map(
            ([name, shape]) =>
              () =>
                shape(value[name], `${path}.${name}`),
          ),
        )
      : `${path} is ${show(value)}, not an object`;
export const byId =
  (shape: Shape): Shape =>
  (value, path) =>
    isObject(value)
      ? first(
          Object.entries(value).map(
            ([name, one]) =>
              () =>
                shape(one, `${path}.${name}`),
          ),
        )
      : `${path} is ${show(value)}, not an object`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function first(questions: (() => string | undefined)[]): string | undefined {
  for (const ask of questions) {
    const wrong = ask();
    if (wrong) return wrong;
  }
  return undefined;
}

/** @throws Error that names the field */
export function assertFits(shape: Shape, value: unknown, what: string): void {
  const wrong = shape(value, what);
  if (wrong) throw new Error(wrong);
}
