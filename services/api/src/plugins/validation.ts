import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';

/** The same schema compiler for every route, stricter with numbers in a query than TypeBox is. */
export const validation: typeof TypeBoxValidatorCompiler = (route) => {
  const validate = TypeBoxValidatorCompiler(route);
  return route.httpPart === 'querystring' ? (query) => validate(onlyWholeNumbers(route.schema, query)) : validate;
};

/**
 * A query is text, of which TypeBox makes what the schema asks for: `1.5` becomes 1, `true` becomes 1, and nothing at all
 * becomes 0, so that the history page of a client that has lost its cursor (`before=`) would look like the end of history.
 * What does not stand there as a whole number is therefore replaced by something that no number is made of.
 */
function onlyWholeNumbers(schema: object, query: unknown): unknown {
  const { properties = {} } = schema as { properties?: Record<string, { type?: string }> };
  const wrong = Object.entries(query as Record<string, unknown>).filter(
    ([name, text]) => properties[name]?.type === 'integer' && typeof text === 'string' && !/^-?\d+$/.test(text),
  );
  if (wrong.length === 0) return query;
  return { ...(query as object), ...Object.fromEntries(wrong.map(([name]) => [name, '?'])) };
}
