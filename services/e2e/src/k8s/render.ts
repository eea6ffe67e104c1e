import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { findTool, REPOSITORY } from '@samvad/infra';
import { parseAllDocuments } from 'yaml';

/** An object of Kubernetes, as far as all of them are alike. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: Record<string, unknown>;
  data?: Record<string, string>;
}

export const k8sFolder = join(REPOSITORY, 'k8s');

/** Why nothing can be rendered on this machine; false where it can. */
export function cannotRender(): string | false {
  if (!findTool('kubectl')) return 'kubectl is not on this machine, and Debian 12 has none that knows components';
  const { kustomizeVersion } = JSON.parse(
    execFileSync('kubectl', ['version', '--client', '--output=json'], { encoding: 'utf8' }),
  );
  return /^v[5-9]/.test(kustomizeVersion ?? '')
    ? false
    : `kubectl's kustomize is ${kustomizeVersion}; 5 or newer is needed`;
}

/** What `kubectl kustomize` makes of a folder. Throws with what it says when it cannot. */
export function render(folder: string): Manifest[] {
  const text = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}
