// `aws sts get-caller-identity`
import { type Command, readArguments } from './command.ts'
import { printOutput } from './output.ts'
import { queryCall } from './query-call.ts'

export const getCallerIdentity: Command = async (args, surroundings) => {
  const given = readArguments(args, [])
  const answer = await queryCall('sts', 'GetCallerIdentity', '2011-06-15', {}, given, surroundings)
  const { UserId, Account, Arn } = { ...answer }
  printOutput({ UserId, Account, Arn }, given, surroundings)
}
