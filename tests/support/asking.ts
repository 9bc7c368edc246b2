// What tests of policies ask: may this principal do that under these policies, and by which.

import type { PolicyDocument, PolicyStatement } from '../../local/core/policy.ts'
import type { Principal } from '../../local/core/principal.ts'
import { evaluate, type Policies } from '../../local/policy/evaluate.ts'

export const account = '111122223333'
export const ana = {
  kind: 'user',
  arn: `arn:aws:iam::${account}:user/ana`,
  userName: 'ana',
  userId: 'AIDATESTTESTTESTTESTA',
} as const satisfies Principal
export const session = {
  kind: 'session',
  arn: `arn:aws:sts::${account}:assumed-role/Deployer/s1`,
  roleArn: `arn:aws:iam::${account}:role/Deployer`,
  roleId: 'AROATESTTESTTESTTESTT',
  sessionName: 's1',
} as const satisfies Principal
export const events: Principal = {
  kind: 'service',
  service: 'events.amazonaws.com',
  sourceArn: 'arn:aws:events:us-east-1:1:rule/r',
}

export const document = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: '2012-10-17', Statement })
export const named = (...statements: PolicyStatement[]) => [{ name: 'p', document: document(...statements) }]
export const allow = (rest: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  ...rest,
})
export const deny = (rest: Partial<PolicyStatement> = {}): PolicyStatement => ({ ...allow(rest), Effect: 'Deny' })

export const ask = (
  policies: Partial<Policies>,
  request: {
    principal?: Principal
    action?: string
    resource?: string
    values?: Record<string, string | string[]>
  } = {},
): string => {
  const values = new Map(
    Object.entries(request.values ?? {}).map(([key, value]) => [key.toLowerCase(), [value].flat()]),
  )
  const verdict = evaluate(
    request.principal ?? ana,
    { action: request.action ?? 's3:GetObject', resource: request.resource ?? 'arn:aws:s3:::b/k', values },
    { identity: [], ...policies },
  )
  if (verdict.allowed) return `allowed by ${verdict.by}`
  if ('cannotEvaluate' in verdict) return `cannot evaluate ${verdict.cannotEvaluate}`
  return `${verdict.explicit ? 'explicit' : 'implicit'} deny: ${verdict.in}`
}

export const IDENTITY = 'allowed by identity-based policy'
export const RESOURCE = 'allowed by resource-based policy'
export const NO_IDENTITY = 'implicit deny: identity-based policy'
