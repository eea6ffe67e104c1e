import type { DataFolder } from './data-folder.js';

interface Asked {
  folder: DataFolder;
  /** What the services would be started with: their S3_… and MEDIA_DIR decide. */
  env: NodeJS.ProcessEnv;
  /** Postgres or Redis are not ours, so others on other machines may share them. */
  outside: boolean;
}

/** Where all services keep media: in a bucket if one is named, otherwise in one folder that they share. */
export function mediaPlace({ folder, env, outside }: Asked): { env: NodeJS.ProcessEnv; line: string } {
  if (env.S3_BUCKET) return { env: {}, line: `media in the S3 bucket ${env.S3_BUCKET}` };
  const dir = env.MEDIA_DIR || folder.path('media');
  const several = outside ? '; on several machines they need an S3 store: set S3_BUCKET' : '';
  return { env: { MEDIA_DIR: dir }, line: `media in ${dir}${several}` };
}
