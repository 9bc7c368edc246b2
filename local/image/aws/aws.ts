// The `aws` of the build image, for machines without the AWS CLI: the few commands that a serverless buildspec needs, and a clear no to all others.
import { type Command, CommandError, type Surroundings } from './command.ts'
import { packageTemplate } from './package.ts'
import { putObject } from './put-object.ts'
import { copyObject } from './s3-copy.ts'
import { getCallerIdentity } from './sts.ts'

const commands: Readonly<Record<string, Command>> = {
  'cloudformation package': packageTemplate,
  's3 cp': copyObject,
  's3api put-object': putObject,
  'sts get-caller-identity': getCallerIdentity,
}

/** The exit codes of the AWS CLI: 252 for a command that is not understood, 254 for what AWS refused, 255 for other errors. */
export const aws = async (argv: readonly string[], surroundings: Surroundings): Promise<number> => {
  const [service = '', operation = '', ...rest] = argv
  if (service === '--version') {
    surroundings.print(`aws-cli/2.0.0 (built into the local build image) Node.js/${process.versions.node}\n`)
    return 0
  }
  try {
    const command = commands[`${service} ${operation}`]
    if (!command) throw unknown(`${service} ${operation}`.trim())
    await command(rest, surroundings)
    return 0
  } catch (error) {
    surroundings.complain(`\n${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof CommandError ? error.exitCode : 255
  }
}

const unknown = (name: string): CommandError =>
  new CommandError(
    `aws: '${name}' is not part of the aws command of the local build image, which has ${Object.keys(commands).join(', ')}; install the AWS CLI on this machine to have everything`,
    252,
  )
