"""The library refuses the value of Filter.Phases in the documented request example."""

import sys

import volcenginesdkark as ark

try:
    ark.FilterForListBatchInferenceJobsInput(phases=["f5yt"])
except ValueError as error:
    print("refused:", error)
else:
    sys.exit(1)
