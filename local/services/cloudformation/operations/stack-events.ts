// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html

import { newestFirst, WholeList } from '../../../core/pages.ts'
import { operation } from '../../../core/service.ts'
import { documentsOf } from '../machine/documents.ts'
import type { CloudFormationState, StackEvent } from '../state.ts'
import { onStack, stackNamed } from './find.ts'

export const describeStackEvents = operation<CloudFormationState>()({
  input: members => ({ stackName: members.string('StackName', { min: 1 }) }),
  access: onStack('DescribeStackEvents'),
  perform: async (desk, { stackName }) => {
    const documents = documentsOf(desk)
    const { events, hasSecrets } = stackNamed(desk.state, stackName)
    const shown = ({ properties, ...event }: StackEvent) => ({
      ...event,
      // Differs from AWS: a stack with NoEcho parameters shows no properties at all; AWS hides the values alone.
      ResourceProperties:
        properties === undefined || hasSecrets ? undefined : JSON.stringify(documents.get(properties)),
    })
    return { StackEvents: WholeList.of(newestFirst(events), shown, ({ EventId }) => EventId) }
  },
})
