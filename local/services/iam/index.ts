// Identity and Access Management: who exists, and what each may do.

import type { Service } from '../../core/service.ts'
import { policies } from './policies.ts'
import { roles } from './roles.ts'
import { evolve, type IamState, initial } from './state.ts'
import { users } from './users.ts'

export const iam: Service<IamState> = {
  signingName: 'iam',
  protocol: 'query',
  target: '2010-05-08',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  source: 'aws.iam',
  validationError: 'ValidationError',
  initial,
  evolve,
  operations: { ...users, ...roles, ...policies },
  resourcePolicy: (state, arn) => (kindOf(arn) === 'role' ? state.roles.get(nameOf(arn))?.trust : undefined),
  resourceTags: (state, arn) => {
    const tagged = {
      user: state.users.get(nameOf(arn)),
      role: state.roles.get(nameOf(arn)),
      policy: state.policies.get(arn),
    }
    return Object.fromEntries(tagged[kindOf(arn) ?? 'policy']?.tags ?? [])
  },
}

const kindOf = (arn: string) =>
  /^arn:aws:iam::\d*:(user|role|policy)\//.exec(arn)?.[1] as 'user' | 'role' | 'policy' | undefined

const nameOf = (arn: string): string => arn.split('/').at(-1) ?? ''
