// Systems Manager, as far as Parameter Store goes.

import type { Service } from '../../core/service.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { evolve } from './evolve.ts'
import { others } from './operations/describe.ts'
import { reads } from './operations/get.ts'
import { putParameter } from './operations/put.ts'
import { tagging } from './operations/tags.ts'
import { listsInPages } from './pages.ts'
import { initial, type SsmState } from './state.ts'

export const ssm: Service<SsmState> = {
  signingName: 'ssm',
  protocol: 'json-1.1',
  isGlobal: false,
  bodyLimit: 2 * MEGABYTE,
  accessDeniedError: 'AccessDeniedException',
  validationError: 'ValidationException',
  target: 'AmazonSSM',
  source: 'aws.ssm',
  cloudTrail: {
    dataEvents: [],
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-cloudtrail-logs.html
    readOnly: ['GetParameter', 'GetParameters', 'GetParametersByPath', 'GetParameterHistory'],
    hidden: ['value'],
    maps: [],
  },
  initial,
  evolve,
  files: state => filesOf(state).map(file => `values/${file}`),
  keeps: state => {
    const named = new Set(filesOf(state))
    return { values: name => named.has(name) }
  },
  operations: listsInPages({ PutParameter: putParameter, ...reads, ...others, ...tagging }),
  tagRules: {
    // Unverified: the words.
    refusals: {
      'too many together': ['TooManyTagsError', 'The Targets parameter includes too many tags.'],
    },
  },
  resourceTags: ({ parameters }, arn) => [...parameters.values()].find(({ ARN }) => ARN === arn)?.tags,
}

const filesOf = ({ parameters }: SsmState): readonly string[] =>
  [...parameters.values()].flatMap(({ versions }) => versions.map(({ file }) => file))
