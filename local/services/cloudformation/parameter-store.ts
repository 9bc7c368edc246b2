// The values of template parameters that name a parameter of Parameter Store, read as whoever deploys.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html

import type { Principal } from '../../core/principal.ts'
import type { Desk } from '../../core/service.ts'
import { invalid, type LookUp } from './source.ts'
import type { CloudFormationState } from './state.ts'

interface Answer {
  readonly Parameters: readonly (Readonly<Record<'Name' | 'Type' | 'Value', string>> & { readonly Selector?: string })[]
  readonly InvalidParameters: readonly string[]
}

/** @throws ServiceError ValidationError naming every parameter that is not there or is a secret; AccessDenied */
export const lookUp =
  (desk: Desk<CloudFormationState>, principal: () => Principal): LookUp =>
  async names => {
    const context = { 'aws:CalledVia': ['cloudformation.amazonaws.com'] }
    const answers: Answer[] = []
    for (let at = 0; at < names.length; at += AT_A_TIME) {
      const Names = names.slice(at, at + AT_A_TIME)
      answers.push(await desk.call<Answer>(principal(), 'ssm', 'GetParameters', { Names }, { context }))
    }
    const missing = answers.flatMap(({ InvalidParameters }) => InvalidParameters)
    if (missing.length > 0)
      throw invalid(`Unable to fetch parameters [${missing.join(',')}] from parameter store for this account.`)
    const found = answers.flatMap(({ Parameters }) => Parameters)
    const secret = found.filter(({ Type }) => Type === 'SecureString').map(({ Name }) => Name)
    if (secret.length > 0)
      throw invalid(
        `Parameters [${secret.join(',')}] referenced by template have types not supported by CloudFormation.`,
      )
    return new Map(found.map(({ Name, Selector = '', Value }) => [Name + Selector, Value]))
  }

const AT_A_TIME = 10
