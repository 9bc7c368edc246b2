// The API's own description, served at /openapi.json. A test asks the application for every answer named here, and for no other.
// https://spec.openapis.org/oas/v3.1.1.html
export const openApiDocument = {
  openapi: '3.1.1',
  info: {
    title: 'TimeService',
    version: '1.0.0',
    description: 'The current time in any zone of the IANA time zone database.',
    license: { name: 'MIT No Attribution', identifier: 'MIT-0' },
  },
  servers: [{ url: '.', description: 'Where this document was found' }],
  paths: {
    '/time': {
      get: {
        operationId: 'getTime',
        summary: 'The current time in UTC',
        responses: { 200: json('The current time', 'ZonedTime') },
      },
    },
    '/time/{timeZone}': {
      get: {
        operationId: 'getTimeInZone',
        summary: 'The current time in one zone',
        parameters: [
          {
            name: 'timeZone',
            in: 'path',
            required: true,
            description:
              "A zone's name, in upper or lower case. Its slashes may stand as they are (/time/Europe/Paris) or encoded (/time/Europe%2FParis).",
            schema: { type: 'string' },
            example: 'Europe/Paris',
          },
        ],
        responses: {
          200: json('The current time', 'ZonedTime'),
          400: json('The path is not percent-encoded correctly', 'Error'),
          404: json('There is no such zone; the nearest names are suggested', 'UnknownTimeZone'),
        },
      },
    },
    '/openapi.json': {
      get: {
        operationId: 'getDescription',
        summary: 'This document',
        responses: {
          200: { description: 'This document', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
  },
  components: {
    schemas: {
      ZonedTime: {
        type: 'object',
        required: ['timeZone', 'iso', 'epochMilliseconds', 'abbreviation', 'utcOffset'],
        properties: {
          timeZone: { type: 'string', description: "The zone's name in the tz database", examples: ['Europe/Paris'] },
          iso: {
            type: 'string',
            description: 'ISO 8601, with milliseconds and the offset of the zone',
            pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d\\d:\\d\\d$',
            examples: ['2026-11-20T15:04:05.678+01:00'],
          },
          epochMilliseconds: { type: 'integer', description: 'Milliseconds since 1970-01-01T00:00:00Z' },
          abbreviation: { type: 'string', description: "'CET'; '+03' where the zone has no letters of its own" },
          utcOffset: { type: 'string', description: 'Positive east of Greenwich', pattern: '^[+-]\\d\\d:\\d\\d$' },
        },
      },
      Error: {
        type: 'object',
        required: ['error'],
        properties: { error: { $ref: '#/components/schemas/ErrorDetails' } },
      },
      ErrorDetails: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: { type: 'string', description: 'For programs', examples: ['UnknownTimeZone'] },
          message: { type: 'string', description: 'For people' },
        },
      },
      UnknownTimeZone: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['code', 'message', 'timeZone', 'suggestions'],
            properties: {
              code: { type: 'string', const: 'UnknownTimeZone' },
              message: { type: 'string' },
              timeZone: { type: 'string', description: 'The name that was asked for, cut at 100 characters' },
              suggestions: {
                type: 'array',
                items: { type: 'string' },
                description: 'Up to three names, nearest first',
              },
            },
          },
        },
      },
    },
  },
}

function json(description: string, schema: string) {
  return { description, content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } }
}
