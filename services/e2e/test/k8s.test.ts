import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ConfigSchema, readConfig } from '@samvad/core';
import { REPOSITORY } from '@samvad/infra';
import { type Test, test } from 'tap';
import { inherited, readStages } from '../src/images/dockerfile.js';
import { checkTypes } from '../src/k8s/check-types.js';
import {
  type Container,
  containersOf,
  isSelected,
  type NetworkPolicy,
  podTemplateOf,
  podTemplates,
  secretFiles,
} from '../src/k8s/pods.js';
import { cannotRender, k8sFolder, type Manifest, render } from '../src/k8s/render.js';

const skip = cannotRender();
const stages = readStages();
const ours = ['api', 'socket', 'media-worker', 'web', 'migrate'];
const overlays = readdirSync(join(k8sFolder, 'overlays'));
const components = readdirSync(join(k8sFolder, 'components'));
const rendered = new Map<string, Manifest[]>();

/** Each once: overlays, and the base with each component. */
function all(t: { testdir(): string }): Map<string, Manifest[]> {
  if (rendered.size > 0) return rendered;
  for (const name of overlays) rendered.set(`overlay ${name}`, render(join(k8sFolder, 'overlays', name)));
  const dir = t.testdir();
  for (const name of components) {
    const folder = join(dir, name);
    mkdirSync(folder, { recursive: true });
    const path = (of: string) => relative(folder, join(k8sFolder, of));
    const content = { resources: [path('base')], components: [path(`components/${name}`)] };
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(content));
    rendered.set(`component ${name}`, render(folder));
  }
  return rendered;
}

test('every overlay and component is right to the last field', { skip }, async (t) => {
  t.ok(overlays.length >= 2 && components.length >= 7);
  for (const [what, manifests] of all(t)) t.same(checkTypes(manifests), [], what);
});

test('a fault anywhere is found', { skip }, async (t) => {
  const manifests = render(join(k8sFolder, 'overlays', 'production'));
  const text = JSON.stringify(manifests);
  const faults: [string, string, string][] = [
    ['a misspelt probe', '"readinessProbe"', '"readinesProbe"'],
    ['a misspelt resource', '"resources":{"limits"', '"resorces":{"limits"'],
    ['a misspelt policy', '"podSelector"', '"podSelectors"'],
    ['a wrong type', '"maxUnavailable":1', '"maxUnavailable":[1]'],
    ['a kind that is none', '"kind":"Service"', '"kind":"Servise"'],
    ['a misspelt field of another project', '"instances":3', '"instance":3'],
  ];
  for (const [what, right, wrong] of faults) {
    t.ok(text.includes(right), `${what}: it is there`);
    t.not(checkTypes(JSON.parse(text.replace(right, wrong)) as Manifest[]).length, 0, what);
  }
});

test('all pods are as the restricted standard wants them, and are told what they may use', { skip }, async (t) => {
  for (const [what, manifests] of all(t)) {
    for (const { name, template } of podTemplates(manifests)) {
      const { securityContext, automountServiceAccountToken } = template.spec;
      t.match(securityContext, { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }, `${what}: ${name}`);
      t.equal(automountServiceAccountToken, false, `${what}: ${name} has no key to Kubernetes`);
      for (const container of containersOf(template)) {
        t.match(container.securityContext, {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        t.ok(container.resources?.requests?.memory && container.resources.limits?.memory, `${name}: ${container.name}`);
      }
    }
  }
});

test('images, commands, ports and probes are those of the code', { skip }, async (t) => {
  for (const [what, manifests] of all(t)) {
    for (const name of ours) {
      const template = podTemplateOf(manifests, name);
      if (!template) {
        t.fail(`${what} has no ${name}`);
        continue;
      }
      for (const container of containersOf(template)) {
        const target = /samvad-([a-z-]+)(:|$)/.exec(container.image)?.[1] ?? '';
        t.ok(stages.has(target), `${what}: ${container.image} is a target of the Dockerfile`);
        const program = container.args?.find((word) => word.endsWith('.js'));
        if (program) t.ok(existsSync(join(REPOSITORY, program)), program);
        const exposed = stages.get(target)?.exposes ?? [];
        for (const { containerPort } of container.ports ?? []) t.ok(exposed.includes(containerPort), `${name}'s port`);
        checkUser(t, template.spec.securityContext, inherited(stages, target, 'user'), `${what}: ${container.name}`);
      }
      const [main] = template.spec.containers as [Container];
      if (['api', 'socket', 'media-worker'].includes(name)) {
        t.equal(main.startupProbe?.httpGet?.path, '/health/ready');
        t.equal(main.readinessProbe?.httpGet?.path, '/health/ready');
        t.equal(main.livenessProbe?.httpGet?.path, '/health/live');
      }
    }
  }
});

function checkUser(t: Test, context: { runAsUser?: number } | undefined, user: string | undefined, what: string) {
  t.equal(`${context?.runAsUser}:${context?.runAsUser}`, user, `${what} runs as the image's user`);
}

test('settings are ones that there are, enough to start with, and every secret is mounted', { skip }, async (t) => {
  const known = Object.keys(ConfigSchema.properties);
  for (const [what, manifests] of all(t)) {
    const shared = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && /^samvad(-|$)/.test(metadata.name));
    for (const name of ['api', 'socket', 'media-worker', 'migrate']) {
      const template = podTemplateOf(manifests, name);
      const mounted = secretFiles(template);
      for (const { env = [] } of template ? containersOf(template) : []) {
        for (const { name: setting, value } of env) {
          t.ok(known.includes(setting.replace(/_FILE$/, '')), `${what}: ${name}: ${setting} is a setting`);
          if (setting.endsWith('_FILE')) t.ok(mounted.includes(value ?? ''), `${what}: ${name}: ${value} is mounted`);
        }
      }
    }
    const secret = 'x'.repeat(32);
    const config = readConfig({ ...shared?.data, DATABASE_URL: 'x', JWT_SECRET: secret, NODE_NAME: 'socket-0' });
    for (const setting of Object.keys(shared?.data ?? {})) t.ok(known.includes(setting), `${what}: ${setting}`);
    t.ok(config.S3_BUCKET || config.MEDIA_DIR, `${what}: there is a place for media`);
    for (const name of ['api', 'socket', 'media-worker']) {
      const spec = podTemplateOf(manifests, name)?.spec;
      const preStop = spec?.containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0;
      // 25 s: after which a node gives a drain up, `stopDeadline` in services/core/src/run-node.ts.
      const needed = preStop + Math.max(config.DRAIN_SECONDS + 5, 25);
      t.ok((spec?.terminationGracePeriodSeconds ?? 0) > needed, `${what}: ${name} has time to drain`);
    }
  }
});

test('what names another object names one that there is', { skip }, async (t) => {
  for (const [what, manifests] of all(t)) {
    const has = (kind: string, name: string) =>
      manifests.some((one) => one.kind === kind && one.metadata.name === name);
    const templates = podTemplates(manifests);
    for (const { kind, metadata, spec = {} } of manifests) {
      const target = spec.scaleTargetRef as { kind: string; name: string } | undefined;
      if (target) t.ok(has(target.kind, target.name), `${what}: ${kind} ${metadata.name}`);
      if (kind === 'Service') {
        const selects = templates.some(({ template }) => isSelected({ matchLabels: spec.selector as never }, template));
        t.ok(selects, `${what}: Service ${metadata.name} finds pods`);
      }
      if (kind === 'PodDisruptionBudget' || kind === 'PodMonitor') {
        t.ok(
          templates.some(({ template }) => isSelected(spec.selector as never, template)),
          `${what}: ${kind} ${metadata.name} finds pods`,
        );
      }
    }
    const scalers = manifests
      .filter(({ spec }) => spec?.scaleTargetRef)
      .map(({ spec }) => JSON.stringify(spec?.scaleTargetRef));
    t.equal(new Set(scalers).size, scalers.length, `${what}: nothing has two autoscalers`);
  }
});

test('the network lets through the arrows of the design, each at both ends, and no others', { skip }, async (t) => {
  const manifests = render(join(k8sFolder, 'overlays', 'production'));
  const policies = manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ spec }) => spec as unknown as NetworkPolicy);
  t.ok(
    policies.some(({ podSelector, policyTypes, ingress, egress }) => {
      return Object.keys(podSelector).length === 0 && policyTypes.length === 2 && !ingress && !egress;
    }),
    'what is not allowed is denied',
  );
  const pods = [
    ...podTemplates(manifests).map(({ name, template }) => ({ name, template })),
    // Made by its operator.
    { name: 'postgres', template: { metadata: { labels: { 'cnpg.io/cluster': 'samvad-postgres' } } } },
  ];
  const allows = (from: (typeof pods)[0], to: (typeof pods)[0], direction: 'ingress' | 'egress') => {
    const [subject, peer] = direction === 'ingress' ? [to, from] : [from, to];
    return policies
      .filter(({ podSelector, policyTypes }) => {
        return (
          policyTypes.includes(direction === 'ingress' ? 'Ingress' : 'Egress') &&
          isSelected(podSelector, subject.template)
        );
      })
      .flatMap((policy) => (direction === 'ingress' ? policy.ingress : policy.egress) ?? [])
      .flatMap((rule) => rule.from ?? rule.to ?? [])
      .some(
        ({ podSelector, namespaceSelector }) =>
          podSelector && !namespaceSelector && isSelected(podSelector, peer.template),
      );
  };
  const arrows = pods.flatMap((from) =>
    pods
      .filter((to) => allows(from, to, 'egress') && allows(from, to, 'ingress'))
      .map((to) => `${from.name} → ${to.name}`),
  );
  t.same(arrows.sort(), [
    'api → postgres',
    'api → redis',
    'media-worker → postgres',
    'media-worker → redis',
    'migrate → postgres',
    'postgres → postgres',
    'socket → postgres',
    'socket → redis',
    'web → api',
    'web → socket',
  ]);
  const oneSided = pods.flatMap((from) =>
    pods
      .filter((to) => allows(from, to, 'egress') !== allows(from, to, 'ingress'))
      .map((to) => `${from.name} → ${to.name}`),
  );
  t.same(oneSided, [], 'no arrow is allowed at one end only');
});
