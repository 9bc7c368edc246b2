// `aws cloudformation describe-stacks`
import { type Command, readArguments } from '../command.ts'
import { printOutput } from '../output.ts'
import { cloudformation } from './call.ts'

export const describeStacks: Command = async (args, surroundings) => {
  const given = readArguments(args, ['stack-name'])
  const name = given.options['stack-name']
  const { Stacks = [] } = await cloudformation(
    'DescribeStacks',
    name === undefined ? {} : { StackName: name },
    given,
    surroundings,
  )
  printOutput({ Stacks }, given, surroundings)
}
