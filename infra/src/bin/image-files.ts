/** Part of `npm run docs`: writes what the images take from here. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../cluster/entries.js';
import { imageNginxConfig } from '../nginx/image-config.js';

writeFileSync(join(REPOSITORY, 'infra/docker/web/nginx.conf.template'), imageNginxConfig());
