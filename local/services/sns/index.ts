// SNS: topics whose messages land in a local outbox and invoke functions.

import { inPages } from '../../core/pages.ts'
import type { Service } from '../../core/service.ts'
import { RESERVED_TAG_KEY } from '../../core/tags.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { evolve } from './evolve.ts'
import { deliver, deliverAgain } from './machine/deliver.ts'
import { topicOfLetter } from './machine/outbox.ts'
import { publish } from './operations/publish.ts'
import { subscriptions } from './operations/subscriptions.ts'
import { topics } from './operations/topics.ts'
import { LISTS, RULE } from './pages.ts'
import { policyOf } from './policy.ts'
import { initial, type SnsState } from './state.ts'

export const sns: Service<SnsState> = {
  signingName: 'sns',
  protocol: 'query',
  isGlobal: false,
  bodyLimit: 2 * MEGABYTE,
  version: '2010-03-31',
  namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  unsigned: [],
  source: 'aws.sns',
  cloudTrail: {
    // https://docs.aws.amazon.com/sns/latest/dg/logging-using-cloudtrail.html
    dataEvents: ['Publish'],
    readOnly: [],
    hidden: [],
    maps: ['attributes'],
  },
  // https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
  accessDeniedError: 'AuthorizationError',
  validationError: 'InvalidParameter',
  passedOver: { 'Subscribe.ReturnSubscriptionArn': 'it is returned anyway: no subscription waits for a confirmation' },
  initial,
  evolve,
  keeps: state => {
    const names = new Set([...state.topics.keys()].map(arn => arn.split(':')[5] ?? ''))
    return { outbox: letter => names.has(topicOfLetter(letter)) }
  },
  work: { begin: deliver, resume: deliverAgain },
  operations: inPages({ ...topics, ...subscriptions, ...publish }, LISTS, RULE),
  tagRules: {
    // What breaks a length answers as any parameter of SNS. Recorded on AWS by a public emulator's suite: duplicates, and too many.
    refusals: {
      'duplicate key': ['InvalidParameter', 'Invalid parameter: Duplicated keys are not allowed.'],
      'reserved key': ['InvalidParameter', `Invalid parameter: Tag Reason: ${RESERVED_TAG_KEY}`],
      'too many': ['TagLimitExceeded', 'Could not complete request: tag quota of per resource exceeded'],
      'too many together': ['TagLimitExceeded', 'Could not complete request: tag quota of per resource exceeded'],
    },
  },
  resourceTags: (state, arn) => state.topics.get(arn)?.tags,
  resourcePolicy: (state, arn) => {
    const topic = state.topics.get(arn)
    return topic && policyOf(topic)
  },
}
