// Why a property changes: a parameter with another value, a resource that is made anew, or the template itself.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html

import { isDeepStrictEqual } from 'node:util'
import { references } from '../../../template/references.ts'
import type { ResourceDeclaration } from '../../../template/template.ts'
import type { Cause, Source } from '../documents.ts'

/** By property; one that is not there was changed in the template. `former` is what the stack was deployed from, `renewed` what is made anew. */
export const causesOf = (
  { Properties = {} }: ResourceDeclaration,
  source: Source,
  former: Source | undefined,
  renewed: ReadonlySet<string>,
): Readonly<Record<string, readonly Cause[]>> => {
  const isChanged = (parameter: string): boolean =>
    parameter in source.parameters && !isDeepStrictEqual(source.parameters[parameter], former?.parameters[parameter])
  const causes = Object.entries(Properties).map(([property, value]) => {
    const found = references(value).flatMap(({ kind, name, attribute = '' }): Cause[] => {
      if (kind === 'ref' && isChanged(name)) return [{ source: 'ParameterReference', entity: name }]
      if (!renewed.has(name)) return []
      if (kind === 'ref') return [{ source: 'ResourceReference', entity: name }]
      return kind === 'attribute' ? [{ source: 'ResourceAttribute', entity: `${name}.${attribute}` }] : []
    })
    return [property, found] as const
  })
  return Object.fromEntries(causes.filter(([, found]) => found.length > 0))
}
