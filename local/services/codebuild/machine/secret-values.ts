// The values of a build's variables that Systems Manager and Secrets Manager keep, read as the build's role.

import { ServiceError } from '../../../core/errors.ts'
import type { Principal } from '../../../core/principal.ts'
import type { Desk } from '../../../core/service.ts'
import { PhaseFailure } from '../build/phase-failure.ts'
import {
  jsonValue,
  KEEPERS,
  type Keeper,
  lacksKeeper,
  type SecretVariables,
  secretReference,
} from '../build/secret-variables.ts'

type Caller = Pick<Desk<unknown>, 'call'>

/** By variable. @throws PhaseFailure what is not there, or may not be read */
export const secretValues = async (
  desk: Caller,
  role: Principal,
  { parameters, secrets }: SecretVariables,
): Promise<Readonly<Record<string, string>>> => ({
  ...(await parameterValues(desk, role, parameters)),
  ...(await secretStrings(desk, role, secrets)),
})

const AT_ONCE = 10

interface Parameter {
  readonly Name?: string
  readonly Value?: string
  /** `:3` or `:label`, when it was asked for with one. */
  readonly Selector?: string
  readonly ARN?: string
}

const parameterValues = async (desk: Caller, role: Principal, wanted: SecretVariables['parameters']) => {
  const names = [...new Set(Object.values(wanted))]
  const found = new Map<string, string>()
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const input = { Names: names.slice(at, at + AT_ONCE), WithDecryption: true }
    const { Parameters = [] } = await asked('parameter-store', () =>
      desk.call<{ Parameters?: readonly Parameter[] }>(role, 'ssm', 'GetParameters', input),
    )
    for (const { Name = '', Value = '', Selector = '', ARN = '' } of Parameters)
      for (const name of [Name, ARN]) found.set(name + Selector, Value)
  }
  const missing = names.find(name => !found.has(name))
  if (missing !== undefined) throw failure('parameter-store', `parameter does not exist: ${missing}`)
  return Object.fromEntries(Object.entries(wanted).map(([variable, name]) => [variable, found.get(name) ?? '']))
}

const secretStrings = async (desk: Caller, role: Principal, wanted: SecretVariables['secrets']) => {
  const values: Record<string, string> = {}
  for (const [variable, text] of Object.entries(wanted)) {
    const { secretId, jsonKey, versionStage, versionId } = secretReference(text)
    const input = {
      SecretId: secretId,
      ...(versionStage === undefined ? {} : { VersionStage: versionStage }),
      ...(versionId === undefined ? {} : { VersionId: versionId }),
    }
    const { SecretString = '' } = await asked('secrets-manager', () =>
      desk.call<{ SecretString?: string }>(role, 'secretsmanager', 'GetSecretValue', input),
    )
    const value = jsonKey === undefined ? SecretString : jsonValue(SecretString, jsonKey)
    if (value === undefined) throw failure('secrets-manager', `the secret ${secretId} has no JSON key ${jsonKey}`)
    values[variable] = value
  }
  return values
}

const failure = (keeper: Keeper, message: string): PhaseFailure => new PhaseFailure(KEEPERS[keeper].code, message)

const asked = async <Output>(keeper: Keeper, call: () => Promise<Output>): Promise<Output> => {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    if (error.status === 501) throw failure(keeper, lacksKeeper(keeper))
    throw failure(keeper, `${error.code}: ${error.message}`)
  }
}
