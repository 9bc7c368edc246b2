// The `aws` of the build image, for machines without the AWS CLI: the few commands that a serverless buildspec needs, and a clear no to all others.
import { type Command, CommandError, type Surroundings } from './command.ts'

/** Loaded when they are asked for: a build waits for each start of this program. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  'cloudformation deploy': async () => (await import('./cloudformation/deploy.ts')).deploy,
  'cloudformation describe-stacks': async () => (await import('./cloudformation/describe-stacks.ts')).describeStacks,
  'cloudformation package': async () => (await import('./package.ts')).packageTemplate,
  'lambda update-function-code': async () => (await import('./lambda.ts')).updateFunctionCode,
  's3 cp': async () => (await import('./s3/copy.ts')).copy,
  's3 ls': async () => (await import('./s3/list.ts')).list,
  's3 rm': async () => (await import('./s3/remove.ts')).remove,
  's3 sync': async () => (await import('./s3/sync.ts')).sync,
  's3api put-object': async () => (await import('./put-object.ts')).putObject,
  'sts get-caller-identity': async () => (await import('./sts.ts')).getCallerIdentity,
}

const find = async (service: string, operation: string): Promise<Command | undefined> =>
  (await commands[`${service} ${operation}`]?.()) ?? (await import('./json-call.ts')).jsonCall(service, operation)

/** The exit codes of the AWS CLI: 252 for a command that is not understood, 254 for what AWS refused, 255 for other errors. */
export const aws = async (argv: readonly string[], surroundings: Surroundings): Promise<number> => {
  const [service = '', operation = '', ...rest] = argv
  if (service === '--version') {
    surroundings.print(`aws-cli/2.0.0 (built into the local build image) Node.js/${process.versions.node}\n`)
    return 0
  }
  try {
    const command = await find(service, operation)
    if (!command) throw await unknown(`${service} ${operation}`.trim())
    await command(rest, surroundings)
    return 0
  } catch (error) {
    surroundings.complain(`\n${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof CommandError ? error.exitCode : 255
  }
}

const unknown = async (name: string): Promise<CommandError> => {
  const { JSON_CALLS } = await import('./json-call.ts')
  const has = [...Object.keys(commands), ...Object.keys(JSON_CALLS)].sort().join(', ')
  return new CommandError(
    `aws: '${name}' is not part of the aws command of the local build image, which has ${has}; install the AWS CLI on this machine to have everything`,
    252,
  )
}
