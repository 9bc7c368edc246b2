// What clients of the first version rely on. Fields may be added; a field that goes, or changes its type or form, breaks someone.

/** Field -> the form that its value has had since version 1.0.0. Recorded; do not edit it to make a check pass. */
export type Contract = Record<string, RegExp | 'number'>

export const timeContract: Contract = {
  timeZone: /^[A-Za-z0-9_+/-]+$/,
  iso: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/,
  epochMilliseconds: 'number',
  abbreviation: /^([A-Z]{3,5}|[+-]\d{2,4})$/,
  utcOffset: /^[+-]\d\d:\d\d$/,
}

/** What breaks the contract, one sentence each; none if nothing does. */
export function shapeProblems(fields: Record<string, unknown>, contract: Contract): string[] {
  return Object.entries(contract).flatMap(([name, form]) => {
    const value = fields[name]
    if (form === 'number') return Number.isSafeInteger(value) ? [] : [`${name} is not a whole number`]
    return typeof value === 'string' && form.test(value) ? [] : [`${name} does not match ${form.source}`]
  })
}

/** The fields of a JSON object; of anything else none, so that each missing field is reported by its name. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
