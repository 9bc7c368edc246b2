// What the transform refuses, in the words of AWS's transform.

import { ServiceError } from '../../core/errors.ts'

/** Thrown while one resource is transformed; all of them are reported together. */
export class ResourceProblem extends Error {
  constructor(logicalId: string, message: string) {
    super(`Resource with id [${logicalId}] is invalid. ${message}`)
  }
}

export const eventProblem = (logicalId: string, eventId: string, message: string): ResourceProblem =>
  new ResourceProblem(logicalId, `Event with id [${eventId}] is invalid. ${message}`)

/** Differs from AWS: what the local cloud does not carry out is refused by name. */
export const notCarriedOut = (logicalId: string, what: string): ResourceProblem =>
  new ResourceProblem(logicalId, `${what} is not carried out by the local cloud.`)

export const transformFailed = (problems: readonly string[]): ServiceError =>
  new ServiceError(
    'ValidationError',
    `Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: ${problems.length}. ${problems.join(' ')}`,
  )
