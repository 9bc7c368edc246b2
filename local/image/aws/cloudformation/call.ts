// Calls of CloudFormation.
import type { Arguments, Surroundings } from '../command.ts'
import { type QueryInput, queryCall } from '../query-call.ts'

export const cloudformation = (
  action: string,
  input: QueryInput,
  given: Arguments,
  surroundings: Surroundings,
): Promise<Readonly<Record<string, unknown>>> =>
  queryCall('cloudformation', action, '2010-05-15', input, given, surroundings)
