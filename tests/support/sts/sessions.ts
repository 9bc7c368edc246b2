// What the tests of STS share.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock } from '../../../local/core/clock.ts'
import type { Principal } from '../../../local/core/principal.ts'
import type { Credentials } from '../../../local/core/service.ts'
import { openIssuer } from '../../../local/credentials.ts'
import { Runtime } from '../../../local/kernel/runtime.ts'
import { iamSecurity } from '../../../local/security.ts'
import { iam } from '../../../local/services/iam/index.ts'
import { administratorOf } from '../../../local/services/iam/state.ts'
import { sts } from '../../../local/services/sts/index.ts'

export const openSts = (): void => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sts-'))
    runtime = new Runtime({
      services: [iam, sts],
      stateFolder: folder,
      clock: new ManualClock(),
      security: iamSecurity(openIssuer(folder)),
    })
    runtime.start()
  })
  afterEach(async () => {
    await runtime.stop()
    rmSync(folder, { recursive: true, force: true })
  })
}

export const ACCOUNT = '000000000000'
export const administrator = administratorOf({ account: ACCOUNT, region: 'us-east-1' })
export const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
export const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
export const allow = (Action: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
})

export let folder: string
export let runtime: Runtime

export type Json = Readonly<Record<string, unknown>>

export const call = async <Output = Json>(
  operation: string,
  input: Json = {},
  by: Principal = administrator,
  service = 'iam',
): Promise<Output> => (await runtime.call(by, service, operation, input)) as Output

export const EVERYTHING = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']

export const makeRole = async (RoleName: string, trust: object = {}, more: Json = {}): Promise<string> => {
  const whom = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: EVERYTHING, ...trust }
  const { Role } = await call<{ Role: { RoleId: string } }>('CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: document(whom),
    ...more,
  })
  await call('PutRolePolicy', { RoleName, PolicyName: 'all', PolicyDocument: document(allow('*')) })
  return Role.RoleId
}

export interface Assumed {
  readonly Credentials: Credentials
  readonly AssumedRoleUser: { readonly AssumedRoleId: string; readonly Arn: string }
  readonly PackedPolicySize?: number
  readonly SourceIdentity?: string
}

export const assume = (name: string, more: Json = {}, by?: Principal): Promise<Assumed> =>
  call<Assumed>('AssumeRole', { RoleArn: roleArn(name), RoleSessionName: 'one', ...more }, by, 'sts')

export const sessionOf = async (name: string, more: Json = {}, by?: Principal): Promise<Principal> => {
  const { Credentials } = await assume(name, more, by)
  const found = runtime.security.identify(Credentials.AccessKeyId, Credentials.SessionToken)
  if (!found) throw new Error('the keys belong to nobody')
  return found.principal
}

export const refusedWith = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) })

export const outcome = async (operation: string, by: Principal): Promise<string> => {
  try {
    await call(operation, {}, by)
    return 'allowed'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
