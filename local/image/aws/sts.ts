// `aws sts get-caller-identity`
import { type Command, readArguments } from './command.ts'
import { refusal, send, targetOf } from './signed-request.ts'

export const getCallerIdentity: Command = async (args, surroundings) => {
  const given = readArguments(args, ['query'])
  const response = await send(targetOf('sts', given, surroundings), {
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: Buffer.from('Action=GetCallerIdentity&Version=2011-06-15'),
  })
  if (!response.ok) throw await refusal(response, 'GetCallerIdentity')
  const text = await response.text()
  const identity = Object.fromEntries(
    ['UserId', 'Account', 'Arn'].map(name => [name, new RegExp(`<${name}>([^<]*)<`).exec(text)?.[1] ?? '']),
  )
  const query = given.options.query
  if (query === undefined) surroundings.print(`${JSON.stringify(identity, undefined, 4)}\n`)
  else
    surroundings.print(
      given.options.output === 'text'
        ? `${identity[query] ?? 'None'}\n`
        : `${JSON.stringify(identity[query] ?? null)}\n`,
    )
}
