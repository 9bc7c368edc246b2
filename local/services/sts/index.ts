// Security Token Service: who am I, and temporary credentials for a role.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html

import { principalId, principalName } from '../../core/principal.ts'
import { operation, type Service } from '../../core/service.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { AssumeRole } from './operations/assume-role.ts'
import type { StsState } from './state.ts'

const GetCallerIdentity = operation<StsState>()({
  input: () => ({}),
  access: () => 'open',
  decide: (_, __, { principal, account }) => ({
    output: { Account: account, Arn: principalName(principal), UserId: principalId(principal) },
  }),
})

export const sts: Service<StsState> = {
  signingName: 'sts',
  protocol: 'query',
  isGlobal: true,
  bodyLimit: 2 * MEGABYTE,
  accessDeniedError: 'AccessDenied',
  version: '2011-06-15',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  source: 'aws.sts',
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
  cloudTrail: {
    dataEvents: [],
    readOnly: ['AssumeRole'],
    hidden: ['credentials.secretAccessKey'],
    maps: [],
  },
  validationError: 'ValidationError',
  unsigned: ['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  initial: () => ({}),
  evolve: () => {},
  tagRules: {
    ignoresCase: true,
    refusals: {
      'duplicate key': [
        'InvalidParameterValue',
        'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      ],
      // Unverified: AWS's words.
      'reserved key': ['InvalidParameterValue', 'Tag keys that begin with aws: are reserved.'],
    },
  },
  resourceTags: () => undefined,
  operations: { GetCallerIdentity, AssumeRole },
}
