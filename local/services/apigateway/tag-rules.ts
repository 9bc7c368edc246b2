// What API Gateway says of tags that AWS refuses, in calls and in definitions.

import { checkTags, type TagRules, type Tags, tagsGiven } from '../../core/tags.ts'

// Differs from AWS: tags that a stage inherits from its API count as its own when more are added.
export const tagRules: TagRules = {
  refusals: {
    // Seen in the reports of several tools.
    'reserved key': ['BadRequestException', "Invalid tag key. Tag keys cannot start with 'aws:' (case insensitive)"],
  },
}

/** Tags that stand in a definition. @throws ServiceError BadRequestException */
export const checkedTags = (tags: Tags): Tags => {
  checkTags(tagsGiven({ tags }), { validationError: 'BadRequestException', tagRules })
  return tags
}
