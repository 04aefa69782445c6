#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Staging, once up, as clients see it: what works, and what is refused in AWS's or Kafka's own words.

usage: staging_test.py [edge_test ...]     the files of staging/ that are named, else all, on one region
"""
import staged

if __name__ == "__main__":
    staged.main()
