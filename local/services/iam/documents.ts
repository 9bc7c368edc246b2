// Policy documents as they arrive (JSON text) and as IAM gives them back (JSON text, percent-encoded).

import { ServiceError } from '../../core/errors.ts'
import { isRecord } from '../../core/members.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import { NotEvaluable } from '../../policy/conditions.ts'
import { statementsOf } from '../../policy/statements.ts'

export type DocumentUse = 'identity' | 'trust'

const malformed = (message: string): ServiceError => new ServiceError('MalformedPolicyDocument', message, 400)

/** @throws ServiceError MalformedPolicyDocument, also for what cannot be evaluated, by name */
export const readDocument = (text: string, use: DocumentUse): PolicyDocument => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed('This policy contains invalid Json')
  }
  if (!isDocument(value)) throw malformed('Syntax errors in policy.')
  for (const statement of [value.Statement].flat()) {
    if (!statement.Action && !statement.NotAction) throw malformed('Policy statement must contain actions.')
    if (use === 'identity' && !statement.Resource && !statement.NotResource)
      throw malformed('Policy statement must contain resources.')
    if (use === 'identity' && (statement.Principal || statement.NotPrincipal))
      throw malformed('Policy document should not specify a principal.')
    if (use === 'trust' && (statement.Resource || statement.NotResource))
      throw malformed('Has prohibited field Resource')
    if (use === 'trust' && !statement.Principal && !statement.NotPrincipal)
      throw malformed('AssumeRolepolicy contained an invalid principal: the Principal element is missing')
  }
  try {
    statementsOf(value)
  } catch (error) {
    if (error instanceof NotEvaluable) throw malformed(`The local cloud cannot evaluate ${error.message}.`)
    throw error
  }
  return value
}

export const encodeDocument = (document: PolicyDocument): string => encodeURIComponent(JSON.stringify(document))

const isDocument = (value: unknown): value is PolicyDocument =>
  isRecord(value) &&
  [value.Statement].flat().length > 0 &&
  [value.Statement]
    .flat()
    .every(statement => isRecord(statement) && (statement.Effect === 'Allow' || statement.Effect === 'Deny'))
