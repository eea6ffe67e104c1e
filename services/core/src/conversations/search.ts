/** A branch of the search ends after so many hits; the newest conversations are always looked at. */
export const mostHits = 5_000;
const newestLookedAt = 100;
const newestMessages = 20;
/** Trigrams need three letters; a shorter question is answered from the newest conversations alone. */
const shortestIndexed = 3;

/**
 * SQL for the ids of conversations that match a search, as `hits(id)`.
 *
 * `scope` is the condition on conversations `c` that keeps the search to what the viewer may see; `pattern` and `words`
 * are the placeholders of `likePattern(q)` and of `q` itself. Names and subjects are found by trigram, messages by full
 * text (the last word as a prefix). Each branch ends after `mostHits`, and its index scan soon after
 * (`gin_fuzzy_search_limit`, set by the caller), so a word that is in every message costs no more than a rare one; so that
 * the newest hits are there even then, the newest conversations are searched by walking them.
 */
export function searchSql(q: string, scope: string, pattern: string, words: string): string {
  const query = `nullif(plainto_tsquery('simple', ${words})::text || ':*', ':*')::tsquery`;
  const newest = `
    select c.id from (select c.* from conversations c where ${scope} order by c.activity_bucket desc limit ${newestLookedAt}) c
    join users u on u.id = c.customer_id
    where u.name ilike ${pattern} or c.subject ilike ${pattern} or exists (
      select 1 from messages m where m.conversation_id = c.id and m.seq > c.last_seq - ${newestMessages}
        and to_tsvector('simple', m.content) @@ ${query})`;
  if ([...q].length < shortestIndexed) return newest;
  return `${newest}
    union all
    (select c.id from (select u.id from users u where u.name ilike ${pattern} limit ${mostHits}) u
      join conversations c on c.customer_id = u.id where ${scope} limit ${mostHits})
    union all
    (select c.id from conversations c where c.subject ilike ${pattern} and ${scope} limit ${mostHits})
    union all
    (select c.id from messages m join conversations c on c.id = m.conversation_id
      where to_tsvector('simple', m.content) @@ ${query} and ${scope} limit ${mostHits})`;
}

export function likePattern(q: string): string {
  return `%${q.replace(/[\\%_]/g, (special) => `\\${special}`)}%`;
}
