import { failureOf } from './failure.js';
import { inputArguments } from './ffmpeg.js';
import { audioCodecs, demuxers, videoCodecs } from './formats.js';
import { runGuarded } from './guard.js';
import type { ProcessRequest } from './media.js';
import type { Size } from './sizes.js';
import { UnprocessableMediaError } from './unprocessable.js';

export interface VideoStream extends Size {
  /** Its index in the file. Width and height are as shown: turned upright, with square pixels. */
  index: number;
  /** Frames per second, from 1 to 30. */
  frameRate: number;
}

export interface AudioStream {
  index: number;
  channels: number;
  /** Hz. */
  sampleRate: number;
}

export interface Probed {
  /** As declared; null when unknown. */
  durationMs: number | null;
  /** Bits per second of the whole file; null when unknown. */
  bitRate: number | null;
  /** The first of each kind. A cover picture is no video. */
  video: VideoStream | null;
  audio: AudioStream | null;
}

const entries = [
  'format=duration,bit_rate',
  'stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,r_frame_rate,sample_rate,channels,duration',
  'stream_disposition=attached_pic',
  'stream_side_data=rotation',
].join(':');
/** An answer larger than this comes of a file that was made to annoy. */
const largestAnswer = 1024 * 1024;
const mostChannels = 8;
/** A pixel is not longer than this against its width; what says otherwise is taken for square. */
const oddestPixel = 4;

/** biome-ignore lint/suspicious/noExplicitAny: what ffprobe writes is checked field by field. */
type Answer = any;

/** What the containers' headers say. Throws `UnprocessableMediaError` for what will not be processed. */
export async function probe(request: ProcessRequest): Promise<Probed> {
  const { workDir, limits, signal, format } = request;
  if (!(format in demuxers)) throw new UnprocessableMediaError('UNSUPPORTED');
  const chunks: Buffer[] = [];
  let size = 0;
  const end = await runGuarded({
    file: 'ffprobe',
    args: [...inputArguments(request, 'ffprobe'), '-show_entries', entries, '-of', 'json=compact=1'],
    workDir,
    limits,
    signal,
    onOutput(chunk) {
      size += chunk.length;
      if (size <= largestAnswer) chunks.push(chunk);
    },
  });
  if (end.code !== 0) throw failureOf('ffprobe', end, limits);
  if (size > largestAnswer) throw new UnprocessableMediaError('BROKEN');
  return read(JSON.parse(Buffer.concat(chunks).toString()), limits.maxPixels);
}

function read(answer: Answer, maxPixels: number): Probed {
  const streams: Answer[] = answer.streams ?? [];
  const video = streams.find((stream) => stream.codec_type === 'video' && !stream.disposition?.attached_pic);
  const sounds = streams.filter((stream) => stream.codec_type === 'audio');
  // Phones add a track of their own beside the one that everybody can play.
  const audio = sounds.find((stream) => audioCodecs.includes(stream.codec_name)) ?? sounds[0];
  if (!video && !audio) throw new UnprocessableMediaError('NO_STREAM');
  const seconds = [answer.format?.duration, video?.duration, audio?.duration].map(Number).find((value) => value > 0);
  return {
    durationMs: seconds === undefined ? null : Math.round(seconds * 1000),
    bitRate: Number(answer.format?.bit_rate) || null,
    video: video ? videoOf(video, maxPixels) : null,
    audio: audio ? audioOf(audio) : null,
  };
}

function videoOf(stream: Answer, maxPixels: number): VideoStream {
  const width = Number(stream.width);
  const height = Number(stream.height);
  if (!videoCodecs.includes(stream.codec_name)) throw new UnprocessableMediaError('UNSUPPORTED');
  if (!(width > 0 && height > 0)) throw new UnprocessableMediaError('BROKEN');
  if (width * height > maxPixels) throw new UnprocessableMediaError('TOO_MANY_PIXELS');
  const pixel = ratio(stream.sample_aspect_ratio, ':');
  const aspect = pixel > 1 / oddestPixel && pixel < oddestPixel ? pixel : 1;
  const rotations: number[] = (stream.side_data_list ?? []).map((data: Answer) => Number(data.rotation ?? 0));
  const turned = rotations.some((degrees) => Math.abs(degrees) % 180 === 90);
  const shown = Math.round(width * aspect);
  const rate = ratio(stream.r_frame_rate, '/');
  return {
    index: Number(stream.index),
    width: turned ? height : shown,
    height: turned ? shown : height,
    frameRate: rate > 0 ? Math.min(30, Math.max(1, rate)) : 30,
  };
}

function audioOf(stream: Answer): AudioStream {
  const channels = Number(stream.channels);
  const sampleRate = Number(stream.sample_rate);
  if (!audioCodecs.includes(stream.codec_name)) throw new UnprocessableMediaError('UNSUPPORTED');
  if (!(channels > 0 && sampleRate > 0)) throw new UnprocessableMediaError('BROKEN');
  if (channels > mostChannels) throw new UnprocessableMediaError('UNSUPPORTED');
  return { index: Number(stream.index), channels, sampleRate };
}

/** NaN for what is none. */
function ratio(text: unknown, separator: string): number {
  const [above, below] = String(text).split(separator).map(Number);
  return (above ?? Number.NaN) / (below || Number.NaN);
}
