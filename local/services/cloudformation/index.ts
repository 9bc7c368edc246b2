// AWS CloudFormation: makes, changes and deletes stacks of resources through the other services' own APIs.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html

import type { ServiceEvent } from '../../core/event.ts'
import { inPages } from '../../core/pages.ts'
import type { Desk, MayGoOn, Service } from '../../core/service.ts'
import { RESERVED_TAG_KEY } from '../../core/tags.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { computeChangeSet, giveUpChangeSet } from './engine/compute-change-set.ts'
import { carryOn, giveUp, operationId, takeUp } from './engine/engine.ts'
import { wakeUp } from './engine/wait.ts'
import { documentIds } from './evolution/document-ids.ts'
import { evolve } from './evolve.ts'
import { documentsOf } from './machine/documents.ts'
import { deleteChangeSet, describeChangeSet, executeChangeSet, listChangeSets } from './operations/change-sets.ts'
import { createChangeSet } from './operations/create-change-set.ts'
import { createStack } from './operations/create-stack.ts'
import { deleteStack } from './operations/delete-stack.ts'
import { describeStacks, listStacks } from './operations/describe-stacks.ts'
import { listExports, listImports } from './operations/exports.ts'
import { tagsOfStack } from './operations/find.ts'
import { LISTS, RULE } from './operations/pages.ts'
import {
  cancelUpdateStack,
  continueUpdateRollback,
  rollbackStack,
  updateTerminationProtection,
} from './operations/rollback.ts'
import { describeStackEvents } from './operations/stack-events.ts'
import { describeStackResource, describeStackResources, listStackResources } from './operations/stack-resources.ts'
import { getTemplate, getTemplateSummary, validateTemplate } from './operations/templates.ts'
import { updateStack } from './operations/update-stack.ts'
import { resourceTypes } from './resources/index.ts'
import type { ResourceTypes } from './resources/resource-type.ts'
import { type CloudFormationState, initialState } from './state.ts'
import { of, SOURCE } from './trail.ts'

/** The service over a table of resource types; tests bring their own. */
export const cloudFormationOver = (types: ResourceTypes): Service<CloudFormationState> => ({
  signingName: 'cloudformation',
  protocol: 'query',
  isGlobal: false,
  bodyLimit: 2 * MEGABYTE,
  accessDeniedError: 'AccessDenied',
  version: '2010-05-15',
  namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  unsigned: [],
  source: SOURCE,
  cloudTrail: {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-api-logging-cloudtrail.html
    dataEvents: [],
    readOnly: [],
    // Templates and the values of parameters are on no record.
    hidden: ['templateBody', 'parameters.parameterValue'],
    maps: [],
  },
  validationError: 'ValidationError',
  passedOver: {
    'CreateChangeSet.IncludeNestedStacks': 'there are no nested stacks: their type is refused',
    // Differs from AWS: a resource with a name that exists is not imported into the stack.
    'CreateChangeSet.ImportExistingResources': 'what exists is refused by its name when the change set is executed',
  },
  initial: initialState,
  evolve,
  files: state => documentIds(state).map(id => `documents/${id}`),
  keeps: state => {
    const named = new Set<string>(documentIds(state))
    return { documents: name => named.has(name) }
  },
  operations: inPages(
    {
      CreateStack: createStack(types),
      UpdateStack: updateStack(types),
      DeleteStack: deleteStack,
      DescribeStacks: describeStacks,
      ListStacks: listStacks,
      DescribeStackEvents: describeStackEvents,
      DescribeStackResource: describeStackResource,
      DescribeStackResources: describeStackResources,
      ListStackResources: listStackResources,
      GetTemplate: getTemplate,
      GetTemplateSummary: getTemplateSummary,
      ValidateTemplate: validateTemplate,
      CreateChangeSet: createChangeSet(types),
      DescribeChangeSet: describeChangeSet,
      ExecuteChangeSet: executeChangeSet,
      DeleteChangeSet: deleteChangeSet,
      ListChangeSets: listChangeSets,
      ListExports: listExports,
      ListImports: listImports,
      CancelUpdateStack: cancelUpdateStack,
      ContinueUpdateRollback: continueUpdateRollback,
      RollbackStack: rollbackStack,
      UpdateTerminationProtection: updateTerminationProtection,
    },
    LISTS,
    RULE,
  ),
  tagRules: {
    shortestValue: 1,
    refusals: { 'reserved key': ['ValidationError', RESERVED_TAG_KEY] },
  },
  resourceTags: tagsOfStack,
  work: {
    begin: (event, desk) => begin(event, desk, types),
    resume: (desk, mayGoOn) => resume(desk, mayGoOn, types),
  },
})

export const cloudformation = cloudFormationOver(resourceTypes)

const begin = (
  event: ServiceEvent,
  desk: Desk<CloudFormationState>,
  types: ResourceTypes,
): Promise<void> | undefined => {
  if (event.source !== SOURCE) wakeUp()
  const change = of(event)
  switch (change?.name) {
    case 'CreateStack':
    case 'UpdateStack':
    case 'DeleteStack':
    case 'ExecuteChangeSet':
    case 'RollbackStack':
    case 'ContinueUpdateRollback': {
      const { stackId } = change.data
      return afterAnswer(() => carryOn(desk, stackId, types, documentsOf(desk)))
    }
    case 'CreateChangeSet': {
      const set = desk.state.changeSets.get(change.data.changeSetId)
      return set && afterAnswer(() => computeChangeSet(desk, set, types))
    }
    default:
      return undefined
  }
}

/** The caller hears the stack's id before the first event that bears it. */
const afterAnswer = (then: () => Promise<void>): Promise<void> =>
  new Promise<void>(resolve => setImmediate(resolve)).then(then)

const resume = async (desk: Desk<CloudFormationState>, mayGoOn: MayGoOn, types: ResourceTypes): Promise<void> => {
  const documents = documentsOf(desk)
  const unfinished = [...desk.state.stacks.values()].filter(
    ({ StackStatus }) => StackStatus.endsWith('_IN_PROGRESS') && StackStatus !== 'REVIEW_IN_PROGRESS',
  )
  const sets = [...desk.state.changeSets.values()].filter(set => /^CREATE_(PENDING|IN_PROGRESS)$/.test(set.Status))
  const allowed = mayGoOn([...unfinished.map(operationId), ...sets.map(({ ChangeSetId }) => ChangeSetId)])
  for (const stack of unfinished) (allowed.has(operationId(stack)) ? takeUp : giveUp)(desk, stack)
  await Promise.all([
    ...unfinished.map(stack => carryOn(desk, stack.StackId, types, documents)),
    ...sets.map(set =>
      allowed.has(set.ChangeSetId) ? computeChangeSet(desk, set, types) : giveUpChangeSet(desk, set),
    ),
  ])
}
