// Filter patterns for plain text: every word must be there, `-word` must not, `?a ?b` wants one of them.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
import { ServiceError } from '../../../core/errors.ts'

export const matchesFilter = (pattern: string): ((message: string) => boolean) => {
  const text = pattern.trim()
  if (/^[{[%]/.test(text))
    throw new ServiceError(
      'InvalidParameterException',
      `filterPattern '${text}' is not carried out by the local cloud, which matches words and "quoted phrases" only`,
    )
  const terms = text.match(/[?-]?"(?:[^"\\]|\\.)*"|\S+/g) ?? []
  const any = terms.filter(term => term.startsWith('?')).map(term => plain(term.slice(1)))
  const none = terms.filter(term => term.startsWith('-')).map(term => plain(term.slice(1)))
  const all = terms.filter(term => !/^[?-]/.test(term)).map(plain)
  return message =>
    all.every(term => message.includes(term)) &&
    !none.some(term => message.includes(term)) &&
    (any.length === 0 || any.some(term => message.includes(term)))
}

const plain = (term: string): string => (term.startsWith('"') ? term.slice(1, -1).replace(/\\(.)/g, '$1') : term)
