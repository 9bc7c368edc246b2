// Variables of a build whose values other services keep: where each is found.
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager
import type { EnvironmentVariable } from '../state.ts'

/** Names of variables, each with the parameter's name or the secret's reference. */
export interface SecretVariables {
  readonly parameters: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
}

interface Asking {
  readonly environment: { readonly environmentVariables: readonly EnvironmentVariable[] }
}

/** What the project says is stronger than what the buildspec says, whatever keeps the value. */
export const secretVariables = (buildspec: SecretVariables, { environment }: Asking): SecretVariables => {
  const own = environment.environmentVariables
  const names = new Set(own.map(({ name }) => name))
  const rest = (of: Readonly<Record<string, string>>) => Object.entries(of).filter(([name]) => !names.has(name))
  const typed = (type: EnvironmentVariable['type']) =>
    own.filter(variable => variable.type === type).map(({ name, value }) => [name, value] as const)
  return {
    parameters: Object.fromEntries([...rest(buildspec.parameters), ...typed('PARAMETER_STORE')]),
    secrets: Object.fromEntries([...rest(buildspec.secrets), ...typed('SECRETS_MANAGER')]),
  }
}

export interface SecretReference {
  readonly secretId: string
  readonly jsonKey?: string
  readonly versionStage?: string
  readonly versionId?: string
}

/** `secret-id:json-key:version-stage:version-id`, all but the first optional; the ID may be an ARN, which has colons of its own. */
export const secretReference = (text: string): SecretReference => {
  const [, secretId = text, rest = ''] = /^(arn:(?:[^:]*:){5}[^:]*|[^:]*)(?::(.*))?$/.exec(text) ?? []
  const [jsonKey, versionStage, versionId] = rest.split(':')
  return {
    secretId,
    ...(jsonKey ? { jsonKey } : {}),
    ...(versionStage ? { versionStage } : {}),
    ...(versionId ? { versionId } : {}),
  }
}

/** Undefined when the secret is no JSON object with the key. */
export const jsonValue = (text: string, key: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    const found =
      typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key) : undefined
    return found && (typeof found[1] === 'string' ? found[1] : JSON.stringify(found[1]))
  } catch {
    return undefined
  }
}

export type Keeper = 'parameter-store' | 'secrets-manager'

/** The codes that AWS's phase contexts have. */
export const KEEPERS: Readonly<
  Record<Keeper, { readonly code: string; readonly service: string; readonly signingName: string }>
> = {
  'parameter-store': { code: 'Decrypted Variables Error', service: 'AWS Systems Manager', signingName: 'ssm' },
  'secrets-manager': { code: 'Secrets Manager Error', service: 'AWS Secrets Manager', signingName: 'secretsmanager' },
}

/** For a keeper that is not among the services of the local cloud. */
export const lacksKeeper = (keeper: Keeper): string =>
  `${keeper} needs ${KEEPERS[keeper].service}, which is not part of the local cloud; use env.variables, or PLAINTEXT on the project`

/** What nobody can give, as far as it is known before a build. */
export const lackingKeepers = (
  { parameters, secrets }: SecretVariables,
  services: ReadonlySet<string>,
): readonly string[] => {
  const used: readonly [Keeper, object][] = [
    ['parameter-store', parameters],
    ['secrets-manager', secrets],
  ]
  return used
    .filter(([keeper, wanted]) => Object.keys(wanted).length > 0 && !services.has(KEEPERS[keeper].signingName))
    .map(([keeper]) => `buildspec.yml: env.${lacksKeeper(keeper)}`)
}
