import { AppError, type Media, type MediaType, type Message } from '@samvad/contract';
import type { Config } from '../config.js';
import { mayView } from '../conversations/viewable.js';
import type { Database } from '../db/database.js';
import { isId } from '../ids.js';
import type { Actor } from '../people/actor.js';
import { type MediaRow, mediaColumns, toMedia } from './media-row.js';
import { conversationAudience, MediaUrls, ownerAudience } from './media-urls.js';

/** Where a media is attached: it can be in several conversations of its uploader's. */
interface Attachment {
  conversation_id: string;
  customer_id: string;
  assigned_support_id: string | null;
}

/** Reads media, and says who may see them. What happens to an upload stands in `MediaLifecycle`. */
export class MediaLibrary {
  readonly urls: MediaUrls;
  readonly #db: Database;
  readonly #config: Config;

  constructor(db: Database, config: Config) {
    this.#db = db;
    this.#config = config;
    this.urls = new MediaUrls(config);
  }

  /** A media with fresh urls, for whoever may see it. Throws `NOT_FOUND`. */
  async view(actor: Actor, id: string): Promise<Media> {
    const found = await this.#find(id);
    if (!found) throw new AppError('NOT_FOUND');
    const { row, attachments } = found;
    const visible = attachments.find(({ customer_id: customerId, assigned_support_id: assignedSupportId }) =>
      mayView(actor, { customerId, assignedSupportId }),
    );
    if (visible) return toMedia(row, this.urls, audienceOf(visible));
    if (row.owner_id === actor.userId || actor.role === 'Admin') return this.forOwner(row);
    throw new AppError('NOT_FOUND');
  }

  /** As its uploader sees it. */
  forOwner(row: MediaRow): Media {
    return toMedia(row, this.urls, ownerAudience(row.owner_id));
  }

  /** The row and everyone whose urls are valid now, to check a url with; undefined when there is none. */
  async audiences(id: string): Promise<{ row: MediaRow; audiences: string[] } | undefined> {
    const found = await this.#find(id);
    if (!found) return undefined;
    const { row, attachments } = found;
    return { row, audiences: [ownerAudience(row.owner_id), ...attachments.map(audienceOf)] };
  }

  /** The row of an upload that has arrived, whoever may see it. */
  async row(id: string): Promise<MediaRow | undefined> {
    const [row] = await this.rows([id]);
    return row;
  }

  /** The rows of uploads that have arrived, in the order asked for. */
  async rows(ids: readonly string[]): Promise<MediaRow[]> {
    const { rows } = await this.#db.pool.query<MediaRow>(
      `select ${mediaColumns} from unnest($1::uuid[]) with ordinality as i (id, place) join media m on m.id = i.id
        where m.status in ('processing', 'ready', 'failed') order by i.place`,
      [ids],
    );
    return rows;
  }

  /** Where a media is attached: one query of the partial index on `messages.media_id`. */
  async attachments(id: string): Promise<Attachment[]> {
    const { rows } = await this.#db.pool.query<Attachment>({
      name: 'media-attachments',
      text: `select c.id as conversation_id, c.customer_id, c.assigned_support_id
        from conversations c where c.id in (select m.conversation_id from messages m where m.media_id = $1)`,
      values: [id],
    });
    return rows;
  }

  /** The media that messages carry, with urls for their conversations. Costs no statement when none carries any. */
  async ofMessages(of: readonly Carrier[]): Promise<MessageMedia> {
    const carrying = of.filter(({ media_id }) => media_id !== null);
    if (carrying.length === 0) return none;
    const { rows } = await this.#db.pool.query<MediaRow & { conversation_id: string; assigned_support_id: string }>({
      name: 'media-of-messages',
      text: `select ${mediaColumns}, c.id as conversation_id, c.assigned_support_id
        from unnest($1::uuid[], $2::uuid[]) as i (media_id, conversation_id)
        join media m on m.id = i.media_id join conversations c on c.id = i.conversation_id`,
      values: [carrying.map(({ media_id }) => media_id), carrying.map(({ conversation_id }) => conversation_id)],
    });
    const byPlace = new Map<string, Media>();
    for (const row of rows) {
      const audience = conversationAudience(row.conversation_id, row.assigned_support_id);
      byPlace.set(`${row.id} ${row.conversation_id}`, toMedia(row, this.urls, audience));
    }
    return { get: ({ media_id, conversation_id }) => byPlace.get(`${media_id} ${conversation_id}`) ?? null };
  }

  /**
   * Keeps an upload from being collected while a message is made of it. Throws `NOT_FOUND` when it is not the actor's,
   * `VALIDATION` when it is of another type, `UNPROCESSABLE_MEDIA` when it has failed.
   */
  async claim(actor: Actor, id: string, messageType: Message['messageType']): Promise<void> {
    if (!isId(id)) throw new AppError('NOT_FOUND', { message: 'No such media' });
    const { rows } = await this.#db.pool.query<{
      type: MediaType;
      status: string;
      failure_message: string | null;
      attached: boolean;
    }>({
      name: 'claim-media',
      text: `update media m set
          expires_at = case when m.expires_at is null then null else now() + make_interval(secs => $3) end
        where m.id = $1 and m.owner_id = $2 and m.status in ('processing', 'ready', 'failed')
        returning m.type, m.status, m.failure_message, exists (select 1 from messages s where s.media_id = m.id) as attached`,
      values: [id, actor.userId, this.#config.MEDIA_UNATTACHED_SECONDS],
    });
    const [row] = rows;
    if (!row) throw new AppError('NOT_FOUND', { message: 'No such media' });
    // A retry of what was sent before it failed gets the message stored then.
    if (row.status === 'failed' && !row.attached) {
      throw new AppError('UNPROCESSABLE_MEDIA', row.failure_message ? { message: row.failure_message } : {});
    }
    if (row.type !== messageType) {
      throw new AppError('VALIDATION', { message: `This media is of type ${row.type}, not ${messageType}` });
    }
  }

  async #find(id: string): Promise<{ row: MediaRow; attachments: Attachment[] } | undefined> {
    if (!isId(id)) return undefined;
    const [{ rows }, attachments] = await Promise.all([
      this.#db.pool.query<MediaRow>({
        name: 'media',
        text: `select ${mediaColumns} from media m where m.id = $1 and m.status in ('processing', 'ready', 'failed')`,
        values: [id],
      }),
      this.attachments(id),
    ]);
    const [row] = rows;
    return row && { row, attachments };
  }
}

type Carrier = { media_id: string | null; conversation_id: string };

export interface MessageMedia {
  get(message: Carrier): Media | null;
}

const none: MessageMedia = { get: () => null };

const audienceOf = ({ conversation_id, assigned_support_id }: Attachment) =>
  conversationAudience(conversation_id, assigned_support_id);
