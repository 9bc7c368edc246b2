// DescribeChangeSet, ExecuteChangeSet, DeleteChangeSet and ListChangeSets.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html

import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { WholeList } from '../../../core/pages.ts'
import type { Access } from '../../../core/policy.ts'
import { operation, type Scope } from '../../../core/service.ts'
import type { Change, Source } from '../documents.ts'
import { documentsOf } from '../machine/documents.ts'
import { shownParameters } from '../source.ts'
import { type ChangeSet, type CloudFormationState, type DocumentId, HIDDEN, type Request } from '../state.ts'
import { changeSetDeleted, changeSetStatus, stackRequested, stackStatus } from '../trail.ts'
import { access, changeSetOf, findChangeSet, isExecuted, onStack, stackOf, stackResource } from './find.ts'
import { CLIENT_TOKEN } from './stack-input.ts'

interface Named {
  readonly changeSetName: string
  readonly stackName: string | undefined
}

const named = (members: Members): Named => ({
  changeSetName: members.string('ChangeSetName', { min: 1, max: 1600 }),
  stackName: members.optionalString('StackName', { min: 1 }),
})

/** Policies see the stack, and the change set's name as a condition key. */
const onChangeSet =
  (action: string) =>
  <Input extends Named>(
    { changeSetName, stackName }: Input,
    scope: Scope,
    state: CloudFormationState,
  ): readonly Access[] => {
    const set = findChangeSet(state, changeSetName, stackName)
    const name = set?.ChangeSetName ?? changeSetName.split('/')[1] ?? changeSetName
    return [
      access(action, stackResource(state, scope, set?.StackId ?? stackName), { 'cloudformation:ChangeSetName': name }),
    ]
  }

export const describeChangeSet = operation<CloudFormationState>()({
  input: members => ({
    ...named(members),
    includePropertyValues: members.boolean('IncludePropertyValues'),
  }),
  access: onChangeSet('DescribeChangeSet'),
  perform: async (desk, { changeSetName, stackName, includePropertyValues }) => {
    const set = changeSetOf(desk.state, changeSetName, stackName)
    const documents = documentsOf(desk)
    const changes = set.changes === undefined ? [] : documents.get(set.changes)
    const source = set.source === undefined ? undefined : documents.get(set.source)
    const parameters = source && shownParameters(source)
    // Differs from AWS: with NoEcho parameters no values are shown; AWS hides the values of those alone.
    const hidden =
      desk.state.stacks.get(set.StackId)?.hasSecrets ||
      parameters?.some(({ ParameterValue }) => ParameterValue === HIDDEN)
    return {
      ...summary(set),
      ...(parameters && parameters.length > 0 && { Parameters: parameters }),
      NotificationARNs: [],
      RollbackConfiguration: {},
      Capabilities: set.request.capabilities,
      ...(set.request.tags && set.request.tags.length > 0 && { Tags: set.request.tags }),
      Changes: changes.map(change => ({
        Type: 'Resource',
        ResourceChange: changeInWords(change, includePropertyValues && !hidden),
      })),
      OnStackFailure: set.request.onFailure,
    }
  },
})

const summary = (set: ChangeSet): Readonly<Record<string, unknown>> => ({
  StackId: set.StackId,
  StackName: set.StackName,
  ChangeSetId: set.ChangeSetId,
  ChangeSetName: set.ChangeSetName,
  ExecutionStatus: set.ExecutionStatus,
  Status: set.Status,
  StatusReason: set.StatusReason,
  CreationTime: set.CreationTime,
  Description: set.Description,
  IncludeNestedStacks: false,
})

const changeInWords = (change: Change, values: boolean): Readonly<Record<string, unknown>> => ({
  Action: change.action,
  LogicalResourceId: change.logicalId,
  PhysicalResourceId: change.physicalId,
  ResourceType: change.type,
  Replacement: change.replacement,
  PolicyAction: change.policyAction,
  Scope: change.action === 'Modify' ? ['Properties'] : [],
  Details: change.changed.flatMap(detail => detailsOf(change, detail, values)),
  ...(values && {
    BeforeContext: change.before && JSON.stringify({ Properties: change.before }),
    AfterContext: change.after && JSON.stringify({ Properties: change.after }),
  }),
})

/** A change by a parameter is told by the parameter, and as one of the template that is found out when it is carried out. */
const detailsOf = (change: Change, { name, recreates }: Change['changed'][number], values: boolean) => {
  const Target = {
    Attribute: 'Properties',
    Name: name,
    RequiresRecreation: recreates ? 'Always' : 'Never',
    ...(values && {
      Path: `/Properties/${name}`,
      BeforeValue: valueText(change.before?.[name]),
      AfterValue: valueText(change.after?.[name]),
    }),
  }
  const causes = change.causes?.[name] ?? []
  return [
    ...causes.map(({ source, entity }) => ({
      Target,
      Evaluation: source === 'ParameterReference' ? 'Static' : 'Dynamic',
      ChangeSource: source,
      CausingEntity: entity,
    })),
    ...(causes.some(({ source }) => source !== 'ParameterReference')
      ? []
      : [{ Target, Evaluation: causes.length > 0 ? 'Dynamic' : 'Static', ChangeSource: 'DirectModification' }]),
  ]
}

const valueText = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value)

export const executeChangeSet = operation<CloudFormationState>()({
  input: members => ({
    ...named(members),
    token: members.optionalString('ClientRequestToken', { min: 1, max: 128, pattern: CLIENT_TOKEN }),
    disableRollback: members.boolean('DisableRollback'),
  }),
  access: onChangeSet('ExecuteChangeSet'),
  perform: async (desk, { changeSetName, stackName, token, disableRollback }, { principal, answer }) => {
    const set = changeSetOf(desk.state, changeSetName, stackName)
    const source = documentsOf(desk).get(availableSource(set, desk.state))
    const request: Request = {
      ...set.request,
      principal,
      changeSetId: set.ChangeSetId,
      parameters: shownParameters(source),
      ...(set.source !== undefined && { source: set.source }),
      ...(source.template.Description !== undefined && { description: source.template.Description }),
      ...(token !== undefined && { clientRequestToken: token }),
      ...(disableRollback && { onFailure: 'DO_NOTHING' }),
    }
    const status = set.ChangeSetType === 'CREATE' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS'
    return answer({}, stackRequested(set.StackId, request), stackStatus(set.StackId, status, 'User Initiated', token))
  },
})

/** @throws ServiceError InvalidChangeSetStatus */
/** What it deploys. @throws ServiceError InvalidChangeSetStatus */
const availableSource = (set: ChangeSet, state: CloudFormationState): DocumentId<Source> => {
  const refused = (why: string) => new ServiceError('InvalidChangeSetStatus', why)
  const stack = stackOf(state, set.StackId)
  if (set.ExecutionStatus !== 'AVAILABLE' || set.Status !== 'CREATE_COMPLETE' || set.source === undefined)
    throw refused(
      `ChangeSet [${set.ChangeSetId}] cannot be executed in its current status of [${set.Status}] and execution status of [${set.ExecutionStatus}]`,
    )
  if (set.ChangeSetType === 'UPDATE' && stack.settings.source !== set.basis)
    throw refused(`ChangeSet [${set.ChangeSetId}] is obsolete: the stack was changed since it was created`)
  if (stack.StackStatus.endsWith('_IN_PROGRESS') && stack.StackStatus !== 'REVIEW_IN_PROGRESS')
    throw refused(`ChangeSet [${set.ChangeSetId}] cannot be executed while the stack is in ${stack.StackStatus} state`)
  return set.source
}

export const deleteChangeSet = operation<CloudFormationState>()({
  input: named,
  access: onChangeSet('DeleteChangeSet'),
  // Deleting what is not there is no error, as long as the stack is there.
  decide: (state, { changeSetName, stackName }) => {
    const set = findChangeSet(state, changeSetName, stackName)
    if (!set && stackName !== undefined) stackOf(state, stackName)
    if (!set) return { output: {} }
    if (/IN_PROGRESS|PENDING/.test(set.Status) || set.ExecutionStatus === 'EXECUTE_IN_PROGRESS')
      throw new ServiceError(
        'InvalidChangeSetStatus',
        `ChangeSet [${set.ChangeSetId}] cannot be deleted in status ${set.Status}`,
      )
    return {
      output: {},
      facts: [changeSetStatus(set, 'DELETE_COMPLETE'), changeSetDeleted(set.StackId, set.ChangeSetId)],
    }
  },
})

export const listChangeSets = operation<CloudFormationState>()({
  input: members => ({ stackName: members.string('StackName', { min: 1 }) }),
  access: onStack('ListChangeSets'),
  decide: (state, { stackName }) => {
    const { StackId } = stackOf(state, stackName)
    const sets = [...state.changeSets.values()].filter(set => set.StackId === StackId && !isExecuted(set))
    return { output: { Summaries: WholeList.of(sets, summary, ({ ChangeSetId }) => ChangeSetId) } }
  },
})
