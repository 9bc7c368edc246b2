// Who makes a call. There is no call without a principal.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html

import type { PolicyDocument } from './policy.ts'

export type Principal =
  | { readonly kind: 'user'; readonly arn: string; readonly userName: string; readonly accessKeyId?: string }
  | {
      readonly kind: 'session'
      /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
      readonly arn: string
      readonly roleArn: string
      readonly sessionName: string
      readonly accessKeyId?: string
      /** The AWS service that assumed the role, for example `events.amazonaws.com`; absent when a person or a function did. */
      readonly by?: string
      /** Narrows the role's policies for this session. */
      readonly sessionPolicy?: PolicyDocument
    }
  | {
      readonly kind: 'service'
      /** For example `events.amazonaws.com`; allowed only by resource policies. */
      readonly service: string
      readonly sourceArn?: string
    }
  | { readonly kind: 'anonymous' }

/** The principal's ARN or name as it stands in messages and trail records. */
export const principalName = (principal: Principal): string => {
  switch (principal.kind) {
    case 'user':
    case 'session':
      return principal.arn
    case 'service':
      return principal.service
    case 'anonymous':
      return 'anonymous'
  }
}
