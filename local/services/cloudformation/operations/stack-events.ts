// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html

import { operation } from '../../../core/service.ts'
import { documentsOf } from '../machine/documents.ts'
import type { CloudFormationState } from '../state.ts'
import { onStack, page, stackNamed } from './find.ts'

export const describeStackEvents = operation<CloudFormationState>()({
  input: members => {
    const nextToken = members.optionalString('NextToken', { min: 1 })
    return { stackName: members.string('StackName', { min: 1 }), ...(nextToken !== undefined && { nextToken }) }
  },
  access: onStack('DescribeStackEvents'),
  perform: async (desk, { stackName, nextToken }) => {
    const documents = documentsOf(desk)
    const { events, hasSecrets } = stackNamed(desk.state, stackName)
    const { items, NextToken } = page([...events].reverse(), nextToken, 100)
    const StackEvents = items.map(({ properties, ...event }) => ({
      ...event,
      // Differs from AWS: a stack with NoEcho parameters shows no properties at all; AWS hides the values alone.
      ResourceProperties:
        properties === undefined || hasSecrets ? undefined : JSON.stringify(documents.get(properties)),
    }))
    return { StackEvents, NextToken }
  },
})
