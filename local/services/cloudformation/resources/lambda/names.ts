// How functions are named in properties: by name, by ARN, with or without a qualifier.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html (FunctionName)

import { arnOf, isArn, type Place } from '../../../../core/arn.ts'

/** The name or the ARN, as it was given, without its qualifier: an ARN of elsewhere stays one. */
export const unqualified = (given: string): string => parts(given)[0]

/** The version or alias in a qualified name or ARN. */
export const qualifierOf = (given: string): string | undefined => parts(given)[1]

const parts = (given: string): readonly [string, string | undefined] => {
  const [, name = given, qualifier] = /^((?:.*:function:)?[^:]+)(?::([^:]+))?$/.exec(given) ?? []
  return [name, qualifier]
}

export const functionArn = (place: Place, given: string): string =>
  isArn(given) ? unqualified(given) : arnOf(place, 'lambda', `function:${unqualified(given)}`)
