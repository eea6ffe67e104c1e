import type pg from 'pg';

export interface StockUser {
  id: string;
  name: string;
  role: string;
}

interface Send {
  conversationId: string;
  messageType: string;
  content: string;
  clientMessageId: string;
}

/** One message, one transaction: the conversation is counted up, then the message inserted. */
export async function storeMessage(pool: pg.Pool, sender: StockUser, send: Send) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const counted = await client.query(
      `update conversations set last_seq = last_seq + 1, updated_at = now(),
        customer_unread = customer_unread + case when customer_id = $2 then 0 else 1 end,
        agent_unread = agent_unread + case when customer_id = $2 then 1 else 0 end
        where id = $1 and $2 in (customer_id, assigned_support_id)
        returning last_seq, customer_id, assigned_support_id, customer_unread, agent_unread`,
      [send.conversationId, sender.id],
    );
    const conversation = counted.rows[0];
    if (!conversation) throw new Error('no such conversation');
    const inserted = await client.query(
      `insert into messages (conversation_id, seq, sender_id, type, content, client_message_id)
        values ($1, $2, $3, $4, $5, $6) returning id, created_at`,
      [send.conversationId, conversation.last_seq, sender.id, send.messageType, send.content, send.clientMessageId],
    );
    await client.query('commit');
    const fromCustomer = conversation.customer_id === sender.id;
    return {
      recipientId: fromCustomer ? conversation.assigned_support_id : conversation.customer_id,
      unreadCount: fromCustomer ? conversation.agent_unread : conversation.customer_unread,
      message: {
        _id: inserted.rows[0].id,
        conversationId: send.conversationId,
        seq: conversation.last_seq,
        senderId: sender.id,
        sender: { ...sender, avatarUrl: null, isOnline: true, lastSeen: null },
        messageType: send.messageType,
        content: send.content,
        mediaId: null,
        clientMessageId: send.clientMessageId,
        isRead: false,
        readAt: null,
        isDelivered: false,
        deliveredAt: null,
        createdAt: inserted.rows[0].created_at,
      },
    };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
