// What a target gets of an event: all of it, a constant, a part, or a text made of parts.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html

import type { ServiceEvent } from '../../core/event.ts'
import { isRecord } from '../../core/input/members.ts'
import type { Rule, Target } from './state.ts'

/** JSON text, or the plain text of a transformer's template. */
export const inputFor = (target: Target, rule: Rule, event: ServiceEvent): string => {
  const { Input, InputPath, InputTransformer } = target
  if (Input !== undefined) return Input
  if (InputPath !== undefined) return JSON.stringify(partOf(event, InputPath) ?? null)
  if (!InputTransformer) return JSON.stringify(event)
  const { InputPathsMap = {}, InputTemplate } = InputTransformer
  const parts: Record<string, unknown> = {
    'aws.events.rule-arn': rule.Arn,
    'aws.events.rule-name': rule.Name,
    'aws.events.event.ingestion-time': event.time,
    'aws.events.event': withoutDetail(event),
    'aws.events.event.json': event,
  }
  for (const [name, path] of Object.entries(InputPathsMap)) parts[name] = partOf(event, path)
  return filledIn(InputTemplate, parts)
}

const withoutDetail = ({ detail: _, ...event }: ServiceEvent): unknown => event

/** `$.detail.commits[0]`, `$.detail['a-b']`; undefined when there is no such part. */
export const partOf = (event: unknown, path: string): unknown => {
  const steps = path.replace(/^\$/, '').match(/[^.[\]'"]+/g) ?? []
  return steps.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)]
    return isRecord(value) ? value[step] : undefined
  }, event)
}

/** Between quotes a part is text; elsewhere it is JSON. A part that the event does not have is empty. */
const filledIn = (template: string, parts: Readonly<Record<string, unknown>>): string => {
  let quoted = false
  const pieces = template.match(/<[\w.-]+>|\\.|"|[^<"\\]+|[<\\]/g) ?? []
  const filled = pieces.map(piece => {
    if (piece === '"') quoted = !quoted
    const name = /^<([\w.-]+)>$/.exec(piece)?.[1]
    if (name === undefined || !(name in parts)) return piece
    const value = parts[name]
    if (quoted) return inQuotes(value)
    return isWholeText(template) ? plain(value) : JSON.stringify(value ?? '')
  })
  return filled.join('')
}

/** A template that is no JSON is a line of text. */
const isWholeText = (template: string): boolean => !/^\s*["{[]/.test(template)

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''))

const inQuotes = (value: unknown): string => {
  if (value === undefined) return ''
  return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1)
}
