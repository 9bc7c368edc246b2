// What the two REST protocols share: members in the path, the query and the headers.
import { types } from 'node:util'
import { isRecord } from '../../core/input/members.ts'
import type { Route } from '../../core/wire.ts'
import type { WireRequest } from '../signature/request.ts'
import type { Match } from './routes.ts'

/** Members of the input that are not in the body. */
export const boundInput = (request: WireRequest, { route, labels }: Match): Record<string, unknown> => ({
  ...queryMembers(request, route),
  ...headerMembers(request, route),
  ...labels,
})

/** Headers of the answer, and the members of the output that are left for its body. */
export const boundOutput = (
  route: Route,
  output: unknown,
): { readonly headers: Record<string, string>; readonly status: number; readonly rest: Record<string, unknown> } => {
  const rest: Record<string, unknown> = isRecord(output) ? { ...output } : {}
  const headers: Record<string, string> = {}
  for (const [header, member] of Object.entries(route.output?.headers ?? {})) {
    const value = rest[member]
    delete rest[member]
    if (value === undefined || value === null) continue
    if (!header.endsWith('*')) headers[header] = headerText(value)
    else if (isRecord(value))
      for (const [name, item] of Object.entries(value)) headers[header.slice(0, -1) + name] = headerText(item)
  }
  const statusMember = route.output?.status
  const given = statusMember === undefined ? undefined : rest[statusMember]
  if (statusMember !== undefined) delete rest[statusMember]
  return { headers, rest, status: typeof given === 'number' ? given : (route.status ?? 200) }
}

/** A member named `TagKeys[]` in the route is a list however often the parameter is given. */
const queryMembers = (request: WireRequest, route: Route): Record<string, unknown> => {
  const members: Record<string, unknown> = {}
  const markers = new Set((route.path.split('?', 2)[1] ?? '').split('&').map(marker => marker.split('=', 1)[0]))
  for (const [name, value] of request.query) {
    const member = route.query?.[name] ?? name
    if (/^x-(amz-|id$)/i.test(name) || (markers.has(name) && member === name)) continue
    const key = member.replace(/\[\]$/, '')
    const before = members[key]
    if (before !== undefined) members[key] = [...(Array.isArray(before) ? before : [before]), value]
    else members[key] = member.endsWith('[]') ? [value] : value
  }
  return members
}

const headerMembers = (request: WireRequest, route: Route): Record<string, unknown> => {
  const members: Record<string, unknown> = {}
  for (const [header, member] of Object.entries(route.headers ?? {})) {
    const value = header.endsWith('*') ? headerMap(request, header.slice(0, -1)) : headerValue(request, header)
    if (value !== undefined) members[member] = value
  }
  return members
}

/** Presigned URLs carry x-amz- headers in the query. */
const headerValue = (request: WireRequest, name: string): string | undefined =>
  request.headers.get(name.toLowerCase()) ??
  (name.toLowerCase().startsWith('x-amz-')
    ? request.query.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
    : undefined)

const headerMap = (request: WireRequest, prefix: string): Record<string, string> | undefined => {
  const entries = [...request.query, ...request.headers]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value] as const)
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** HTTP dates; RFC 2047 for what is not ASCII, as S3 does it. */
const headerText = (value: unknown): string => {
  if (types.isDate(value)) return value.toUTCString()
  const text = String(value)
  return /^[\t\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`
}
