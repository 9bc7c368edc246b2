// Resource policies: which services may write to the account's log groups. A rule of EventBridge writes through one of these.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
import { arnOf, type Place } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import { WholeList } from '../../../core/pages.ts'
import type { PolicyDocument } from '../../../core/policy.ts'
import { operation } from '../../../core/service.ts'
import { RESOURCE_WORDS, readOrRefuse } from '../../../policy/grammar/words.ts'
import { documentOf } from '../../../policy/parsed.ts'
import { invalid } from '../names.ts'
import type { LogsState, ResourcePolicy } from '../state.ts'
import { changed } from '../trail.ts'

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const MOST = 10
const LONGEST = 5120

const arnOfPolicy = (place: Place, name: string): string => arnOf(place, 'logs', `resource-policy:${name}`)

/** Unverified: AWS's words for what is wrong with a document. @throws ServiceError InvalidParameterException */
const readPolicy = (text: string): PolicyDocument =>
  readOrRefuse(
    text,
    { principal: 'required', resource: 'required', action: action => /^logs:/i.test(action) },
    RESOURCE_WORDS,
    message => invalid(message),
  )

const PutResourcePolicy = operation<LogsState>()({
  input: members => {
    const policyDocument = members.string('policyDocument', { min: 1, max: LONGEST })
    readPolicy(policyDocument)
    return { policyName: members.string('policyName', { min: 1 }), policyDocument }
  },
  access: () => [{ action: 'logs:PutResourcePolicy', resource: '*' }],
  decide: (state, { policyName, policyDocument }, scope) => {
    if (!state.policies.has(policyName) && state.policies.size >= MOST)
      throw new ServiceError('LimitExceededException', 'Resource limit exceeded.')
    const resourcePolicy: ResourcePolicy = { policyName, policyDocument, lastUpdatedTime: scope.now.getTime() }
    return {
      output: { resourcePolicy },
      facts: [changed('PutResourcePolicy', arnOfPolicy(scope, policyName), resourcePolicy)],
    }
  },
})

const DescribeResourcePolicies = operation<LogsState>()({
  input: () => ({}),
  access: () => [{ action: 'logs:DescribeResourcePolicies', resource: '*' }],
  decide: state => ({
    output: {
      resourcePolicies: WholeList.of(
        [...state.policies.values()],
        policy => policy,
        ({ policyName }) => policyName,
      ),
    },
  }),
})

const DeleteResourcePolicy = operation<LogsState>()({
  input: members => ({ policyName: members.string('policyName', { min: 1 }) }),
  access: () => [{ action: 'logs:DeleteResourcePolicy', resource: '*' }],
  decide: (state, { policyName }, scope) => {
    if (!state.policies.has(policyName))
      throw new ServiceError('ResourceNotFoundException', `Policy with name [${policyName}] does not exist.`)
    return { output: {}, facts: [changed('DeleteResourcePolicy', arnOfPolicy(scope, policyName), { policyName })] }
  },
})

/** All statements of the account: each says which groups it is about. */
export const policyOfGroups = ({ policies }: LogsState): PolicyDocument | undefined => {
  if (policies.size === 0) return undefined
  const documents = [...policies.values()].map(policy => documentOf(policy, policy.policyDocument))
  return { Version: '2012-10-17', Statement: documents.flatMap(({ Statement }) => Statement) }
}

export const resourcePolicies = { PutResourcePolicy, DescribeResourcePolicies, DeleteResourcePolicy }
