#!/usr/bin/env python3
"""usage: dump_log_test.py WRITE_LOG WORK_FOLDER

Apache Kafka's own DumpLogSegments reads a log that our code wrote: every batch valid, offsets without gaps, both
indexes agreeing with the log, the producer snapshot and the consumer offsets decoded. Kafka comes from Maven Central
(pom.xml); where Maven or its repository cannot be had, the test is skipped (exit 77)."""
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
WRITE_LOG, WORK = sys.argv[1], Path(sys.argv[2])
BAD = ("Mismatch", "mismatch", "out of order", "not found", "Exception", "invalid", "sanity check failed")


def class_path():
    listing = WORK / "kafka_tools.classpath"
    if not listing.exists():
        if not shutil.which("mvn") or not shutil.which("java"):
            print("skipped: no Maven or no Java here")
            sys.exit(77)
        made = subprocess.run(["mvn", "-q", "-B", "-f", HERE / "pom.xml", "dependency:build-classpath",
                               f"-Dmdep.outputFile={listing}"], capture_output=True, text=True)
        if made.returncode != 0:
            print("skipped: Maven cannot resolve Kafka's tools:\n" + made.stdout[-2000:])
            sys.exit(77)
    return listing.read_text().strip()


def dump(jars, files, *options):
    command = ["java", "-cp", jars, "kafka.tools.DumpLogSegments", "--files", ",".join(map(str, files)), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    output = done.stdout + done.stderr.replace("SLF4J", "")
    assert done.returncode == 0, output[-3000:]
    for line in output.splitlines():
        assert not any(word in line for word in BAD), line
    return output


def check_records(jars, partition):
    logs = sorted(partition.glob("*.log"))
    assert len(logs) > 3, f"only {len(logs)} segments"
    indexes = sorted([*partition.glob("*.index"), *partition.glob("*.timeindex")])
    output = dump(jars, [*logs, *indexes], "--deep-iteration", "--print-data-log")
    batches = re.findall(r"baseOffset: (\d+) lastOffset: (\d+) count: (\d+).*?producerId: (-?\d+).*?isvalid: (\w+)", output)
    assert len(batches) == 400, f"{len(batches)} batches"
    expected = 0
    for base, last, count, producer, valid in batches:
        assert (int(base), int(last), int(count), producer, valid) == (expected, expected + 2, 3, "77", "true"), base
        expected += 3
    assert len(re.findall(r"^\| offset: \d+ .*payload: v{300}$", output, re.M)) == 1200, "not all records were read"
    for index in indexes:
        if index.suffix == ".index":
            dump(jars, [index], "--index-sanity-check")
    entries = re.findall(r"^offset: \d+ position: \d+$", output, re.M)
    times = re.findall(r"^timestamp: \d+ offset: \d+$", output, re.M)
    assert len(entries) > 50 and len(times) > 50, f"{len(entries)} index and {len(times)} time entries"
    print(f"{len(logs)} segments, {len(batches)} batches, {len(entries)} index and {len(times)} time entries: all agree")


def check_snapshots(jars, partition):
    snapshots = sorted(partition.glob("*.snapshot"))
    output = dump(jars, snapshots)
    found = re.findall(r"producerId: 77 producerEpoch: 2 .*lastSequence: (\d+) lastOffset: (\d+)", output)
    assert ("1199", "1199") in found and len(found) == len(snapshots), output
    print(f"{len(snapshots)} producer snapshots read")


def check_offsets(jars, partition):
    output = dump(jars, sorted(partition.glob("*.log")), "--offsets-decoder")
    assert re.search(r'"group":"readers","topic":"plain","partition":0.*"offset":42,"leaderEpoch":0,"metadata":"note"', output), output
    assert re.search(r'"protocolType":"consumer","generation":1,"protocol":"range"', output), output
    print("consumer offsets and the group decoded")


with tempfile.TemporaryDirectory(prefix="atlas-dump-log-") as folder:
    jars = class_path()
    log = Path(folder) / "kafka"
    subprocess.run([WRITE_LOG, str(log)], check=True)
    check_records(jars, log / "plain-0")
    check_snapshots(jars, log / "plain-0")
    check_offsets(jars, log / "__consumer_offsets-0")
