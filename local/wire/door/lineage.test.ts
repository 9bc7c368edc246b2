import { deliveriesBefore } from './lineage.ts'

test.each([
  [undefined, 0],
  ['', 0],
  ['Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0', 0],
  ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=a87bd80c:3', 3],
  ['Lineage=a87bd80c:16;Root=1-5759e988-bd862e3fe1be46a994272793', 16],
  ['Lineage=nonsense', 0],
  ['Lineage=a87bd80c:99999999999', 0],
])('the header %j tells of %d deliveries', (header, expected) => expect(deliveriesBefore(header)).toBe(expected))
