// Calls of services that speak JSON: an option for each member that buildspecs use.
import { type Arguments, type Command, CommandError, readArguments, required } from './command.ts'
import { printOutput } from './output.ts'
import { refusal, send, targetOf } from './signed-request.ts'

interface Call {
  readonly target: string
  /** By option; a member that has to be there ends with an exclamation mark. */
  readonly options?: Readonly<Record<string, string>>
  readonly numbers?: Readonly<Record<string, string>>
  readonly flags?: Readonly<Record<string, string>>
  readonly lists?: Readonly<Record<string, string>>
}

const SSM = 'AmazonSSM'
const PIPELINE = 'CodePipeline_20150709'
const NAMED = { name: 'name!' }
const EXECUTION = { 'pipeline-name': 'pipelineName!', 'pipeline-execution-id': 'pipelineExecutionId!' }

export const JSON_CALLS: Readonly<Record<string, Call>> = {
  'codepipeline get-pipeline': { target: `${PIPELINE}.GetPipeline`, options: NAMED },
  'codepipeline get-pipeline-execution': { target: `${PIPELINE}.GetPipelineExecution`, options: EXECUTION },
  'codepipeline get-pipeline-state': { target: `${PIPELINE}.GetPipelineState`, options: NAMED },
  'codepipeline list-pipeline-executions': {
    target: `${PIPELINE}.ListPipelineExecutions`,
    options: { 'pipeline-name': 'pipelineName!' },
    numbers: { 'max-results': 'maxResults' },
  },
  'codepipeline start-pipeline-execution': { target: `${PIPELINE}.StartPipelineExecution`, options: NAMED },
  'codepipeline stop-pipeline-execution': {
    target: `${PIPELINE}.StopPipelineExecution`,
    options: { ...EXECUTION, reason: 'reason' },
    flags: { abandon: 'abandon' },
  },
  'ssm get-parameter': {
    target: `${SSM}.GetParameter`,
    options: { name: 'Name!' },
    flags: { 'with-decryption': 'WithDecryption' },
  },
  'ssm get-parameters': {
    target: `${SSM}.GetParameters`,
    lists: { names: 'Names!' },
    flags: { 'with-decryption': 'WithDecryption' },
  },
  'ssm get-parameters-by-path': {
    target: `${SSM}.GetParametersByPath`,
    options: { path: 'Path!' },
    flags: { 'with-decryption': 'WithDecryption', recursive: 'Recursive' },
  },
  'ssm put-parameter': {
    target: `${SSM}.PutParameter`,
    options: { name: 'Name!', value: 'Value!', type: 'Type', description: 'Description', 'key-id': 'KeyId' },
    flags: { overwrite: 'Overwrite' },
  },
}

/** Undefined when there is no such call. */
export const jsonCall = (service: string, operation: string): Command | undefined => {
  const call = JSON_CALLS[`${service} ${operation}`]
  if (!call) return undefined
  return async (args, surroundings) => {
    const { options = {}, numbers = {}, flags = {}, lists = {} } = call
    const given = readArguments(args, names(options, numbers), names(flags), names(lists))
    if (given.positional.length > 0) throw new CommandError(`aws: Unknown options: ${given.positional.join(', ')}`, 252)
    const response = await send(targetOf(service, given, surroundings), {
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': call.target },
      body: Buffer.from(JSON.stringify(inputOf(call, given))),
    })
    if (!response.ok) throw await refusal(response, call.target.replace(/^.*\./, ''))
    const text = await response.text()
    printOutput(withDates(JSON.parse(text === '' ? '{}' : text)), given, surroundings)
  }
}

const names = (...tables: readonly Readonly<Record<string, string>>[]): readonly string[] => tables.flatMap(Object.keys)

const inputOf = ({ options = {}, numbers = {}, flags = {}, lists = {} }: Call, given: Arguments) => {
  const input: Record<string, unknown> = {}
  for (const [option, member] of Object.entries({ ...options, ...numbers, ...lists })) {
    const value =
      given.lists[option] ??
      (member.endsWith('!') && !(option in lists) ? required(given, option) : given.options[option])
    if (value === undefined && member.endsWith('!')) required(given, option)
    if (value !== undefined) input[member.replace('!', '')] = option in numbers ? Number(value) : value
  }
  for (const [flag, member] of Object.entries(flags)) if (given.flags.has(flag)) input[member] = true
  return input
}

/** The AWS CLI writes times out: `2026-11-28T09:30:00.123000+00:00`. */
const withDates = (value: unknown, name = ''): unknown => {
  if (typeof value === 'number' && /(Date|Time|Change)$|^(created|updated)$/.test(name))
    return new Date(value * 1000).toISOString().replace('Z', '000+00:00')
  if (Array.isArray(value)) return value.map(one => withDates(one))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withDates(one, key)]))
}
