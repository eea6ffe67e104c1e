export type Language = 'en' | 'hi' | 'hinglish';
export type Speaker = 'customer' | 'support';

export interface Turn {
  from: Speaker;
  content: string;
  /** How many working hours pass before this message, where the dialogue itself says that time has passed. */
  afterHours: number;
}

export interface Thread {
  id: string;
  title: string;
  language: Language;
  /** The crop the thread is about, null when any farmer could ask. */
  crop: string | null;
  turns: Turn[];
}

/**
 * Reads a dialogue. A line starting with `C:` is written by the customer and `S:` by support; `C 2d:` and `S 3h:` come
 * two (14-hour) days or three hours later; any other line continues the message above it.
 */
export function parseTurns(script: string): Turn[] {
  const turns: Turn[] = [];
  if (!script.trim()) return turns;
  for (const line of script.trim().split('\n')) {
    const start = /^([CS])(?: (\d+)([hd]))?: (.+)$/u.exec(line);
    const last = turns.at(-1);
    if (start) {
      turns.push({
        from: start[1] === 'C' ? 'customer' : 'support',
        content: start[4] ?? '',
        afterHours: Number(start[2] ?? 0) * (start[3] === 'd' ? 14 : 1),
      });
    } else if (last) {
      last.content += `\n${line}`;
    } else {
      throw new Error(`A dialogue starts with C: or S:, not with ${line}`);
    }
  }
  return turns;
}

export function thread(id: string, language: Language, crop: string | null, title: string, script: string): Thread {
  return { id, language, crop, title, turns: parseTurns(script) };
}
