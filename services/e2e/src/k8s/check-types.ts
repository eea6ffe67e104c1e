import { join } from 'node:path';
import { REPOSITORY } from '@samvad/infra';
import ts from 'typescript';
import type { Manifest } from './render.js';

/** Which package describes the objects of a group. */
const packages: [RegExp, string][] = [
  [/^postgresql\.cnpg\.io\//, '@kubernetes-models/cloudnative-pg'],
  [/^keda\.sh\//, '@kubernetes-models/keda'],
  [/^monitoring\.coreos\.com\//, '@kubernetes-models/prometheus-operator'],
  [/^gateway\.networking\.k8s\.io\//, '@kubernetes-models/gateway-api'],
  [/^cert-manager\.io\//, '@kubernetes-models/cert-manager'],
  [/./, 'kubernetes-models'],
];

/**
 * Holds manifests against the published schemas of their kinds, as TypeScript knows them: a field that does not exist is as
 * much a fault as one that is missing or of the wrong type, at any depth.
 *
 * @returns a line for each fault
 */
export function checkTypes(manifests: readonly Manifest[]): string[] {
  const file = join(REPOSITORY, 'services/e2e/manifests-that-are-checked.ts');
  const source = manifests.map(declaration).join('\n');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile.call(host, name, ...rest);
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.readFile = (name) => (name === file ? source : readFile.call(host, name));
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map((diagnostic) => {
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
    return `${source.split('\n')[line]?.slice(0, 60)}…: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
  });
}

/** A manifest as a constant of its kind's type, on one line. */
function declaration({ ...manifest }: Manifest, index: number): string {
  const { apiVersion, kind } = manifest;
  const [, from] = packages.find(([group]) => group.test(apiVersion)) ?? [];
  const path = `${from}/${apiVersion.includes('/') ? apiVersion : `${apiVersion}`}/${kind}`;
  return `export const ${kind}_${manifest.metadata.name.replaceAll(/\W/g, '_')}_${index}: import('${path}').I${kind} = ${JSON.stringify(manifest)};`;
}
