// Whether an IP address, version 4 or 6, lies in a block such as 10.0.0.0/24.

export const inBlock = (block: string, address: string): boolean => {
  const [network = '', length = ''] = block.split('/')
  const [first, given] = [addressOf(network), addressOf(address)]
  if (!first || !given || first.bits !== given.bits || !/^\d+$/.test(length) || Number(length) > first.bits)
    return false
  const shift = BigInt(first.bits - Number(length))
  return first.number >> shift === given.number >> shift
}

export const isBlock = (text: string): boolean => inBlock(text, text.split('/')[0] ?? '')

interface Address {
  readonly bits: 32 | 128
  readonly number: bigint
}

const addressOf = (text: string): Address | undefined => {
  if (text.includes(':')) return sixOf(text)
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every(octet => /^\d{1,3}$/.test(octet) && Number(octet) < 256)) return undefined
  return { bits: 32, number: octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n) }
}

const sixOf = (text: string): Address | undefined => {
  const [head = '', tail, ...more] = text.split('::')
  const groups = (part: string): readonly string[] => (part === '' ? [] : part.split(':'))
  const [left, right] = [groups(head), groups(tail ?? '')]
  const missing = 8 - left.length - right.length
  if (more.length > 0 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined
  const all = [...left, ...Array<string>(missing).fill('0'), ...right]
  if (!all.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return { bits: 128, number: all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) }
}
