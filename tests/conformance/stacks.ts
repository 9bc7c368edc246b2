// Stacks of log groups, as the conformance suite makes and removes them.

import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteStackCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { type Account, until } from './account.ts'

export const template = (resources: object, more: object = {}): string =>
  JSON.stringify({ Resources: resources, ...more })

export const stacksOf = (account: Account) => {
  const cloudformation = () => account.client(CloudFormationClient)

  const group = (name: string, days = 1) => ({
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: `/conformance/${account.name(name)}`, RetentionInDays: days },
  })

  const create = (what: string, TemplateBody: string, more: Partial<CreateStackCommandInput> = {}) =>
    cloudformation().send(new CreateStackCommand({ StackName: account.name(what), TemplateBody, ...more }))

  const describe = async (StackName: string): Promise<Stack> => {
    const { Stacks } = await cloudformation().send(new DescribeStacksCommand({ StackName }))
    return Stacks?.[0] as Stack
  }

  const settled = (StackName: string): Promise<Stack> =>
    until(
      () => describe(StackName),
      ({ StackStatus }) => !StackStatus?.endsWith('_IN_PROGRESS') || StackStatus === 'REVIEW_IN_PROGRESS',
    )

  /** A stack that is there and settled. */
  const makeStack = async (what: string, body: string): Promise<Stack> => {
    const { StackId = '' } = await create(what, body)
    account.later(async () => {
      await cloudformation().send(new DeleteStackCommand({ StackName: StackId }))
      await settled(StackId)
    })
    return await settled(StackId)
  }

  return { cloudformation, group, create, describe, settled, makeStack }
}
