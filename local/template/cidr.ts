// The sub-blocks that Fn::Cidr gives.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html

import { templateFailure } from './references.ts'

// Differs from AWS: IPv6 blocks are refused.
export const cidrBlocks = (block: string, count: number, bits: number): readonly string[] => {
  const parsed = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block)
  const size = 32 - bits
  if (!parsed || !(count >= 1 && count <= 256) || !(bits >= 1) || size < Number(parsed[5]))
    throw templateFailure(
      `Fn::Cidr cannot make ${count} blocks with ${bits} host bits of ${block}; expected an IPv4 block that is large enough`,
    )
  const octets = parsed.slice(1, 5).map(Number)
  const start = octets.reduce((sum, octet) => sum * 256 + octet, 0)
  if (count > 2 ** (size - Number(parsed[5])))
    throw templateFailure(`Fn::Cidr: ${block} has no room for ${count} blocks with ${bits} host bits`)
  return Array.from({ length: count }, (_, index) => `${dotted(start + index * 2 ** bits)}/${size}`)
}

const dotted = (address: number): string =>
  [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.')
