// API Gateway's refusals.
// https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html#API_CreateRestApi_Errors

import { ServiceError } from '../../core/errors.ts'

export const badRequest = (message: string): ServiceError => new ServiceError('BadRequestException', message, 400)
export const notFound = (message: string): ServiceError => new ServiceError('NotFoundException', message, 404)
export const conflict = (message: string): ServiceError => new ServiceError('ConflictException', message, 409)

/** What AWS would do and this local cloud does not. */
export const notCarriedOut = (what: string): ServiceError =>
  badRequest(`${what}: not carried out by the local cloud; leave it out to run the API locally`)
