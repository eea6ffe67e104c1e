export { defaultLimits, type ProcessLimits } from './limits.js';
export type { MediaKind, MediaOutput, MediaPreview, ProcessedMedia, ProcessRequest } from './media.js';
export { processMedia } from './process-media.js';
export { UnprocessableMediaError, type UnprocessableReason } from './unprocessable.js';
