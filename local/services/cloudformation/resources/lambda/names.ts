// How functions are named in properties: by name, by ARN, with or without a qualifier.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html (FunctionName)

import { arnOf, type Place } from '../../../../core/arn.ts'

/** The name without ARN and qualifier. */
export const functionName = (given: string): string => parts(given)[0]

/** The version or alias in a qualified name or ARN. */
export const qualifierOf = (given: string): string | undefined => parts(given)[1]

const parts = (given: string): readonly [string, string | undefined] => {
  const after = given.includes(':function:') ? given.slice(given.indexOf(':function:') + ':function:'.length) : given
  const [name = given, qualifier] = after.split(':')
  return [name, qualifier]
}

export const functionArn = (place: Place, given: string): string =>
  arnOf(place, 'lambda', `function:${functionName(given)}`)
