/** What one file may cost. Past a limit a file is refused; only `timeoutMs` is no fault of the file. */
export interface ProcessLimits {
  /** Pixels of an image, all frames of an animation together, or of one frame of a video. */
  maxPixels: number;
  /** Length of a video or a recording, in milliseconds. */
  maxDurationMs: number;
  /** CPU time of each child process, in milliseconds, rounded up to seconds. */
  cpuMs: number;
  /** Wall-clock time of the whole file, in milliseconds. A slow machine may be to blame, so trying again is right. */
  timeoutMs: number;
  /** Data memory of each child process, in bytes. */
  memoryBytes: number;
  /** Each file that is written, in bytes. */
  outputBytes: number;
}

/** A phone's photo of 108 megapixels passes, and a quarter of an hour of its video in 720p. */
export const defaultLimits: ProcessLimits = {
  maxPixels: 120_000_000,
  maxDurationMs: 15 * 60_000,
  cpuMs: 10 * 60_000,
  timeoutMs: 30 * 60_000,
  memoryBytes: 2 * 1024 ** 3,
  outputBytes: 256 * 1024 ** 2,
};
