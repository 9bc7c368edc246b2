// AWS's words for what is wrong with a policy: IAM's own for identity-based policies, and those that trust policies and the policies of resources share.

import { ServiceError } from '../../core/errors.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import type { PolicyRules, Problem, ProblemKind } from './problems.ts'
import { readPolicy } from './read.ts'

/** AWS names one problem: the first of the first kind in the table. */
export type Words = Partial<Record<ProblemKind, string | ((problem: Problem) => string)>>

/** @throws what `refuse` makes of AWS's words */
export const readOrRefuse = (
  text: string,
  rules: PolicyRules,
  words: Words,
  refuse: (message: string, problem: Problem) => Error,
): PolicyDocument => {
  const reading = readPolicy(text, rules)
  if ('document' in reading) return reading.document
  const problem = mostTelling(reading.problems, words)
  const said = words[problem.kind] ?? `${problem.at}: ${problem.given} is not valid here (${problem.kind})`
  throw refuse(typeof said === 'string' ? said : said(problem), problem)
}

const mostTelling = (problems: readonly Problem[], words: Words): Problem => {
  const order = Object.keys(words)
  const [first] = problems.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  if (!first) throw new Error('a policy without a problem was refused')
  return first
}

const SYNTAX = 'Syntax errors in policy.'

const IDENTITY_WORDS: Words = {
  json: SYNTAX,
  syntax: SYNTAX,
  'no-statement': SYNTAX,
  effect: SYNTAX,
  version: SYNTAX,
  'principal-forbidden': 'Policy document should not specify a principal.',
  'old-version': 'Policy document must be version 2012-10-17 or greater.',
  unparsable: 'The policy failed legacy parsing',
  'sid-twice': 'Statement IDs (SID) in a single policy must be unique.',
  'sid-characters':
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  'no-action': 'Policy statement must contain actions.',
  'no-resource': 'Policy statement must contain resources.',
  'resource-format': ({ given }) => `Resource ${given} must be in ARN format or "*".`,
  'resource-partition': ({ given }) => partitionWords(given),
  'resource-service': 'Resource vendor must be fully qualified and cannot contain regexes.',
  'resource-region': ({ given }) =>
    given.startsWith('arn:aws:iam:')
      ? `IAM resource ${given} cannot contain region information.`
      : `Resource ${given} can not contain region information.`,
  'resource-iam-path':
    'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
  'action-without-service': 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  'action-colons': 'Actions/Condition can contain only one colon.',
  'action-service': ({ given }) => `Vendor ${given.split(':')[0] ?? ''} is not valid`,
}

/** IAM shows the ARN that it made of what was given. */
const partitionWords = (resource: string): string => {
  const [, partition = '', ...rest] = resource.split(':')
  const known = rest.length === 1 && rest[0] === '' ? [] : rest
  const filled = [...known.slice(0, 3), ...Array<string>(Math.max(3 - known.length, 0)).fill('*')]
  const path = known.length > 3 ? known.slice(3).join(':') : '*'
  return `Partition "${partition}" is not valid for resource "arn:${partition}:${filled.join(':')}:${path}".`
}

/** An inline, managed or session policy. @throws ServiceError MalformedPolicyDocument */
export const readIdentityPolicy = (text: string, rules: Pick<PolicyRules, 'newVersionOnly'> = {}): PolicyDocument =>
  readOrRefuse(
    text,
    { principal: 'forbidden', resource: 'required', sid: /^[0-9A-Za-z]*$/, ...rules },
    IDENTITY_WORDS,
    message => new ServiceError('MalformedPolicyDocument', message),
  )

/** Unverified: which words AWS uses where several things are wrong. */
export const RESOURCE_WORDS: Words = {
  json: 'This policy contains invalid Json',
  version: 'The policy must contain a valid version string',
  'no-statement': ({ given }) =>
    given === '[]' ? 'Could not parse the policy: Statement is empty!' : 'Missing required field Statement',
  syntax: 'Syntax error in policy.',
  effect: ({ given }) => (given === 'nothing' ? 'Missing required field Effect' : `Invalid effect: ${given}`),
  unparsable: ({ at, given }) =>
    at.endsWith('.Effect') ? `Invalid effect: ${given}` : 'The policy failed legacy parsing',
  'not-principal': 'Allow with NotPrincipal is not allowed.',
  'no-principal': 'Missing required field Principal',
  'principal-empty': 'Missing required field Principal cannot be empty!',
  'principal-invalid': ({ given }) => `Invalid principal in policy: ${given}`,
  'no-action': 'Missing required field Action',
  'action-without-service': 'Policy has invalid action',
  'action-colons': 'Policy has invalid action',
  'action-service': 'Policy has invalid action',
  'action-out-of-scope': 'Policy has invalid action',
  'no-resource': 'Missing required field Resource',
  'resource-format': 'Policy has invalid resource',
  'resource-partition': 'Policy has invalid resource',
  'resource-service': 'Policy has invalid resource',
  'resource-region': 'Policy has invalid resource',
  'resource-iam-path': 'Policy has invalid resource',
  'resource-out-of-scope': 'Policy has invalid resource',
  'sid-twice': 'The Statement Ids in the policy are not unique',
}

const NOT_ASSUMING = 'AssumeRole policy may only specify STS AssumeRole actions.'

const TRUST_WORDS: Words = {
  ...RESOURCE_WORDS,
  'not-principal': ({ given }) =>
    given === 'Allow'
      ? 'Allow with NotPrincipal is not allowed.'
      : 'AssumeRole policy must not contain NotPrincipal field.',
  'action-without-service': NOT_ASSUMING,
  'action-colons': NOT_ASSUMING,
  'action-service': NOT_ASSUMING,
  'action-out-of-scope': NOT_ASSUMING,
  'resource-forbidden': ({ given }) =>
    given === 'Resource' ? 'Has prohibited field Resource' : 'AssumeRole policy must not contain resources.',
}

const ASSUMING =
  /^sts:(AssumeRole|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|TagSession|SetSourceIdentity|SetContext)$/i

/** Who may assume a role. @throws ServiceError MalformedPolicyDocument */
export const readTrustPolicy = (text: string): PolicyDocument =>
  readOrRefuse(
    text,
    { principal: 'required', resource: 'forbidden', action: action => ASSUMING.test(action) },
    TRUST_WORDS,
    message => new ServiceError('MalformedPolicyDocument', message),
  )
