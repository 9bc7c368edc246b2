// The policy of a key: the grammar, whom it names, and that it lets somebody change it again.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html

import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import type { Desk, Scope } from '../../core/service.ts'
import { evaluate } from '../../policy/evaluate.ts'
import { namedIn } from '../../policy/grammar/read-principal.ts'
import { RESOURCE_WORDS, readOrRefuse, type Words } from '../../policy/grammar/words.ts'

const malformed = (message: string): ServiceError => new ServiceError('MalformedPolicyDocumentException', message)

const INVALID_PRINCIPAL = 'Policy contains a statement with one or more invalid principals.'
const WORDS: Words = { ...RESOURCE_WORDS, 'principal-invalid': INVALID_PRINCIPAL }

/** @throws ServiceError MalformedPolicyDocumentException, LimitExceededException */
export const readKeyPolicy = (text: string): PolicyDocument => {
  // Unverified: the words for a policy that is too large.
  if (Buffer.byteLength(text) > 32_768)
    throw new ServiceError('LimitExceededException', 'The key policy is larger than 32768 bytes.')
  return readOrRefuse(
    text,
    { principal: 'required', resource: 'required', action: action => /^(kms:|\*$)/i.test(action) },
    WORDS,
    malformed,
  )
}

/** "The only valid value is default." @throws ServiceError NotFoundException */
export const checkPolicyName = (members: Members): void => {
  if ((members.optionalString('PolicyName', { min: 1, max: 128 }) ?? 'default') !== 'default')
    throw new ServiceError('NotFoundException', 'No such policy exists')
}

/** @throws ServiceError MalformedPolicyDocumentException when a user or role is named that there is not */
export const checkNamed = (desk: Desk<unknown>, policy: PolicyDocument): void => {
  if (namedIn(policy, desk.account).some(arn => !desk.directory.isPrincipal(arn))) throw malformed(INVALID_PRINCIPAL)
}

/** The caller has to be able to put another policy afterwards. @throws ServiceError MalformedPolicyDocumentException */
export const checkLockout = (policy: PolicyDocument, arn: string, { principal, account }: Scope): void => {
  const who = principal.kind === 'session' ? principal.roleArn : principal.kind === 'user' ? principal.arn : ''
  const values = new Map([
    ['aws:principalarn', [who]],
    ['aws:principalaccount', [account]],
    ['kms:calleraccount', [account]],
  ])
  const verdict = evaluate(
    principal,
    { action: 'kms:PutKeyPolicy', resource: arn, values },
    { identity: [], resource: policy, resourcePolicyDecides: true },
  )
  // A policy that leaves it to the account's own policies lets one of the account change it.
  const left = !verdict.allowed && 'in' in verdict && !verdict.explicit && verdict.in === 'identity-based policy'
  if (!verdict.allowed && !left)
    throw malformed('The new key policy will not allow you to update the key policy in the future.')
}
