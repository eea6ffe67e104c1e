import type { Manifest } from './render.js';

export interface Container {
  name: string;
  image: string;
  args?: string[];
  env?: { name: string; value?: string }[];
  ports?: { containerPort: number }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: object;
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  volumeMounts?: { name: string; mountPath: string }[];
}

interface Probe {
  httpGet?: { path: string };
}

interface SecretSource {
  secret?: { items?: { path: string }[] };
}

export interface PodTemplate {
  metadata: { labels: Record<string, string> };
  spec: {
    containers: Container[];
    initContainers?: Container[];
    securityContext?: { runAsUser?: number };
    automountServiceAccountToken?: boolean;
    terminationGracePeriodSeconds?: number;
    volumes?: { name: string; projected?: { sources: SecretSource[] } }[];
  };
}

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}

interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
}

export interface NetworkPolicy {
  podSelector: Selector;
  policyTypes: string[];
  ingress?: { from?: Peer[]; to?: Peer[] }[];
  egress?: { from?: Peer[]; to?: Peer[] }[];
}

/** The pods of everything that makes pods, by the name of what makes them. */
export function podTemplates(manifests: readonly Manifest[]): { name: string; template: PodTemplate }[] {
  return manifests.flatMap(({ metadata, spec }) => {
    const template = spec?.template as PodTemplate | undefined;
    return template?.spec?.containers ? [{ name: metadata.name, template }] : [];
  });
}

export function podTemplateOf(manifests: readonly Manifest[], name: string): PodTemplate | undefined {
  return podTemplates(manifests).find((one) => one.name === name)?.template;
}

export function containersOf({ spec }: PodTemplate): Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

/** Where a pod's containers find secrets as files. */
export function secretFiles(template: PodTemplate | undefined): string[] {
  return (template?.spec.volumes ?? []).flatMap(({ name, projected }) => {
    const [container] = template?.spec.containers ?? [];
    const mount = container?.volumeMounts?.find((one) => one.name === name);
    const items = projected?.sources.flatMap(({ secret }) => secret?.items ?? []) ?? [];
    return mount ? items.map(({ path }) => `${mount.mountPath}/${path}`) : [];
  });
}

/** Whether a pod with these labels is meant: only what is used here of selectors is known. */
export function isSelected(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  { metadata: { labels } }: Pick<PodTemplate, 'metadata'>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      if (operator !== 'In') throw new Error(`the operator ${operator} is not known here`);
      return values.includes(labels[key] ?? '');
    })
  );
}
