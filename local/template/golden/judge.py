# Transforms templates with AWS's own transform, to judge ours: templates and parameters come as JSON lines, results go out the same way.
import json
import logging
import os
import sys

os.environ["AWS_DEFAULT_REGION"] = "eu-west-1"
logging.disable(logging.CRITICAL)

from samtranslator.translator.transform import transform  # noqa: E402


class NoManagedPolicies:
    def load(self):
        return {}


for line in sys.stdin:
    given = json.loads(line)
    print(json.dumps(transform(given["template"], given["parameters"], NoManagedPolicies()), sort_keys=True))
