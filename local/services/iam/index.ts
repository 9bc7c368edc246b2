// Identity and Access Management: who exists, and what each may do.

import { inPages } from '../../core/pages.ts'
import type { Service } from '../../core/service.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { evolve } from './evolve.ts'
import { roleWith, userWith } from './operations/named.ts'
import { policies } from './operations/policies.ts'
import { roles } from './operations/roles.ts'
import { users } from './operations/users.ts'
import { LISTS, RULE } from './pages.ts'
import { type IamState, initial } from './state.ts'

export const iam: Service<IamState> = {
  signingName: 'iam',
  protocol: 'query',
  isGlobal: true,
  bodyLimit: 2 * MEGABYTE,
  accessDeniedError: 'AccessDenied',
  version: '2010-05-08',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  unsigned: [],
  source: 'aws.iam',
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
  cloudTrail: { dataEvents: [], readOnly: [], hidden: ['accessKey.secretAccessKey'], maps: [] },
  validationError: 'ValidationError',
  initial,
  evolve,
  operations: inPages({ ...users, ...roles, ...policies }, LISTS, RULE),
  resourcePolicy: (state, arn) => roleWith(state, arn)?.trust,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules: keys keep their case and are compared without it.
  tagRules: {
    ignoresCase: true,
    refusals: {
      'duplicate key': ['InvalidInput', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'],
      // Unverified: AWS's words.
      'too many together': ['LimitExceeded', 'The number of tags has reached the maximum limit.', 409],
    },
  },
  resourceTags: (state, arn) =>
    Object.fromEntries((userWith(state, arn) ?? roleWith(state, arn) ?? state.policies.get(arn))?.tags ?? []),
}
