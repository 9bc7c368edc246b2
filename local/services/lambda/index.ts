// AWS Lambda: functions from zips that run in processes of their own, invoked at once or from a queue.

import type { Place } from '../../core/arn.ts'
import { inPages } from '../../core/pages.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import type { Service } from '../../core/service.ts'
import { RESERVED_TAG_KEY } from '../../core/tags.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { CLOUD_TRAIL } from './cloud-trail.ts'
import { evolve } from './evolve.ts'
import { LATEST } from './lookup.ts'
import { away, resumeQueue, workOnQueue } from './machine/async-queue.ts'
import { endLeftSandboxes, workshopOf } from './machine/workshop.ts'
import { referenceIn } from './names.ts'
import * as aliases from './operations/aliases.ts'
import { CreateFunction } from './operations/create-function.ts'
import { DeleteFunction } from './operations/delete-function.ts'
import * as eventInvokeConfig from './operations/event-invoke-config.ts'
import { GetFunction, GetFunctionConfiguration, ListFunctions } from './operations/get-function.ts'
import { Invoke } from './operations/invoke.ts'
import { AddPermission, document, GetPolicy, RemovePermission } from './operations/permissions.ts'
import * as reservedConcurrency from './operations/reserved-concurrency.ts'
import * as tags from './operations/tags.ts'
import { UpdateFunctionCode, UpdateFunctionConfiguration } from './operations/update-function.ts'
import { ListVersionsByFunction, PublishVersion } from './operations/versions.ts'
import { LISTS, RULE } from './paging.ts'
import { routes } from './routes.ts'
import { files, initial, keeps, type LambdaState } from './state.ts'

export const lambda: Service<LambdaState> = {
  signingName: 'lambda',
  protocol: 'rest-json',
  isGlobal: false,
  // A zip of 50 MB in base64. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  bodyLimit: 70 * MEGABYTE,
  accessDeniedError: 'AccessDeniedException',
  validationError: 'ValidationException',
  source: 'aws.lambda',
  cloudTrail: CLOUD_TRAIL,
  routes,
  initial,
  evolve,
  files,
  keeps,
  operations: inPages(
    {
      CreateFunction,
      GetFunction,
      GetFunctionConfiguration,
      ListFunctions,
      UpdateFunctionCode,
      UpdateFunctionConfiguration,
      DeleteFunction,
      PublishVersion,
      ListVersionsByFunction,
      ...aliases,
      AddPermission,
      RemovePermission,
      GetPolicy,
      Invoke,
      ...eventInvokeConfig,
      ...reservedConcurrency,
      ...tags,
    },
    LISTS,
    RULE,
  ),
  resourcePolicy: policyOf,
  tagRules: {
    refusals: {
      'too many': ['InvalidParameterValueException', 'Number of tags exceeds resource tag limit.'],
      'too many together': ['InvalidParameterValueException', 'Number of tags exceeds resource tag limit.'],
      // Unverified: AWS's words.
      'reserved key': ['InvalidParameterValueException', RESERVED_TAG_KEY],
      'key length': ['InvalidParameterValueException', 'A tag key has 1 to 128 characters.'],
      'value length': ['InvalidParameterValueException', 'A tag value has at most 256 characters.'],
      'key characters': ['InvalidParameterValueException', 'A tag key has characters that are not allowed.'],
      'removed key': ['InvalidParameterValueException', 'A tag key is not valid.'],
      'value characters': ['InvalidParameterValueException', 'A tag value has characters that are not allowed.'],
    },
  },
  resourceTags: (state, arn, place) => state.functions.get(referenceIn(place, arn)?.name ?? '')?.tags,
  away,
  work: {
    begin: (event, desk) => {
      if (event.source !== 'aws.lambda') return undefined
      retireOldCode(event.resources[0], desk)
      return workOnQueue(event, desk)
    },
    resume: async (desk, mayGoOn) => {
      endLeftSandboxes(desk)
      await resumeQueue(desk, mayGoOn)
    },
  },
}

function policyOf(state: LambdaState, arn: string, place: Place): PolicyDocument | undefined {
  const reference = referenceIn(place, arn)
  const policy = reference && state.functions.get(reference.name)?.policies.get(reference.qualifier ?? LATEST)
  return policy && document(policy)
}

/** Sandboxes of a revision that is no more end. */
const retireOldCode = (arn: string | undefined, desk: Parameters<typeof workshopOf>[0]): void => {
  const reference = arn === undefined ? undefined : referenceIn(desk, arn)
  if (reference) workshopOf(desk).sandboxes.retire(reference.name)
}
