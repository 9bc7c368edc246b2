// What a command prints: all of an answer or what --query picks of it, as JSON or as text.
import type { Arguments, Surroundings } from './command.ts'
import { CommandError } from './command.ts'
import { pick } from './query.ts'

export const printOutput = (answer: unknown, { options }: Arguments, { env, print }: Surroundings): void => {
  const picked = options.query === undefined ? answer : pick(answer, options.query)
  const format = options.output ?? env.AWS_DEFAULT_OUTPUT ?? 'json'
  if (format === 'json') print(`${JSON.stringify(picked ?? null, undefined, 4)}\n`)
  else if (format === 'text') print(asText(picked))
  else
    throw new CommandError(`aws: --output ${format} is not part of the local build image's aws; use json or text`, 252)
}

/** Values of one list stand in one line, those of several in one line each. */
const asText = (value: unknown): string => {
  if (!Array.isArray(value)) return `${scalar(value)}\n`
  if (value.length === 0) return ''
  if (value.every(one => Array.isArray(one))) return value.map(one => asText(one)).join('')
  return `${value.map(scalar).join('\t')}\n`
}

const scalar = (value: unknown): string => {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new CommandError(
    "aws: --output text of an object is not part of the local build image's aws; pick values with --query",
    252,
  )
}
