// Unique identifiers as IAM makes them: a prefix that names the kind, and 17 characters; access keys have 16.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export const uniqueId = (prefix: 'AIDA' | 'AROA' | 'ANPA' | 'AKIA' | 'ASIA', moment: { newId(): string }): string => {
  const bytes = Buffer.from((moment.newId() + moment.newId()).replaceAll('-', ''), 'hex')
  const length = prefix === 'AKIA' || prefix === 'ASIA' ? 16 : 17
  return prefix + [...bytes.subarray(0, length)].map(byte => ALPHABET[byte % 32]).join('')
}
