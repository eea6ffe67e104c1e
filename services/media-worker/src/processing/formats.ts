/** libvips' loader for each image format. Every other loader stays blocked, above all the one for SVG. */
export const imageLoaders: Record<string, string> = {
  'image/jpeg': 'VipsForeignLoadJpegFile',
  'image/png': 'VipsForeignLoadPngFile',
  // Its first picture only.
  'image/apng': 'VipsForeignLoadPngFile',
  'image/webp': 'VipsForeignLoadWebpFile',
  'image/gif': 'VipsForeignLoadNsgifFile',
  'image/tiff': 'VipsForeignLoadTiffFile',
  'image/avif': 'VipsForeignLoadHeifFile',
};

/**
 * ffmpeg's demuxer for each container. None of them opens a second file, and no other is ever tried, so playlists that
 * name other files or addresses are just broken.
 */
export const demuxers: Record<string, string> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'video/x-m4v': 'mov',
  'video/3gpp': 'mov',
  'video/3gpp2': 'mov',
  'audio/mp4': 'mov',
  'audio/x-m4a': 'mov',
  'video/webm': 'matroska',
  'audio/webm': 'matroska',
  'video/matroska': 'matroska',
  'video/x-matroska': 'matroska',
  'video/vnd.avi': 'avi',
  'video/x-msvideo': 'avi',
  'video/mp2t': 'mpegts',
  'video/ogg': 'ogg',
  'audio/ogg': 'ogg',
  'audio/opus': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/amr': 'amr',
  'audio/flac': 'flac',
  'audio/x-flac': 'flac',
  'audio/aac': 'aac',
  'audio/aiff': 'aiff',
};

export const videoCodecs = [
  ...['h264', 'hevc', 'vp8', 'vp9', 'av1', 'mpeg4', 'h263', 'mjpeg', 'mpeg1video', 'mpeg2video', 'theora'],
] as const;

export const audioCodecs = [
  ...['aac', 'mp3', 'mp2', 'opus', 'vorbis', 'flac', 'alac', 'amr_nb', 'amr_wb', 'ac3', 'eac3'],
  ...['pcm_u8', 'pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le', 'pcm_s32be', 'pcm_f32le'],
  ...['pcm_alaw', 'pcm_mulaw', 'adpcm_ima_wav', 'adpcm_ms'],
] as const;

/** Some decoders are not named like their codec. */
const otherDecoders = [
  ...['libdav1d', 'libaom-av1', 'libvpx', 'libvpx-vp9', 'mp3float', 'mp2float', 'amrnb', 'amrwb'],
  ...['libopencore_amrnb', 'libopencore_amrwb', 'libopus', 'libvorbis'],
];

/** Of covers and subtitles. They are dropped, but a file that holds one must open. */
const companions = ['png', 'gif', 'bmp', 'webp', 'subrip', 'srt', 'ass', 'ssa', 'webvtt', 'mov_text', 'dvbsub', 'text'];

/** The only decoders that ffmpeg may start. */
export const decoders = [...videoCodecs, ...audioCodecs, ...otherDecoders, ...companions].join(',');

/** `audio/ogg; codecs=opus` is `audio/ogg`. */
export function bareFormat(format: string): string {
  return (format.split(';', 1)[0] ?? '').trim().toLowerCase();
}
