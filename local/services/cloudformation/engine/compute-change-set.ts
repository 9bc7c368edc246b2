// What a change set would change, worked out after the call that asks for it.

import { messageOf, ServiceError } from '../../../core/errors.ts'
import type { Desk } from '../../../core/service.ts'
import type { Source } from '../documents.ts'
import { type Documents, documentsOf } from '../machine/documents.ts'
import { isHealthy } from '../operations/update-stack.ts'
import type { ResourceTypes } from '../resources/resource-type.ts'
import { processSource, readDraft } from '../source.ts'
import type { ChangeSet, CloudFormationState } from '../state.ts'
import { changeSetComputed, changeSetStatus } from '../trail.ts'
import { emptyReason, planChanges } from './changes.ts'

/** Works out what the change set would change; its status tells when that is done. */
export const computeChangeSet = async (
  desk: Desk<CloudFormationState>,
  set: ChangeSet,
  types: ResourceTypes,
): Promise<void> => {
  const documents = documentsOf(desk)
  desk.record(changeSetStatus(set, 'CREATE_IN_PROGRESS'))
  try {
    const { reason, ...computed } = await contentOf(desk, set, types, documents)
    desk.record(
      changeSetComputed(set.StackId, { changeSetId: set.ChangeSetId, ...computed }),
      changeSetStatus(set, reason === undefined ? 'CREATE_COMPLETE' : 'FAILED', reason),
    )
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    desk.record(changeSetStatus(set, 'FAILED', messageOf(error)))
  }
}

/** Two starts have begun to compute it, and neither came to its end. */
export const giveUpChangeSet = (desk: Desk<CloudFormationState>, set: ChangeSet): void =>
  desk.record(
    changeSetStatus(set, 'FAILED', 'the local cloud was stopped twice while the change set was made; make it anew'),
  )

const contentOf = async (
  desk: Desk<CloudFormationState>,
  set: ChangeSet,
  types: ResourceTypes,
  documents: Documents,
) => {
  const draft = documents.get(set.draft)
  const identity = { stackName: set.StackName, stackId: set.StackId }
  const read = await readDraft(draft, desk, identity)
  const { capabilities = [], tags = [] } = set.request
  const source: Source = await processSource(read, {
    place: desk,
    stack: identity,
    types,
    capabilities,
    expands: false,
  })
  const stack = set.ChangeSetType === 'CREATE' ? undefined : desk.state.stacks.get(set.StackId)
  const { state } = desk
  const plan = planChanges({ place: desk, state, stack, identity, source, tags, types, documents })
  const empty = plan.changes.length === 0 && !plan.otherwise && (!stack || isHealthy(stack))
  const basis = stack?.settings.source
  return {
    executionStatus: empty ? 'UNAVAILABLE' : 'AVAILABLE',
    changes: documents.put(plan.changes),
    source: documents.put(source),
    ...(basis !== undefined && { basis }),
    ...(empty && { reason: emptyReason(read.transforms) }),
  }
}
