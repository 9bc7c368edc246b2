// CloudWatch Logs: groups are state, what is logged lies in files.
import type { Service } from '../../core/service.ts'
import { RESERVED_TAG_KEY } from '../../core/tags.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { evolve } from './evolve.ts'
import { fileName } from './machine/streams.ts'
import { tagsOfGroup } from './names.ts'
import { groups } from './operations/groups.ts'
import { policyOfGroups, resourcePolicies } from './operations/resource-policies.ts'
import { streams } from './operations/streams.ts'
import { listsInPages } from './pages.ts'
import { initialState, type LogsState } from './state.ts'

export const logs: Service<LogsState> = {
  signingName: 'logs',
  protocol: 'json-1.1',
  isGlobal: false,
  bodyLimit: 2 * MEGABYTE,
  accessDeniedError: 'AccessDeniedException',
  target: 'Logs_20140328',
  source: 'aws.logs',
  cloudTrail: {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/logging_cw_api_calls_cwl.html
    dataEvents: ['PutLogEvents'],
    readOnly: [],
    hidden: [],
    maps: ['tags'],
  },
  validationError: 'InvalidParameterException',
  passedOver: {
    'PutLogEvents.sequenceToken': 'CloudWatch Logs passes it over itself since 2023',
    'FilterLogEvents.interleaved': 'CloudWatch Logs passes it over itself: answers are always interleaved',
  },
  initial: initialState,
  evolve,
  keeps: state => {
    const named = new Set([...state.groups.keys()].map(fileName))
    return { groups: name => named.has(name) }
  },
  operations: listsInPages({ ...groups, ...streams, ...resourcePolicies }),
  tagRules: { refusals: { 'reserved key': ['InvalidParameterException', RESERVED_TAG_KEY] } },
  resourceTags: tagsOfGroup,
  resourcePolicy: policyOfGroups,
}
