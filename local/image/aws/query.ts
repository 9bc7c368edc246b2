// Of JMESPath what buildspecs use: names, indexes, all of a list, those of a list whose member is something, lists of several, and pipes.
// https://jmespath.org/specification.html
import { CommandError } from './command.ts'

const TOKEN =
  /\s*(?:\.?\[\?\s*(?<member>[\w.]+)\s*==\s*(?:'(?<text>[^']*)'|`(?<json>[^`]*)`)\s*\]|\[(?<index>-?\d+)\]|(?<all>\[\*?\])|\.?\[(?<several>[\w.\s,]+)\]|\.?(?<name>[A-Za-z_]\w*|"[^"]+")|(?<pipe>\|))/y

/** @throws CommandError what this does not know */
export const pick = (value: unknown, query: string): unknown => {
  let values: readonly unknown[] = [value]
  // Behind [] and [?…] everything is taken of each of a list, until a pipe.
  let isList = false
  const token = new RegExp(TOKEN)
  for (let at = 0; at < query.trimEnd().length; at = token.lastIndex) {
    const { member, text, json, index, all, several, name, pipe } = token.exec(query)?.groups ?? unknown(query)
    if (pipe !== undefined) {
      values = [isList ? values : values[0]]
      isList = false
    } else if (name !== undefined)
      values = given(
        values.map(one => of(one, name.replaceAll('"', ''))),
        isList,
      )
    else if (several !== undefined) {
      const names = several.split(',').map(one => one.trim())
      values = values.map(one => names.map(each => pick(one, each)))
    } else if (index !== undefined)
      values = given(
        values.map(one => (Array.isArray(one) ? one.at(Number(index)) : undefined)),
        isList,
      )
    else {
      const items = values.flatMap(one => (Array.isArray(one) ? one : []))
      const wanted = text ?? parsed(json, query)
      values = member === undefined || all !== undefined ? items : items.filter(one => pick(one, member) === wanted)
      isList = true
    }
  }
  return isList ? values : (values[0] ?? null)
}

const of = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined

const given = (values: readonly unknown[], isList: boolean): readonly unknown[] =>
  isList ? values.filter(value => value !== undefined && value !== null) : values

const parsed = (json: string | undefined, query: string): unknown => {
  try {
    return json === undefined ? undefined : JSON.parse(json)
  } catch {
    return json === undefined || /[{["]/.test(json) ? unknown(query) : json
  }
}

const unknown = (query: string): never => {
  throw new CommandError(
    `aws: --query ${query} is more than the local build image's aws knows; install the AWS CLI on this machine`,
    252,
  )
}
