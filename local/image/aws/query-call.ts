// Calls of services that answer in XML: STS and CloudFormation.
import type { Arguments, Surroundings } from './command.ts'
import { refusal, send, targetOf } from './signed-request.ts'

export type QueryInput = Readonly<Record<string, string>>

/** What stands in the answer's result. @throws CommandError what AWS refuses */
export const queryCall = async (
  service: string,
  action: string,
  version: string,
  input: QueryInput,
  given: Arguments,
  surroundings: Surroundings,
): Promise<Readonly<Record<string, unknown>>> => {
  const response = await send(targetOf(service, given, surroundings), {
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: Buffer.from(new URLSearchParams({ Action: action, Version: version, ...input }).toString()),
  })
  if (!response.ok) throw await refusal(response, action)
  const { XMLParser } = await import('fast-xml-parser')
  const parser = new XMLParser({ parseTagValue: false, ignoreDeclaration: true, isArray: name => name === 'member' })
  const [answer] = Object.values(parser.parse(await response.text()) as object)
  return plain(memberOf(answer, `${action}Result`) ?? answer) as Readonly<Record<string, unknown>>
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined

/** Lists are elements that hold `member`. */
const plain = (value: unknown): unknown => {
  if (typeof value === 'string') return value === 'true' || value === 'false' ? value === 'true' : value
  if (typeof value !== 'object' || value === null) return value
  const members = memberOf(value, 'member')
  if (Array.isArray(members)) return members.map(plain)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]))
}

/** `Tags.member.1.Key`: a list as it is sent. */
export const members = (name: string, list: readonly (string | QueryInput)[]): QueryInput =>
  Object.fromEntries(
    list.flatMap((one, at) => {
      const place = `${name}.member.${at + 1}`
      return typeof one === 'string'
        ? [[place, one]]
        : Object.entries(one).map(([member, value]) => [`${place}.${member}`, value])
    }),
  )
