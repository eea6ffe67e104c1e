import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDir } from '@samvad/infra/testing';

interface Test {
  teardown(work: () => unknown): void;
}

/** A key, and a certificate of those names that vouches for itself. */
export function certificateFor(t: Test, names: string[]): { key: string; ca: string } {
  const dir = temporaryDir('certificate');
  t.teardown(() => dir.remove());
  const [key, file] = [join(dir.path, 'key.pem'), join(dir.path, 'certificate.pem')];
  const subject = ['-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${names.map((n) => `DNS:${n}`).join(',')}`];
  const make = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', [...make, '-keyout', key, '-out', file, ...subject], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), ca: readFileSync(file, 'utf8') };
}
