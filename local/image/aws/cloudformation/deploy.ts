// `aws cloudformation deploy`: a change set is made, executed and waited for.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy.html

import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Arguments, type Command, CommandError, readArguments, required, type Surroundings } from '../command.ts'
import { DataMap } from '../python/data.ts'
import { loadTemplate } from '../python/load.ts'
import { members, type QueryInput } from '../query-call.ts'
import { targetOf } from '../signed-request.ts'
import { uploadPath } from '../upload.ts'
import { cloudformation } from './call.ts'

const OPTIONS = ['template-file', 'stack-name', 's3-bucket', 's3-prefix', 'kms-key-id', 'role-arn']
const FLAGS = [
  'no-execute-changeset',
  'no-fail-on-empty-changeset',
  'fail-on-empty-changeset',
  'disable-rollback',
  'force-upload',
]
const LISTS = ['parameter-overrides', 'capabilities', 'tags', 'notification-arns']

/** What may stand in a call itself. */
const LARGEST_BODY = 51_200

export const deploy: Command = async (args, surroundings) => {
  const given = readArguments(args, OPTIONS, FLAGS, LISTS)
  const StackName = required(given, 'stack-name')
  const file = resolve(surroundings.cwd, required(given, 'template-file'))
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`Invalid template path ${given.options['template-file']}`)
  })
  const call = (action: string, input: QueryInput) => cloudformation(action, input, given, surroundings)
  const isThere = await stackIsThere(call, StackName)
  const ChangeSetName = `awscli-cloudformation-package-deploy-${Date.now()}`
  surroundings.print('\nWaiting for changeset to be created..\n')
  const { Id } = await call('CreateChangeSet', {
    StackName,
    ChangeSetName,
    ChangeSetType: isThere ? 'UPDATE' : 'CREATE',
    Description: 'Created by AWS CLI',
    ...(await templateOf(file, text, given, surroundings)),
    ...parametersOf(text, given, isThere),
    ...members('Capabilities', given.lists.capabilities ?? []),
    ...members(
      'Tags',
      pairsOf(given.lists.tags ?? []).map(([Key, Value]) => ({ Key, Value })),
    ),
    ...members('NotificationARNs', given.lists['notification-arns'] ?? []),
    ...(given.options['role-arn'] === undefined ? {} : { RoleARN: given.options['role-arn'] }),
  })
  const changeSet = { StackName, ChangeSetName: String(Id ?? ChangeSetName) }
  if (!(await isMade(call, changeSet, given))) return surroundings.print(`\n${nothingToDo(StackName)}\n`)
  if (given.flags.has('no-execute-changeset'))
    return surroundings.print(
      `Changeset created successfully. Run the following command to review changes:\naws cloudformation describe-change-set --change-set-name ${changeSet.ChangeSetName}\n`,
    )
  surroundings.print('Waiting for stack create/update to complete\n')
  await call('ExecuteChangeSet', {
    ...changeSet,
    ...(given.flags.has('disable-rollback') ? { DisableRollback: 'true' } : {}),
  })
  await untilDone(call, StackName)
  surroundings.print(`Successfully created/updated stack - ${StackName}\n`)
}

type Call = (action: string, input: QueryInput) => Promise<Readonly<Record<string, unknown>>>

const statusOf = async (call: Call, StackName: string): Promise<string> => {
  const { Stacks } = await call('DescribeStacks', { StackName })
  const [stack] = Array.isArray(Stacks) ? Stacks : []
  return String(Object(stack).StackStatus ?? '')
}

/** A stack that only waits for its first change set is not there yet. */
const stackIsThere = async (call: Call, name: string): Promise<boolean> => {
  try {
    return (await statusOf(call, name)) !== 'REVIEW_IN_PROGRESS'
  } catch (error) {
    if (error instanceof CommandError && error.message.includes('does not exist')) return false
    throw error
  }
}

const templateOf = async (
  file: string,
  text: string,
  given: Arguments,
  surroundings: Surroundings,
): Promise<QueryInput> => {
  const { 's3-bucket': bucket, 's3-prefix': prefix, 'kms-key-id': kmsKeyId } = given.options
  if (bucket === undefined) {
    if (Buffer.byteLength(text) > LARGEST_BODY)
      throw new CommandError(
        'Templates with a size greater than 51,200 bytes must be deployed via an S3 Bucket. Please add the --s3-bucket parameter to your command. The local template will be copied to that S3 bucket and then deployed.',
      )
    return { TemplateBody: text }
  }
  const target = targetOf('s3', given, surroundings)
  const upload = {
    target,
    bucket,
    prefix,
    kmsKeyId,
    force: given.flags.has('force-upload'),
    complain: surroundings.complain,
  }
  return { TemplateURL: `${target.endpoint}/${bucket}/${await uploadPath(upload, file, false)}` }
}

/** What is not said keeps its value, in a stack that has one. */
const parametersOf = (text: string, { lists }: Arguments, isThere: boolean): QueryInput => {
  const template = loadTemplate(text)
  const section = template instanceof DataMap ? template.get('Parameters') : undefined
  const names = section instanceof DataMap ? [...section.entries.values()].map(({ key }) => String(key)) : []
  const overrides = new Map(pairsOf(lists['parameter-overrides'] ?? []))
  const parameters = names.flatMap((ParameterKey): QueryInput[] => {
    const ParameterValue = overrides.get(ParameterKey)
    if (ParameterValue !== undefined) return [{ ParameterKey, ParameterValue }]
    return isThere ? [{ ParameterKey, UsePreviousValue: 'true' }] : []
  })
  return members('Parameters', parameters)
}

/** `Key=Value`; the value may have more of them. */
const pairsOf = (texts: readonly string[]): readonly (readonly [string, string])[] =>
  texts.map(text => {
    const equals = text.indexOf('=')
    if (equals < 1)
      throw new CommandError(
        `['${text}'] value passed to --parameter-overrides must be of format Key=Value${text.startsWith('file:') ? `; ${basename(text)} is not read by the local build image's aws` : ''}`,
        252,
      )
    return [text.slice(0, equals), text.slice(equals + 1)]
  })

const nothingToDo = (name: string): string => `No changes to deploy. Stack ${name} is up to date`

const PAUSE = 300

/** False when it has no changes. */
const isMade = async (call: Call, changeSet: QueryInput, given: Arguments): Promise<boolean> => {
  for (;;) {
    const { Status, StatusReason = '' } = await call('DescribeChangeSet', changeSet)
    if (Status === 'CREATE_COMPLETE') return true
    if (Status === 'FAILED') {
      const isEmpty = /The submitted information didn't contain changes|No updates are to be performed/.test(
        String(StatusReason),
      )
      if (isEmpty && !given.flags.has('fail-on-empty-changeset')) return false
      throw new CommandError(
        isEmpty
          ? nothingToDo(changeSet.StackName ?? '')
          : `Failed to create the changeset: Waiter ChangeSetCreateComplete failed: Waiter encountered a terminal failure state Status: FAILED. Reason: ${StatusReason}`,
      )
    }
    await wait(PAUSE)
  }
}

const untilDone = async (call: Call, name: string): Promise<void> => {
  for (;;) {
    const status = await statusOf(call, name)
    if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return
    if (/FAILED$|ROLLBACK_COMPLETE$|DELETE_COMPLETE$/.test(status))
      throw new CommandError(
        `Failed to create/update the stack. Run the following command\nto fetch the list of events leading up to the failure\naws cloudformation describe-stack-events --stack-name ${name}`,
      )
    await wait(PAUSE)
  }
}
