// DescribeStackResources, DescribeStackResource and ListStackResources.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html

import { WholeList } from '../../../core/pages.ts'
import { operation } from '../../../core/service.ts'
import { documentsOf } from '../machine/documents.ts'
import { invalid } from '../source.ts'
import type { CloudFormationState, Stack, StackResource } from '../state.ts'
import { onStack, stackOf } from './find.ts'

export const describeStackResources = operation<CloudFormationState>()({
  input: members => {
    const stackName = members.optionalString('StackName', { min: 1 })
    const physicalId = members.optionalString('PhysicalResourceId')
    if (stackName === undefined && physicalId === undefined)
      throw invalid('Either StackName or PhysicalResourceId must be specified')
    return {
      ...(stackName !== undefined && { stackName }),
      physicalId,
      logicalId: members.optionalString('LogicalResourceId'),
    }
  },
  access: onStack('DescribeStackResources'),
  decide: (state, { stackName, physicalId, logicalId }) => {
    const stack = stackName === undefined ? holderOf(state, physicalId ?? '') : stackOf(state, stackName)
    const StackResources = [...stack.resources.values()]
      .filter(resource => logicalId === undefined || resource.LogicalResourceId === logicalId)
      .map(resource => ({ ...described(stack, resource), Timestamp: resource.Timestamp }))
    return { output: { StackResources } }
  },
})

const holderOf = (state: CloudFormationState, physicalId: string): Stack => {
  const holder = [...state.stacks.values()].find(({ resources }) =>
    [...resources.values()].some(resource => resource.PhysicalResourceId === physicalId),
  )
  if (!holder) throw invalid(`Stack for ${physicalId} does not exist`)
  return holder
}

const described = (stack: Stack, resource: StackResource): Readonly<Record<string, unknown>> => ({
  StackName: stack.StackName,
  StackId: stack.StackId,
  ...summary(resource),
})

const summary = (resource: StackResource): Readonly<Record<string, unknown>> => ({
  LogicalResourceId: resource.LogicalResourceId,
  PhysicalResourceId: resource.PhysicalResourceId,
  ResourceType: resource.ResourceType,
  ResourceStatus: resource.ResourceStatus,
  ResourceStatusReason: resource.ResourceStatusReason,
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
})

export const describeStackResource = operation<CloudFormationState>()({
  input: members => ({
    stackName: members.string('StackName', { min: 1 }),
    logicalId: members.string('LogicalResourceId'),
  }),
  access: onStack('DescribeStackResource'),
  perform: async (desk, { stackName, logicalId }) => {
    const stack = stackOf(desk.state, stackName)
    const resource = stack.resources.get(logicalId)
    if (!resource) throw invalid(`Resource ${logicalId} does not exist for stack ${stack.StackName}`)
    const { source } = stack.settings
    const template = source === undefined ? undefined : documentsOf(desk).get(source).template
    const metadata = template?.Resources[logicalId]?.Metadata
    return {
      StackResourceDetail: {
        ...described(stack, resource),
        LastUpdatedTimestamp: resource.Timestamp,
        Metadata: metadata === undefined ? undefined : JSON.stringify(metadata),
      },
    }
  },
})

export const listStackResources = operation<CloudFormationState>()({
  input: members => ({ stackName: members.string('StackName', { min: 1 }) }),
  access: onStack('ListStackResources'),
  decide: (state, { stackName }) => {
    const shown = (resource: StackResource) => ({
      ...summary(resource),
      LastUpdatedTimestamp: resource.Timestamp,
    })
    const resources = [...stackOf(state, stackName).resources.values()]
    return {
      output: { StackResourceSummaries: WholeList.of(resources, shown, ({ LogicalResourceId }) => LogicalResourceId) },
    }
  },
})
