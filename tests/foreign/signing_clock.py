# SPDX-License-Identifier: Apache-2.0
"""The clock that botocore signs by, wrong by SIGNING_CLOCK_OFFSET_S seconds (negative: behind); imported for its effect."""
import datetime
import os

import botocore.auth

OFFSET_S = float(os.environ.get("SIGNING_CLOCK_OFFSET_S", "0"))

if OFFSET_S:
    right_time = botocore.auth.get_current_datetime
    botocore.auth.get_current_datetime = lambda *given, **named: right_time(*given, **named) + datetime.timedelta(seconds=OFFSET_S)
