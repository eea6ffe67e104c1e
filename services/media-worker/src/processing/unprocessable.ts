/** Stable codes, shown to the sender. */
export type UnprocessableReason =
  | 'BROKEN'
  | 'NO_STREAM'
  | 'TOO_EXPENSIVE'
  | 'TOO_LONG'
  | 'TOO_MANY_PIXELS'
  | 'UNSUPPORTED';

const messages: Record<UnprocessableReason, string> = {
  BROKEN: 'The file is damaged or incomplete.',
  NO_STREAM: 'The file contains neither sound nor pictures.',
  TOO_EXPENSIVE: 'The file takes too much time or memory to process.',
  TOO_LONG: 'The recording is too long.',
  TOO_MANY_PIXELS: 'The picture has too many pixels.',
  UNSUPPORTED: 'This kind of file is not supported.',
};

/** The file is at fault: it fails however often it is tried. Any other error is ours, and worth another try. */
export class UnprocessableMediaError extends Error {
  override readonly name = 'UnprocessableMediaError';

  constructor(
    readonly reason: UnprocessableReason,
    message: string = messages[reason],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
