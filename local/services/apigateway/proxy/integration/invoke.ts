// Calls the function behind a method as API Gateway, within the integration's time.

import { ServiceError } from '../../../../core/errors.ts'
import type { Desk } from '../../../../core/service.ts'
import type { ApiGatewayState, Integration } from '../../state.ts'

export type Invoked =
  | { readonly kind: 'answered'; readonly payload: Uint8Array }
  /** The function itself failed. */
  | { readonly kind: 'failed' }
  /** It could not be invoked: no permission, no such function, no room. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'timed out' }
  /** The event, with the body in it, is more than Lambda takes. */
  | { readonly kind: 'too long' }

interface LambdaAnswer {
  readonly Payload: Uint8Array
  readonly FunctionError?: string
}

type Proxy = Extract<Integration, { type: 'AWS_PROXY' }>

/** `sourceArn` is the method's execute-api ARN: what a Lambda permission names. */
export const invokeFunction = (
  desk: Desk<ApiGatewayState>,
  { functionArn, timeoutInMillis }: Proxy,
  stageVariables: Readonly<Record<string, string>>,
  sourceArn: string,
  event: unknown,
): Promise<Invoked> => {
  const principal = { kind: 'service', service: 'apigateway.amazonaws.com', sourceArn } as const
  const input = {
    FunctionName: functionArn.includes('$') ? filled(functionArn, stageVariables) : functionArn,
    InvocationType: 'RequestResponse',
    Payload: Buffer.from(JSON.stringify(event)),
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve({ kind: 'timed out' }), timeoutInMillis)
    desk
      .call<LambdaAnswer>(principal, 'lambda', 'Invoke', input)
      .then(({ Payload, FunctionError }) =>
        resolve(FunctionError === undefined ? { kind: 'answered', payload: Payload } : { kind: 'failed' }),
      )
      .catch(error => (error instanceof ServiceError ? resolve(refusal(error)) : reject(error)))
      .finally(() => clearTimeout(timer))
  })
}

const refusal = ({ code, message }: ServiceError): Invoked =>
  code === 'RequestTooLargeException' ? { kind: 'too long' } : { kind: 'refused', reason: message }

const filled = (functionArn: string, stageVariables: Readonly<Record<string, string>>): string =>
  functionArn.replace(/\$\{stageVariables\.([A-Za-z0-9_]+)\}/g, (_, name: string) => stageVariables[name] ?? '')
