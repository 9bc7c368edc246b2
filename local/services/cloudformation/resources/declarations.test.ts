// The table of resource types.

import { resourceTypes } from './index.ts'
import { PERMISSIONS } from './permissions.ts'

test('every declaration is consistent with itself', () => {
  for (const { type: name, properties, required, name: rule } of resourceTypes.values()) {
    expect([name, required.filter(property => !(property in properties))]).toEqual([name, []])
    if (rule) expect([name, properties[rule.property]?.treatment]).toEqual([name, 'create-only'])
  }
  expect(Object.keys(PERMISSIONS).filter(name => !resourceTypes.has(name))).toEqual([])
})
